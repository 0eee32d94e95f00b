package import Model
internal import Spectra

/// A block of windows of one level of one recording, with all that it needs of other sites.
package struct LevelUnit: Sendable, Hashable {
  package let level: Int
  /// In the plan's list.
  package let recording: Int
  /// Global numbers.
  package let windows: Range<Int>
  /// Samples of the next level that this unit makes.
  package let outputs: Range<Int>
  /// What is read: the recording's own samples first, then those of others.
  package let inputs: [UnitInput]
  package let segments: [UnitSegment]
}

/// A slice of one recording's series at the unit's level.
package struct UnitInput: Sendable, Hashable {
  package let recording: Int
  package let samples: Range<Int>
  package let channels: [Channel]
}

/// Windows for which all channels of a run are there.
package struct UnitSegment: Sendable, Hashable {
  /// In the job's list.
  package let run: Int
  /// Global numbers.
  package let windows: Range<Int>
  /// Places in the unit's inputs.
  package let outputInput: Int
  package let inputInput: Int
  package let referenceInput: Int?
}

/// Cuts one level of one recording into units.
struct UnitPlanner {
  private let job: Job
  private let recordings: [PlannedRecording]
  private let index: Int
  private let level: Int
  /// The runs of this recording's site and rate, found once and not for every unit.
  private let partners: [Partners]

  /// Where a run's inputs and references may come from.
  private struct Partners {
    let run: Int
    let sources: [Int]
    /// One `nil` where there is no remote reference.
    let references: [Int?]
  }

  init(_ job: Job, _ recordings: [PlannedRecording], _ index: Int, _ level: Int) {
    self.job = job
    self.recordings = recordings
    self.index = index
    self.level = level
    let own = recordings[index]
    let site = job.survey.sites[own.site].name
    partners = job.runs.indices.filter {
      job.runs[$0].outputSite == site && job.runs[$0].rate == own.header.rate
    }.map { run in
      func candidates(_ name: String) -> [Int] {
        UnitPlanner.candidates(job, recordings, name, level, besides: index)
      }
      return Partners(
        run: run, sources: candidates(job.runs[run].inputSite),
        references: job.runs[run].remoteSite.map { candidates($0) } ?? [nil])
    }
  }

  func units() -> [LevelUnit] {
    guard level < recordings[index].levels.count else { return [] }
    let planned = recordings[index].levels[level]
    let block = max(job.blockSamples, planned.level.windowSize)
    return stride(from: 0, to: planned.sampleCount, by: block).compactMap { start in
      unit(of: planned, samples: start..<min(start + block, planned.sampleCount))
    }
  }

  /// The unit that has the windows and the next level's samples that begin within `samples`.
  private func unit(of planned: PlannedLevel, samples: Range<Int>) -> LevelUnit? {
    let windows = self.windows(of: planned.windows, beginningIn: samples)
    let outputs = self.outputs(beginningIn: samples)
    guard !windows.isEmpty || !outputs.isEmpty else { return nil }
    var inputs = [ownInput(planned, windows, outputs)]
    let parts = partners.flatMap { segments($0, windows, &inputs) }
    return LevelUnit(
      level: level, recording: index, windows: windows, outputs: outputs, inputs: inputs,
      segments: parts)
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
    let lower = (samples.lowerBound + factor - 1) / factor
    let upper = (samples.upperBound + factor - 1) / factor
    return lower..<min(upper, next.sampleCount)
  }

  private func ownInput(_ planned: PlannedLevel, _ windows: Range<Int>, _ outputs: Range<Int>)
    -> UnitInput
  {
    var ranges = [planned.windows.samples(of: windows)]
    if let next, !outputs.isEmpty {
      let continued = Decimator(steps: next.level.steps).inputs(for: outputs)
      ranges.append(sourceRange(ofContinued: continued, count: planned.sampleCount))
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
        let shared = [source, reference].compactMap(\.self).reduce(windows) {
          $0.clamped(to: recordings[$1].levels[level].windows.windows)
        }
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

  /// Recordings of a site that have this level; for the site itself only this one, so that a window meets
  /// its own inputs.
  private static func candidates(
    _ job: Job, _ recordings: [PlannedRecording], _ name: String, _ level: Int, besides index: Int
  ) -> [Int] {
    let site = job.survey.site(named: name)
    if recordings[index].site == site { return [index] }
    return recordings.indices.filter {
      recordings[$0].site == site && recordings[$0].header.rate == recordings[index].header.rate
        && recordings[$0].levels.count > level
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
