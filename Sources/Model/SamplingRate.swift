/// A sampling rate as an exact ratio, so that times of samples never drift.
///
/// `samples` samples are taken in `seconds` seconds; both are positive and share no factor. A rate
/// that is not a whole number (15.4567 Hz, or one sample in 32 s) stays exact through decimation.
package struct SamplingRate: Hashable, Comparable, Sendable {
  package let samples: Int
  package let seconds: Int

  /// The rate of `samples` samples in `seconds` seconds; both must be positive.
  package init(samples: Int, seconds: Int) {
    precondition(samples > 0 && seconds > 0, "a sampling rate is a ratio of positive numbers")
    let divisor = greatestCommonDivisor(samples, seconds)
    self.samples = samples / divisor
    self.seconds = seconds / divisor
  }

  /// The ratio with the smallest denominator that gives `hertz` to 1 part in 10^12.
  ///
  /// - Returns: `nil` when `hertz` is not between 10^-9 and 10^8, beyond any recorder and safe from
  ///   overflow in the window grid, or has no such ratio below 10^9.
  package init?(hertz: Double) {
    guard hertz.isFinite, hertz > 1e-9, hertz < 1e8 else { return nil }
    // Continued fraction; a rate below one sample a second is expanded from its interval.
    let inverted = hertz < 1
    let target = inverted ? 1 / hertz : hertz
    var (previous, current) = ((n: 1, d: 0), (n: Int(target), d: 1))
    var rest = target - Double(Int(target))
    while abs(Double(current.n) / Double(current.d) - target) > 1e-12 * target {
      guard rest > 0, current.d < 1_000_000_000 else { return nil }
      let inverse = 1 / rest
      guard inverse < 1e9 else { return nil }
      let term = Int(inverse)
      let next = (n: term * current.n + previous.n, d: term * current.d + previous.d)
      (previous, current) = (current, next)
      rest = inverse - Double(term)
    }
    if inverted {
      self.init(samples: current.d, seconds: current.n)
    } else {
      self.init(samples: current.n, seconds: current.d)
    }
  }

  /// Samples a second.
  package var hertz: Double { Double(samples) / Double(seconds) }

  /// Seconds between samples.
  package var interval: Double { Double(seconds) / Double(samples) }

  /// The rate after keeping every `factor`-th sample.
  package func decimated(by factor: Int) -> SamplingRate {
    SamplingRate(samples: samples, seconds: seconds * factor)
  }

  package static func < (a: SamplingRate, b: SamplingRate) -> Bool {
    Int128(a.samples) * Int128(b.seconds) < Int128(b.samples) * Int128(a.seconds)
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
