internal import Estimation
internal import Model
internal import Preprocessing
internal import Spectra

/// What one thread keeps from unit to unit, and what it does with it.
final class Worker {
  let plan: Plan
  private let ports: Ports
  private let keys: Keys
  private var transforms: [DecimationLevel: LevelTransform] = [:]
  private var sources = OpenRecordings()

  init(_ plan: Plan, _ ports: Ports) {
    self.plan = plan
    self.ports = ports
    keys = Keys(plan)
  }

  /// Computes a unit and leaves its products where others find them.
  ///
  /// - Parameter inputs: How to come by the samples of its inputs.
  /// - Throws: `LostRecording` if samples cannot be had; what the stores throw.
  func perform(
    _ order: UnitOrder, _ inputs: [InputSamples], _ meter: inout Meter
  ) throws -> [WindowFaults] {
    let unit = plan.unit(order.unit)
    let samples = try meter.time(.reading, ports.clock) { try self.samples(of: unit, inputs) }
    let level = plan.recordings[unit.recording].levels[unit.level].level
    var spectra = SpectraOnTheirWay(plan, unit, ports)
    let (result, tables) = try meter.time(.spectra, ports.clock) {
      let result = try UnitWork(plan, unit, keepsSpectra: order.storesSpectra)
        .result(samples, transform(of: level)) { try spectra.store($2, channel: $0, window: $1) }
      try spectra.storeRest()
      return (result, order.storesTables ? rows(of: unit, level, result) : [])
    }
    meter.move(spectra.seconds, from: .spectra, to: .writing)
    let digests = order.storesSpectra && !unit.windows.isEmpty ? spectra.digests : []
    try meter.time(.writing, ports.clock) { try keep(result, tables, digests, of: unit, order) }
    return result.faults
  }

  private func rows(of unit: LevelUnit, _ level: DecimationLevel, _ result: UnitResult)
    -> [TableRows]
  {
    TableWork(plan: plan, unit: unit).rows { segment, band in
      let values = result.crossPowers[segment]
      let size = values.count / max(1, level.evaluationFrequencies.count)
      return Array(values[band * size..<(band + 1) * size])
    }
  }

  /// Makes the rows of tables of a unit that has its cross-powers already, and leaves them in their place.
  func makeTables(ofUnit index: Int, _ meter: inout Meter) throws {
    let unit = plan.unit(index)
    let stored = try ports.work.left(by: index, plan)
    let tables = try meter.time(.reading, ports.clock) {
      try TableWork(plan: plan, unit: unit).rows { segment, band in
        try stored.crossPowers(segment: segment, band: band)
      }
    }
    _ = try meter.time(.writing, ports.clock) { try store(tables, of: unit) }
  }

  private func store(_ tables: [TableRows], of unit: LevelUnit) throws -> [Digest] {
    try tables.map { try ports.sites.store($0.values, plan.place(of: $0.part, unit)) }
  }

  /// Solves a problem.
  func solve(_ problem: Problem, _ meter: inout Meter) throws -> EstimateOutcome {
    let (powers, rows) = try meter.time(.reading, ports.clock) {
      try StoredCrossPowers(plan, ports.work).valuesByRecording(of: problem)
    }
    return meter.time(.solving, ports.clock) {
      let outcome = plan.job.solver.makeSolver().solve(plan.regression(problem, powers))
      guard case .estimated(var estimate) = outcome else { return outcome }
      estimate.gainChanges = RecordingGains.changes(
        RecordingGains(powers, rows).ratios(estimate), outputs: estimate.values.count)
      return .estimated(estimate)
    }
  }

  private func transform(of level: DecimationLevel) -> LevelTransform {
    let transform = transforms[level] ?? plan.transform(of: level)
    transforms[level] = transform
    return transform
  }

  private func samples(of unit: LevelUnit, _ inputs: [InputSamples]) throws -> UnitSamples {
    try zip(unit.inputs, inputs).map { input, samples in
      switch samples {
      case .read(let series): return series
      case .withinReach(let places):
        guard unit.level == 0 else {
          return try StoredSeries(plan, ports.work).samples(input, level: unit.level)
        }
        let ports = ports
        return try sources.samples(input, plan) { locator in
          try places[locator]?.open() ?? ports.open(locator)
        }
      }
    }
  }

  private func keep(
    _ result: UnitResult, _ tables: [TableRows], _ spectraDigests: [Digest], of unit: LevelUnit,
    _ order: UnitOrder
  ) throws {
    let tableDigests = try store(tables, of: unit)
    let sections = zip(unit.segments, result.crossPowers).map { segment, values in
      let (planes, windows) = (plan.planeCount(ofRun: segment.run), segment.windows.count)
      return UnitProduct.CrossPowerSection(
        bandCount: values.count / (planes * windows), planeCount: planes, windowCount: windows,
        values: values)
    }
    // Last, as its presence says that spectra and tables are there as well.
    try ports.work.save(
      UnitProduct(
        madeBy: order.madeBy, channelCount: plan.recordings[unit.recording].channels.count,
        outputCount: unit.outputs.count, decimated: result.decimated, segments: sections,
        faults: result.faults,
        missing: result.missing.contains { !$0.isEmpty } ? result.missing : [],
        spectraDigests: spectraDigests,
        tableDigests: tables.isEmpty ? [] : [keys.tableDigest(of: unit)] + tableDigests),
      at: plan.address(of: plan.units[order.unit]))
  }
}

/// How a thread comes by the samples of a unit's input.
enum InputSamples: Sendable {
  /// It opens the recording, or the file that another unit has left; by their places those recordings that it
  /// cannot open itself.
  case withinReach(_ places: [RecordingLocator: any RecordingPlaces])
  /// They were read already.
  case read(InputSeries)
}

/// Samples of a recording cannot be had, so nothing that needs it can be made.
struct LostRecording: Error {
  /// In the plan's list.
  let recording: Int
  let problem: UserError
}
