internal import Model
internal import Spectra

/// A slice of a recording's series: `[channel]`, field units.
struct InputSeries: Sendable {
  var values: [[Double]]
  /// Which of them stand on nothing that was measured, by their places in the whole series.
  var missing: [[MissingSamples]]
}

/// The samples of a unit's inputs.
typealias UnitSamples = [InputSeries]

/// What a unit made, besides spectra.
struct UnitResult: Sendable {
  /// The next level's samples, `[channel, output]`.
  var decimated: [Double]
  /// For each segment: `[band, plane, window]`.
  var crossPowers: [[Double]]
  /// At level 0, what is wrong with the windows of each channel of each input: the recording's own
  /// first.
  var faults: [WindowFaults]
  /// Of the next level's samples, of each channel.
  var missing: [[MissingSamples]]
}

/// Computes a unit from its samples: a pure function of both.
struct UnitWork {
  private let plan: Plan
  private let unit: LevelUnit
  private let keepsSpectra: Bool

  init(_ plan: Plan, _ unit: LevelUnit, keepsSpectra: Bool) {
    self.plan = plan
    self.unit = unit
    self.keepsSpectra = keepsSpectra
  }

  /// - Parameter keep: Called with the spectra, if they are kept, some windows at a time: which channel of the
  ///   recording, the first window within the unit, and `[window, harmonic]`, real and imaginary parts in turn.
  func result(
    _ samples: UnitSamples, _ transform: LevelTransform,
    keep: (_ channel: Int, _ firstWindow: Int, _ spectra: Span<Float>) throws -> Void
  ) rethrows -> UnitResult {
    let (slots, places) = slots(samples)
    let requests = unit.segments.map { segment in
      plan.request(
        segment, slots: channels(of: segment).map { places[$0.input][$0.channel] })
    }
    // The recording's own channels are the first slots.
    let blocks = try transform.crossPowers(
      of: slots, windowCount: unit.windows.count, requests: requests, keep: keep)
    let powers = zip(unit.segments, blocks).map { segment, block in
      let used = channels(of: segment).map { places[$0.input][$0.channel] }
      return withoutMissing(
        inSitesDirections(block.values, of: segment), segment, used.map { slots[$0] },
        missing(samples, used))
    }
    return UnitResult(
      decimated: decimated(samples[0].values), crossPowers: powers,
      faults: unit.level == 0
        ? zip(slots, missing(samples, Array(slots.indices))).map { faults(of: $0, $1) } : [],
      missing: missingOutputs(samples[0].missing))
  }

  /// What is missing of channels, whose numbers count through all inputs.
  private func missing(_ samples: UnitSamples, _ slots: [Int]) -> [[MissingSamples]] {
    let all = zip(samples, unit.inputs).flatMap { series, input in
      series.missing.map { runs in
        runs.map {
          MissingSamples(
            $0.places.lowerBound - input.samples.lowerBound..<$0.places.upperBound
              - input.samples.lowerBound, share: $0.share)
        }
      }
    }
    return slots.map { all[$0] }
  }

  /// Cross-powers of a segment, `[band, plane, window]`, with zeros for windows that stand on too
  /// much that is missing: like windows without signal they do not count.
  private func withoutMissing(
    _ values: [Double], _ segment: UnitSegment, _ slots: [WindowSlot],
    _ missing: [[MissingSamples]]
  ) -> [Double] {
    guard missing.contains(where: { !$0.isEmpty }) else { return values }
    let step = plan.recordings[unit.recording].levels[unit.level].windows.step
    let limit = mostMissing
    let lost = segment.windows.enumerated().filter { _, window in
      zip(slots, missing).contains { slot, missing in
        let start = slot.origin + (window - unit.windows.lowerBound) * step
        return missing.count(in: start..<start + windowSize) > limit
      }
    }.map(\.offset)
    guard !lost.isEmpty else { return values }
    var values = values
    for row in stride(from: 0, to: values.count, by: segment.windows.count) {
      for window in lost { values[row + window] = 0 }
    }
    return values
  }

  private func missingOutputs(_ missing: [[MissingSamples]]) -> [[MissingSamples]] {
    guard !unit.outputs.isEmpty else { return [] }
    let factor = plan.recordings[unit.recording].levels[unit.level + 1].level.steps.reduce(1, *)
    return missing.map { $0.decimated(by: factor, outputs: unit.outputs) }
  }

  /// The cross-powers of a segment, `[band, plane, window]`, where its recordings were laid out
  /// differently.
  ///
  /// The planes of equations' coherences stay those of the measured channels.
  private func inSitesDirections(_ values: [Double], of segment: UnitSegment) -> [Double] {
    guard let matrix = plan.turn(of: segment, in: unit) else { return values }
    let windows = segment.windows.count
    let (own, all) = (
      matrix.count * matrix.count * windows, plan.planeCount(ofRun: segment.run) * windows
    )
    return stride(from: 0, to: values.count, by: max(1, all)).flatMap { start in
      CrossPowers.mixed(
        Array(values[start..<start + own]), by: matrix, windowCount: windows)
        + values[start + own..<start + all]
    }
  }

  /// Samples that a window may lack.
  private var mostMissing: Double { plan.job.spectra.maximumMissing * Double(windowSize) }

  private var windowSize: Int {
    plan.recordings[unit.recording].levels[unit.level].level.windowSize
  }

  private func faults(of slot: WindowSlot, _ missing: [MissingSamples]) -> WindowFaults {
    let (windowSize, limit) = (self.windowSize, mostMissing)
    let step = plan.recordings[unit.recording].levels[unit.level].windows.step
    var faults = WindowFaults()
    for window in slot.windows {
      let start = slot.origin + window * step
      let isLost = !missing.isEmpty && missing.count(in: start..<start + windowSize) > limit
      if isLost { faults.lost += 1 }
      faults.add(window: slot.samples.span.extracting(start..<start + windowSize))
    }
    return faults
  }

  /// All channels of all inputs, and where in that list each is: `[input][channel]`.
  private func slots(_ samples: UnitSamples) -> ([WindowSlot], [[Int]]) {
    var slots: [WindowSlot] = []
    let places = unit.inputs.indices.map { input in
      unit.inputs[input].channels.indices.map { channel in
        slots.append(
          slot(input, unit.inputs[input].channels[channel], samples[input].values[channel]))
        return slots.count - 1
      }
    }
    return (slots, places)
  }

  private func slot(_ input: Int, _ channel: Channel, _ samples: [Double]) -> WindowSlot {
    let source = unit.inputs[input]
    let recording = plan.recordings[source.recording]
    let (level, placement) = (
      recording.levels[unit.level].level, recording.levels[unit.level].windows
    )
    let first = unit.windows.lowerBound
    let covered = input == 0 ? unit.windows : unit.windows(using: input)
    return WindowSlot(
      samples: samples, origin: placement.sample(ofWindow: first) - source.samples.lowerBound,
      windows: covered.lowerBound - first..<covered.upperBound - first,
      fraction: placement.fraction, keepsSpectra: input == 0 && keepsSpectra,
      calibration: recording.header.calibration(of: channel, at: level))
  }

  /// Inputs, outputs and references of a segment's run, in the order of the cross-powers' rows.
  private func channels(of segment: UnitSegment) -> [(input: Int, channel: Int)] {
    let run = plan.job.runs[segment.run]
    func places(_ channels: [Channel], _ input: Int) -> [(input: Int, channel: Int)] {
      channels.compactMap { channel in
        unit.inputs[input].channels.firstIndex(of: channel).map { (input, $0) }
      }
    }
    return places(run.inputs, segment.inputInput) + places(run.outputs, segment.outputInput)
      + (segment.referenceInput.map { places(run.references, $0) } ?? [])
  }

  private func decimated(_ samples: [[Double]]) -> [Double] {
    guard !unit.outputs.isEmpty else { return [] }
    let recording = plan.recordings[unit.recording]
    let decimator = Decimator(
      steps: recording.levels[unit.level + 1].level.steps, filter: plan.job.spectra.decimation)
    let count = recording.levels[unit.level].sampleCount
    var decimated: [Double] = []
    decimated.reserveCapacity(samples.count * unit.outputs.count)
    for channel in samples {
      decimated += decimator.apply(
        channel.span, first: unit.inputs[0].samples.lowerBound, outputs: unit.outputs,
        count: count)
    }
    return decimated
  }
}
