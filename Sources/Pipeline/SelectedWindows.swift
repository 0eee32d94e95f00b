package import Model
internal import Selection

/// Finds the windows that a mask excludes at one evaluation frequency.
struct MaskEvaluation {
  /// The tests on the statistics of one kind of source.
  private let tests: [(statistic: any WindowStatistic, test: MaskTest)]
  private let policy: StatisticPolicy

  /// - Parameter isRemote: Which of the mask's statistics.
  init(
    _ mask: SiteMask, remote isRemote: Bool, _ channels: PowerChannels, _ place: MaskPlace,
    _ policy: StatisticPolicy
  ) {
    self.policy = policy
    tests = mask.statistics(remote: isRemote).compactMap { statistic in
      let test = MaskTest(
        mask.mask.constraints(of: statistic.name, at: place),
        components: statistic.components(of: channels), mask.mask.policy)
      return test.isEmpty ? nil : (statistic, test)
    }
  }

  /// Whether no window is excluded.
  var isEmpty: Bool { tests.isEmpty }

  /// Which windows are excluded.
  func marks(_ powers: WindowPowers) -> [Bool] {
    var marks = [Bool](repeating: false, count: powers.windowCount)
    for (statistic, test) in tests {
      let values = statistic.values(powers, policy)
      test.mark(values.span, windowCount: powers.windowCount, in: &marks)
    }
    return marks
  }
}

/// Finds the windows of a problem that its run's selection keeps, from stored cross-powers.
package struct SelectedWindows {
  private let plan: Plan
  private let work: any WorkStore

  package init(_ plan: Plan, _ work: any WorkStore) {
    self.plan = plan
    self.work = work
  }

  /// Which of some windows count.
  package func kept(of problem: Problem, among windows: WindowRanges) throws -> WindowRanges {
    var kept = windows
    if let times = plan.job.timeWindows(ofRun: problem.run, problem.level) {
      kept = kept.intersection(times)
    }
    for mask in plan.job.runs[problem.run].selection.masks {
      kept = kept.subtracting(try excluded(by: mask, problem.level, problem.band, among: kept))
    }
    return kept
  }

  /// Those of some windows that a mask excludes at a frequency.
  func excluded(
    by mask: SiteMask, _ level: DecimationLevel, _ band: Int, among windows: WindowRanges
  ) throws -> WindowRanges {
    var excluded = WindowRanges.none
    for (source, isRemote) in [(mask.single, false), (mask.remote, true)] {
      guard let source else { continue }
      let place = MaskPlace(
        level: level.index, index: band, frequency: level.evaluationFrequencies[band])
      let evaluation = MaskEvaluation(
        mask, remote: isRemote, source.channels, place, plan.job.statistics)
      guard !evaluation.isEmpty else { continue }
      excluded = excluded.union(
        try self.excluded(evaluation, plan.job.run(of: source), level, band, windows))
    }
    return excluded
  }

  private func excluded(
    _ evaluation: MaskEvaluation, _ run: Int, _ level: DecimationLevel, _ band: Int,
    _ windows: WindowRanges
  ) throws -> WindowRanges {
    var ranges: [Range<Int>] = []
    for unit in plan.units(ofRun: run, level: level.index) {
      for (index, segment) in plan.unit(unit).segments.enumerated()
      where segment.run == run
        && !windows.intersection(WindowRanges([segment.windows])).isEmpty
      {
        let values = try work.left(by: unit, plan).crossPowers(segment: index, band: band)
        let powers = plan.windowPowers(
          run, level, band: band, windowCount: segment.windows.count, values)
        let marks = evaluation.marks(powers)
        ranges += WindowRanges(from: segment.windows.lowerBound, where: marks).ranges
      }
    }
    return WindowRanges(ranges).intersection(windows)
  }
}
