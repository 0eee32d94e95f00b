internal import Distribution
internal import Estimation
package import Model
internal import Spectra

/// What makes each product, as a digest: equal digests mean equal products.
///
/// Which settings go into which digest decides what a later run with other settings does again.
package struct Keys: Sendable {
  /// Raised whenever the same settings and input give other numbers.
  package static let numbers = 3

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
    write(plan.job.runs[segment.run].powers, to: &writer)
    writer.write(plan.planeCount(ofRun: segment.run))
    writer.write(segment.windows)
    for place in [segment.outputInput, segment.inputInput, segment.referenceInput] {
      writer.write(place != nil)
      if let place { write(unit.inputs[place], to: &writer) }
    }
    if let turn = plan.turn(of: segment, in: unit) { writer.write(turn) }
    return Digest(of: writer.bytes)
  }

  /// Whose cross-powers, the smoothing said.
  private func write(_ source: PowerSource, to writer: inout WireWriter) {
    writer.write(source.resolved(plan.job.spectra))
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

  /// Of what a unit adds to tables: which ones, and how their values come of its cross-powers.
  func tableDigest(of unit: LevelUnit) -> Digest {
    var writer = WireWriter()
    writer.write(Keys.numbers)
    writer.write(plan.job.statistics)
    writer.write(digests(of: unit).segments)
    let site = plan.recordings[unit.recording].site
    for rows in plan.tableRows(of: unit) {
      writer.write(rows.table)
      writer.write(rows.windows)
    }
    writer.write(plan.masks(ofSite: site))
    return Digest(of: writer.bytes)
  }

  /// Of an estimate, given the digests of the segments that its cross-powers come from, and of those that
  /// its masks look at.
  package func digest(of problem: Problem, segments: [Digest], masks: [Digest] = []) -> Digest {
    var writer = WireWriter()
    writer.write(Keys.numbers)
    writer.write(plan.job.solver)
    let run = plan.job.runs[problem.run]
    write(run.powers, to: &writer)
    writer.write(run.crosses)
    if !run.selection.isEmpty {
      writer.write(run.selection)
      writer.write(plan.job.statistics)
      writer.write(plan.job.timeWindows(ofRun: problem.run, problem.level)?.description)
      writer.write(masks)
    }
    writer.write(problem.level)
    writer.write([problem.band])
    writer.write(problem.degreesOfFreedom)
    writer.write(segments)
    return Digest(of: writer.bytes)
  }

  /// Of a site's file and figures, given the digests of its units and estimates, and its tables.
  package func digest(
    ofSite site: Int, units: [Digest], estimates: [Digest], tables: [PlannedTable], extras: Digest
  ) -> Digest {
    var writer = WireWriter()
    writer.write(Keys.numbers)
    writer.write(plan.job.survey.name)
    writer.write(plan.job.survey.sites[site].name)
    writer.write(plan.job.survey.sites[site].metadata)
    // Not where they are found: the same folder may be reached by another path.
    for recording in plan.job.survey.sites[site].recordings {
      writer.write(recording.header)
      writer.write(recording.fingerprint)
    }
    writer.write(plan.job.storesSpectra)
    for table in tables {
      writer.write(table.name)
      writer.write(table.definition)
    }
    let runs = plan.solvedRuns(ofSite: site).map { plan.job.runs[$0] }
    writer.write(runs.map(\.label))
    writer.write(runs.map { $0.isDrawn ? 1 : 0 })
    writer.write(units)
    writer.write(estimates)
    writer.write(extras)
    return Digest(of: writer.bytes)
  }
}

extension WireWriter {
  fileprivate mutating func write(_ table: TableName) {
    switch table.kind {
    case .statistic(let name, let run): write([name, run])
    case .mask(let name): write([name])
    }
    write(table.rate)
    write(table.level)
  }

  fileprivate mutating func write(_ range: Range<Int>) {
    write(range.lowerBound)
    write(range.upperBound)
  }
}
