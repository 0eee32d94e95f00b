internal import Distribution
internal import Estimation
package import Model
internal import Spectra

/// What makes each product, as a digest: equal digests mean equal products.
///
/// Which settings go into which digest decides what a later run with other settings does again.
package struct Keys: Sendable {
  /// Raised whenever the same settings and input give other numbers.
  static let numbers = 1

  private let plan: Plan
  /// For each rate and level: how samples get there and what is made of them.
  private let levels: [SamplingRate: [[UInt8]]]

  package init(_ plan: Plan) {
    self.plan = plan
    levels = plan.job.levels.mapValues { levels in
      levels.indices.map { index in
        var writer = WireWriter()
        writer.write(Keys.numbers)
        writer.write(plan.job.survey.reference)
        writer.write(plan.job.spectra)
        // Making the next level's samples is this level's work.
        writer.write(Array(levels.prefix(index + 2)))
        return writer.bytes
      }
    }
  }

  /// Of a unit's products, and of each of its segments: what a run has of the unit depends on no other.
  package func digests(of unit: LevelUnit) -> (unit: Digest, segments: [Digest]) {
    let segments = unit.segments.map { digest(of: $0, in: unit) }
    var writer = common(unit)
    writer.write(unit.windows)
    writer.write(unit.outputs)
    write(unit.inputs[0], to: &writer)
    writer.write(segments)
    return (Digest(of: writer.bytes), segments)
  }

  private func digest(of segment: UnitSegment, in unit: LevelUnit) -> Digest {
    var writer = common(unit)
    // Cross channels choose among cross-powers that are there in any case.
    var run = plan.job.runs[segment.run].withoutName
    run.crosses = []
    writer.write(run)
    writer.write(segment.windows)
    for place in [segment.outputInput, segment.inputInput, segment.referenceInput] {
      writer.write(place != nil)
      if let place { write(unit.inputs[place], to: &writer) }
    }
    return Digest(of: writer.bytes)
  }

  private func common(_ unit: LevelUnit) -> WireWriter {
    var writer = WireWriter()
    writer.write(levels[plan.recordings[unit.recording].header.rate]?[unit.level] ?? [])
    return writer
  }

  private func write(_ input: UnitInput, to writer: inout WireWriter) {
    let recording = plan.recordings[input.recording].recording
    writer.write(recording.fingerprint)
    writer.write(recording.header)
    writer.write(input.channels)
  }

  /// Of an estimate, given the digests of the segments that its cross-powers come from.
  package func digest(of problem: Problem, segments: [Digest]) -> Digest {
    var writer = WireWriter()
    writer.write(Keys.numbers)
    writer.write(plan.job.solver)
    writer.write(plan.job.runs[problem.run].withoutName)
    writer.write(problem.level)
    writer.write([problem.band])
    writer.write(problem.degreesOfFreedom)
    writer.write(segments)
    return Digest(of: writer.bytes)
  }

  /// Of a site's file and figures, given the digests of its units and estimates.
  package func digest(ofSite site: Int, units: [Digest], estimates: [Digest], extras: Digest)
    -> Digest
  {
    var writer = WireWriter()
    writer.write(Keys.numbers)
    writer.write(plan.job.survey.name)
    writer.write(plan.job.survey.sites[site])
    writer.write(plan.job.storesSpectra)
    let runs = plan.runs(ofSite: site).map { plan.job.runs[$0] }
    writer.write(runs.map(\.label))
    writer.write(runs.map { $0.isDrawn ? 1 : 0 })
    writer.write(units)
    writer.write(estimates)
    writer.write(extras)
    return Digest(of: writer.bytes)
  }
}

extension WireWriter {
  fileprivate mutating func write(_ range: Range<Int>) {
    write(range.lowerBound)
    write(range.upperBound)
  }
}
