extension RecordingHeader {
  /// The header after some steps, which it then names.
  package func conditioned(by steps: [Conditioning.Step]) -> RecordingHeader {
    guard !steps.isEmpty else { return self }
    var header = steps.reduce(self) { $0.after($1) }
    header.conditioning = Conditioning((conditioning?.steps ?? []) + steps)
    return header
  }

  /// What a step makes of rate, start, length and channels.
  package func after(_ step: Conditioning.Step) -> RecordingHeader {
    var header = self
    switch step {
    case .join(let parts):
      if let last = parts.last { header.sampleCount = last.first + last.sampleCount }
    case .calibrate(let calibrations):
      for calibration in calibrations {
        for index in header.channels.indices
        where header.channels[index].channel == calibration.channel {
          header.channels[index].response = nil
          guard calibration.response.reachesField else { continue }
          header.channels[index].isCalibrated = true
          header.channels[index].forgetCoil()
        }
      }
    case .shift(let samples, let fraction):
      header.start = start(after: samples, fraction)
      header.sampleCount -= samples + (fraction > 0 ? 1 : 0)
    case .resample(let up, let down):
      let count = (Int128(sampleCount) * Int128(up) + Int128(down) - 1) / Int128(down)
      header.sampleCount = Int(clamping: count)
      header.rate = SamplingRate(samples: rate.samples * up, seconds: rate.seconds * down)
    case .interpolateMissing, .interpolateZeros, .multiply, .removeMean, .filter, .normalise: break
    }
    return header
  }

  /// The full second that a shift leads to.
  private func start(after samples: Int, _ fraction: Double) -> Instant {
    let sample = start.advanced(bySamples: samples, at: rate).nanoseconds
    let rest = Int64((fraction * rate.interval * 1e9).rounded())
    let second = 1_000_000_000.0
    return Instant(nanoseconds: Int64((Double(sample + rest) / second).rounded()) * 1_000_000_000)
  }

  /// The step that brings the first sample onto a full second; `nil` where it lies there.
  ///
  /// Time stamps have microseconds: a sample that is nearer to a second than half of one lies on it.
  package func shiftToSecond() -> Conditioning.Step? {
    let second = Int128(1_000_000_000)
    let nanoseconds = Int128(start.nanoseconds)
    let elapsed = ((nanoseconds % second) + second) % second
    guard elapsed != 0 else { return nil }
    // Samples to the next second, in units of 1 / (10^9 · seconds).
    let unit = Int128(rate.seconds) * second
    let left = (second - elapsed) * Int128(rate.samples)
    let half = Int128(rate.samples) * 500
    if left < half || elapsed * Int128(rate.samples) <= half { return nil }
    let nearest = (left + unit / 2) / unit
    if (left - nearest * unit).magnitude <= half.magnitude {
      return .shift(samples: Int(nearest), fraction: 0)
    }
    let whole = left / unit
    return .shift(samples: Int(whole), fraction: Double(left - whole * unit) / Double(unit))
  }
}
