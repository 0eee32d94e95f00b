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
  /// - Parameter given: The samples of its inputs, if they were read already.
  /// - Throws: `LostRecording` if samples cannot be had; what the stores throw.
  func perform(_ order: UnitOrder, samples given: UnitSamples?, _ meter: inout Meter) throws
    -> [Double?]
  {
    let unit = plan.unit(order.unit)
    let samples = try meter.time(.reading, ports.clock) { try given ?? self.samples(of: unit) }
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
    return result.constants
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
    let powers = try meter.time(.reading, ports.clock) {
      try StoredCrossPowers(plan, ports.work).values(of: problem)
    }
    return meter.time(.solving, ports.clock) {
      plan.job.solver.makeSolver().solve(plan.regression(problem, powers))
    }
  }

  private func transform(of level: DecimationLevel) -> LevelTransform {
    let transform = transforms[level] ?? plan.transform(of: level)
    transforms[level] = transform
    return transform
  }

  private func samples(of unit: LevelUnit) throws -> UnitSamples {
    try unit.inputs.map { input in
      guard unit.level == 0 else {
        return try StoredSeries(plan, ports.work).samples(input, level: unit.level)
      }
      return try sources.samples(input, plan, ports.open)
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
        constants: result.constants, spectraDigests: spectraDigests,
        tableDigests: tables.isEmpty ? [] : [keys.tableDigest(of: unit)] + tableDigests),
      at: plan.address(of: plan.units[order.unit]))
  }
}

/// Samples of a recording cannot be had, so nothing that needs it can be made.
struct LostRecording: Error {
  /// In the plan's list.
  let recording: Int
  let problem: UserError
}

/// Recordings that stay open, up to a number that no system refuses.
struct OpenRecordings {
  typealias Open = (RecordingLocator) throws -> any RecordingSource

  private struct Name: Hashable {
    let locator: RecordingLocator
    let conditioning: Conditioning?
    let seriesBytes: Int
  }

  private var sources: [Name: any RecordingSource] = [:]
  private var order: [Name] = []
  private static let limit = 32
  /// Bytes of whole series that may be kept.
  private let seriesLimit: Int
  private var seriesBytes = 0

  init(seriesLimit: Int = 0) {
    self.seriesLimit = seriesLimit
  }

  /// The open recording with its samples conditioned; those not used for longest are closed when there are
  /// too many, or too much is kept of them.
  mutating func recording(_ recording: SurveyRecording, open: Open) throws -> any RecordingSource {
    let bytes = recording.header.keptSeriesBytes
    let name = Name(
      locator: recording.locator, conditioning: recording.header.conditioning, seriesBytes: bytes)
    if let source = sources[name] {
      if let place = order.firstIndex(of: name) { order.append(order.remove(at: place)) }
      return source
    }
    if order.count == OpenRecordings.limit { close(at: 0) }
    while bytes > 0, seriesBytes + bytes > seriesLimit,
      let place = order.firstIndex(where: { $0.seriesBytes > 0 })
    {
      close(at: place)
    }
    let source =
      try name.conditioning.map { try $0.open(name.locator, open: open) } ?? open(name.locator)
    sources[name] = source
    order.append(name)
    seriesBytes += bytes
    return source
  }

  private mutating func close(at place: Int) {
    let name = order.remove(at: place)
    seriesBytes -= name.seriesBytes
    sources[name] = nil
  }

  /// The samples of a unit's input, `[channel][sample]`.
  ///
  /// - Throws: `LostRecording` for what the user can mend.
  mutating func samples(_ input: UnitInput, _ plan: Plan, _ open: Open) throws -> [[Double]] {
    do {
      return try recording(plan.recordings[input.recording].recording, open: open)
        .samples(of: input.channels, input.samples)
    } catch let problem as UserError {
      throw LostRecording(recording: input.recording, problem: problem)
    }
  }
}
