internal import Model
internal import Spectra

/// Cuts one level of one recording into units.
struct UnitPlanner: Sendable {
  private let job: Job
  private let recordings: [PlannedRecording]
  private let index: Int
  private let level: Int
  /// The runs of this recording's site and rate, found once and not for every unit.
  private let partners: [Partners]
  /// Makes the next level's samples, if there is one.
  private let decimator: Decimator?

  /// Where a run's inputs and references may come from.
  private struct Partners {
    let run: Int
    let sources: [Int]
    /// One `nil` where there is no remote reference.
    let references: [Int?]
  }

  /// A planner for each level and each recording that has it.
  ///
  /// - Parameter sources: Of each run the one whose segments have its cross-powers.
  static func all(
    _ job: Job, _ sources: [Int], _ recordings: [PlannedRecording], _ ofSites: [[Int]],
    _ decimators: Decimators
  ) -> [[UnitPlanner?]] {
    let sites = Dictionary(
      uniqueKeysWithValues: job.survey.sites.enumerated().map { ($1.name, $0) })
    let runs = Dictionary(grouping: job.runs.indices.filter { sources[$0] == $0 }) {
      sites[job.runs[$0].outputSite] ?? -1
    }
    let depth = recordings.map(\.levels.count).max() ?? 0
    return (0..<depth).map { level in
      recordings.indices.map { index in
        guard level < recordings[index].levels.count else { return nil }
        let own = runs[recordings[index].site] ?? []
        return UnitPlanner(job, recordings, index, level, decimators, runs: own) { name in
          sites[name].map { ofSites[$0] } ?? []
        }
      }
    }
  }

  private init(
    _ job: Job, _ recordings: [PlannedRecording], _ index: Int, _ level: Int,
    _ decimators: Decimators, runs: [Int], ofSite: (String) -> [Int]
  ) {
    self.job = job
    self.recordings = recordings
    self.index = index
    self.level = level
    let rate = recordings[index].header.rate
    let levels = recordings[index].levels
    // Without steps the next level has this one's own samples, which are then to be read as well.
    decimator =
      level + 1 < levels.count
      ? decimators[levels[level + 1].level] ?? Decimator(steps: []) : nil
    // For the site itself only this recording, so that a window meets its own inputs.
    func candidates(_ name: String, _ channels: [Channel]) -> [Int] {
      let found = ofSite(name)
      return (found.contains(index) ? [index] : found).filter {
        recordings[$0].header.rate == rate && recordings[$0].levels.count > level
          && recordings[$0].serves(channels)
      }
    }
    partners = runs.map { ($0, job.runs[$0]) }.filter { _, run in
      run.rate == rate && recordings[index].serves(run.outputs)
    }.map { index, run in
      Partners(
        run: index, sources: candidates(run.inputSite, run.inputs),
        references: run.remoteSite.map { candidates($0, run.references) } ?? [nil])
    }
  }

  private var planned: PlannedLevel { recordings[index].levels[level] }
  private var blockSamples: Int { max(job.blockSamples, planned.level.windowSize) }

  var blockCount: Int { (planned.sampleCount + blockSamples - 1) / blockSamples }

  /// The runs that have windows of this recording at this level, and which.
  var windowRanges: [(run: Int, windows: [Range<Int>])] {
    partners.map { partners in
      let pairs = partners.sources.flatMap { source in
        partners.references.map { shared(planned.windows.windows, source, $0) }
      }
      return (partners.run, pairs.filter { !$0.isEmpty })
    }.filter { !$0.windows.isEmpty }
  }

  /// Whether a block has no window and makes no sample.
  func isEmpty(_ block: Int) -> Bool {
    let samples = samples(of: block)
    return windows(of: planned.windows, beginningIn: samples).isEmpty
      && outputs(beginningIn: samples).isEmpty
  }

  /// The block that makes a sample of the next level.
  func block(making output: Int) -> Int {
    guard let next else { preconditionFailure("there is no deeper level") }
    return min(output * next.level.steps.reduce(1, *) / blockSamples, blockCount - 1)
  }

  /// The samples of the next level that a block makes.
  func outputs(of block: Int) -> Range<Int> { outputs(beginningIn: samples(of: block)) }

  private func samples(of block: Int) -> Range<Int> {
    block * blockSamples..<min((block + 1) * blockSamples, planned.sampleCount)
  }

  /// The unit that has the windows and the next level's samples that begin within a block.
  func unit(_ block: Int) -> LevelUnit {
    let samples = samples(of: block)
    let windows = self.windows(of: planned.windows, beginningIn: samples)
    let outputs = self.outputs(beginningIn: samples)
    var inputs = [ownInput(planned, windows, outputs)]
    let parts = partners.flatMap { segments($0, windows, &inputs) }
    return LevelUnit(
      level: level, recording: index, block: block, windows: windows, outputs: outputs,
      inputs: inputs, segments: parts)
  }

  private func windows(of placement: WindowPlacement, beginningIn samples: Range<Int>)
    -> Range<Int>
  {
    func first(notBefore sample: Int) -> Int {
      let steps = (sample - placement.firstSample + placement.step - 1) / placement.step
      return placement.firstWindow + min(max(steps, 0), placement.count)
    }
    return first(notBefore: samples.lowerBound)..<first(notBefore: samples.upperBound)
  }

  private var next: PlannedLevel? {
    let levels = recordings[index].levels
    return level + 1 < levels.count ? levels[level + 1] : nil
  }

  private func outputs(beginningIn samples: Range<Int>) -> Range<Int> {
    guard let next else { return 0..<0 }
    let factor = next.level.steps.reduce(1, *)
    let lower = min((samples.lowerBound + factor - 1) / factor, next.sampleCount)
    let upper = (samples.upperBound + factor - 1) / factor
    return lower..<min(upper, next.sampleCount)
  }

  private func ownInput(_ planned: PlannedLevel, _ windows: Range<Int>, _ outputs: Range<Int>)
    -> UnitInput
  {
    var ranges = [planned.windows.samples(of: windows)]
    if let decimator, !outputs.isEmpty {
      ranges.append(decimator.source(of: outputs, count: planned.sampleCount))
    }
    return UnitInput(
      recording: index, samples: hull(ranges), channels: recordings[index].channels)
  }

  private func hull(_ ranges: [Range<Int>]) -> Range<Int> {
    let filled = ranges.filter { !$0.isEmpty }
    let lower = filled.map(\.lowerBound).min() ?? 0
    return lower..<(filled.map(\.upperBound).max() ?? lower)
  }
}

// What a unit needs of other sites.
extension UnitPlanner {
  private func segments(
    _ partners: Partners, _ windows: Range<Int>, _ inputs: inout [UnitInput]
  ) -> [UnitSegment] {
    let definition = job.runs[partners.run]
    var segments: [UnitSegment] = []
    for source in partners.sources {
      for reference in partners.references {
        let shared = shared(windows, source, reference)
        guard !shared.isEmpty else { continue }
        segments.append(
          UnitSegment(
            run: partners.run, windows: shared, outputInput: 0,
            inputInput: place(of: source, shared, definition.inputs, &inputs),
            referenceInput: reference.map {
              place(of: $0, shared, definition.references, &inputs)
            }))
      }
    }
    return segments
  }

  /// The windows that a source and a reference have, too.
  private func shared(_ windows: Range<Int>, _ source: Int, _ reference: Int?) -> Range<Int> {
    [source, reference].compactMap(\.self).reduce(windows) {
      $0.clamped(to: recordings[$1].levels[level].windows.windows)
    }
  }

  /// The place of another recording's slice in the inputs, which is added or widened where needed.
  private func place(
    of recording: Int, _ windows: Range<Int>, _ channels: [Channel], _ inputs: inout [UnitInput]
  ) -> Int {
    if recording == index { return 0 }
    let samples = recordings[recording].levels[level].windows.samples(of: windows)
    guard let known = inputs.firstIndex(where: { $0.recording == recording }) else {
      inputs.append(UnitInput(recording: recording, samples: samples, channels: channels))
      return inputs.count - 1
    }
    inputs[known] = UnitInput(
      recording: recording, samples: hull([inputs[known].samples, samples]),
      channels: Array(Set(inputs[known].channels + channels)).sorted())
    return known
  }
}
