// What steps that take the whole recording at once hold in memory.

extension RecordingHeader {
  /// Bytes of the series that such steps keep while the recording is open; 0 without them.
  package var keptSeriesBytes: Int {
    let samples = wholeSteps.reduce(0) { $0 + $1.samples }
    return MemoryLayout<Double>.size * samples * channels.count
  }

  /// Bytes that they take besides while they make the series of one channel.
  package var seriesWorkBytes: Int {
    let values = wholeSteps.map { step in
      // Samples, harmonics and response of a transform, to a power of two; else copies of the series.
      step.isTransform ? 2 * step.samples + 7 * powerOfTwo(step.samples) : 7 * step.samples
    }
    return MemoryLayout<Double>.size * (values.max() ?? 0)
  }

  private struct WholeStep {
    let samples: Int
    let isTransform: Bool
  }

  /// The steps with the samples that they find: the header has those that are left of all steps.
  private var wholeSteps: [WholeStep] {
    var found: [WholeStep] = []
    var samples = sampleCount
    for step in (conditioning?.steps ?? []).reversed() {
      switch step {
      case .calibrate: found.append(WholeStep(samples: samples, isTransform: true))
      case .filter(let filter) where filter.method == .resistics:
        found.append(WholeStep(samples: samples, isTransform: false))
      case .shift(let first, let fraction): samples += first + (fraction > 0 ? 1 : 0)
      case .resample(let up, let down):
        samples = Int(clamping: Int128(samples) * Int128(down) / Int128(up))
      case .join, .interpolateMissing, .interpolateZeros, .multiply, .removeMean, .filter,
        .normalise:
        break
      }
    }
    return found
  }

  private func powerOfTwo(_ count: Int) -> Int {
    var size = 1
    while size < count { size *= 2 }
    return size
  }
}
