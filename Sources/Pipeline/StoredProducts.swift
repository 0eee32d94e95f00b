internal import Estimation
internal import Model

/// Decimated series, put together from what the units of the level above left.
struct StoredSeries {
  private let plan: Plan
  private let work: any WorkStore

  init(_ plan: Plan, _ work: any WorkStore) {
    self.plan = plan
    self.work = work
  }

  /// The samples of an input.
  func samples(_ input: UnitInput, level: Int) throws -> InputSeries {
    var values = input.channels.map { _ in [Double]() }
    // Series that grow leave holes of half their size behind in the process's memory.
    for channel in values.indices { values[channel].reserveCapacity(input.samples.count) }
    var missing = input.channels.map { _ in [MissingSamples]() }
    let own = plan.recordings[input.recording].channels
    let places = input.channels.map { own.firstIndex(of: $0) }
    for producer in plan.producers(
      ofRecording: input.recording, level: level, samples: input.samples)
    {
      let outputs = plan.outputs(ofUnit: producer)
      let part = outputs.clamped(to: input.samples)
      let range = part.lowerBound - outputs.lowerBound..<part.upperBound - outputs.lowerBound
      let stored = try work.left(by: producer, plan)
      for (channel, place) in places.enumerated() {
        guard let place else { preconditionFailure("inputs name channels that recordings have") }
        values[channel] += try stored.decimated(channel: place, range)
        if !stored.missing.isEmpty { missing[channel] += stored.missing[place].within(part) }
      }
    }
    return InputSeries(values: values, missing: missing)
  }
}

/// Cross-powers of a problem, put together from what the units of its level left.
struct StoredCrossPowers {
  private let plan: Plan
  private let work: any WorkStore

  init(_ plan: Plan, _ work: any WorkStore) {
    self.plan = plan
    self.work = work
  }

  /// The cross-powers of all windows that count, unit by unit.
  func values(of problem: Problem) throws -> CrossPowers {
    try values(of: problem, in: plan.parts(of: problem))
  }

  /// The cross-powers of those of some segments' windows that count, with the recording that
  /// windows in a row are of; of all windows unless segments are given.
  func valuesByRecording(of problem: Problem, in parts: [ProblemPart]? = nil) throws -> (
    CrossPowers, [(recording: Int, windows: Int)]
  ) {
    let pieces = try pieces(of: problem, parts ?? plan.parts(of: problem))
    let rows = pieces.map { piece in
      (
        recording: plan.units[piece.unit].recording,
        windows: piece.windows.reduce(0) { $0 + $1.count }
      )
    }
    return (try values(of: problem, pieces), rows)
  }

  /// The cross-powers of those of some segments' windows that count.
  func values(of problem: Problem, in parts: [ProblemPart]) throws -> CrossPowers {
    try values(of: problem, try pieces(of: problem, parts))
  }

  private func values(of problem: Problem, _ pieces: [Piece]) throws -> CrossPowers {
    let count = pieces.reduce(0) { $0 + $1.windows.reduce(0) { $0 + $1.count } }
    let channels = plan.job.runs[problem.run].channelCount
    let planes = plan.planeCount(ofRun: problem.run)
    var result = CrossPowers(channelCount: channels, windowCount: count)
    var column = 0
    for piece in pieces {
      let values = try work.left(by: piece.unit, plan)
        .crossPowers(segment: piece.segment, band: problem.band)
      let width = values.count / planes
      for windows in piece.windows {
        for plane in 0..<channels * channels {
          let source = plane * width + windows.lowerBound
          let target = plane * count + column
          result.values.replaceSubrange(
            target..<target + windows.count, with: values[source..<source + windows.count])
        }
        column += windows.count
      }
    }
    return result
  }

  /// Windows of a segment that count, counted from its first.
  private struct Piece {
    let unit: Int
    let segment: Int
    let windows: [Range<Int>]
  }

  private func pieces(of problem: Problem, _ parts: [ProblemPart]) throws -> [Piece] {
    guard !plan.job.runs[problem.run].selection.isEmpty else {
      return parts.map { Piece(unit: $0.unit, segment: $0.segment, windows: [$0.windows]) }
    }
    let firsts = parts.map { plan.unit($0.unit).segments[$0.segment].windows.lowerBound }
    let all = zip(parts, firsts).map { part, first in
      first + part.windows.lowerBound..<first + part.windows.upperBound
    }
    let kept = try SelectedWindows(plan, work).kept(of: problem, among: WindowRanges(all))
    return zip(zip(parts, firsts), all).compactMap { place, range in
      let (part, first) = place
      let windows = kept.intersection(WindowRanges([range])).ranges.map {
        $0.lowerBound - first..<$0.upperBound - first
      }
      return windows.isEmpty
        ? nil : Piece(unit: part.unit, segment: part.segment, windows: windows)
    }
  }
}

/// Windows of a problem that lie in one segment of one unit.
package struct ProblemPart: Hashable, Sendable {
  package let unit: Int
  package let segment: Int
  /// Counted from the segment's first.
  package var windows: Range<Int>

  package var windowCount: Int { windows.count }
}

extension Plan {
  /// Where the windows of a problem are, in their order: all of its run, whether they count or not.
  package func parts(of problem: Problem) -> [ProblemPart] {
    let source = source(ofRun: problem.run)
    return units(ofRun: problem.run, level: problem.level.index).flatMap { unit in
      self.unit(unit).segments.enumerated().filter { $0.element.run == source }.map {
        ProblemPart(unit: unit, segment: $0.offset, windows: 0..<$0.element.windows.count)
      }
    }
  }

  /// What a solver is given.
  func regression(_ problem: Problem, _ powers: CrossPowers) -> RegressionProblem {
    let run = job.runs[problem.run]
    return RegressionProblem(
      crossPowers: powers.withoutSilentWindows(), inputCount: run.inputs.count,
      outputCount: run.outputs.count, referenceCount: run.references.count,
      crosses: run.crossRows, degreesOfFreedom: problem.degreesOfFreedom,
      label: "\(run.storedName) \(problem.level.index) \(problem.frequency)")
  }
}

extension WorkStore {
  /// What a unit of this run left, which must be there.
  func left(by unit: Int, _ plan: Plan) throws -> any StoredUnit {
    let address = plan.address(of: plan.units[unit])
    guard let stored = try self.unit(at: address) else {
      throw UserError(
        .output, "site \(address.site)",
        at: "recording \(address.recording), level \(address.level), block \(address.block)",
        "the work of an earlier step is gone or damaged",
        remedy: "leave the survey's folder `work` alone while a run goes on, and run again")
    }
    return stored
  }
}

extension ProcessingRun {
  /// Rows of its cross-powers.
  package var channelCount: Int {
    powers.inputs.count + powers.outputs.count + powers.references.count
  }

  /// Rows of the cross channels, which are inputs or outputs.
  var crossRows: [Int] {
    let rows = powers.inputs + powers.outputs
    return crosses.compactMap { rows.firstIndex(of: $0) }
  }
}
