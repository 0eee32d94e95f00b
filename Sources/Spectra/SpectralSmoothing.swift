package import Kernels
package import Model
internal import RealModule

/// How cross-powers are smoothed over the harmonics around an evaluation frequency.
///
/// The weights are a symmetric window over an odd number of harmonics. The two ends of Hann's, which is
/// the usual one, are zero, so that `length` 9 acts over 7 harmonics.
package enum SpectralSmoothing: Hashable, Sendable {
  /// A length that grows with the frequency, and weights that undo the slope of the power in each window.
  ///
  /// Each side reaches an eighth of the way to zero frequency; four harmonics where those are fewer, but
  /// never more than half of the way, and always one and a half. Without the second the strong side of a band would stand for its
  /// middle; see `PowerSlope`.
  case proportional
  /// The same odd length at every frequency.
  case fixed(length: Int)
  /// A sixteenth of the harmonics, at least 3, at every frequency: what resistics 0.0.6 does with a
  /// remote reference.
  case sixteenth

  /// Whether the length depends on the place, and the weights on the power.
  var isProportional: Bool { self == .proportional }

  /// For the reader.
  package var text: String {
    switch self {
    case .proportional: "proportional to frequency"
    case .fixed(let length): "\(length) harmonics"
    case .sixteenth: "a sixteenth of the harmonics"
    }
  }

  /// The odd length around any harmonic of a spectrum of `harmonicCount`; `nil` where it depends on the place.
  package func length(harmonicCount: Int) -> Int? {
    switch self {
    case .proportional: return nil
    case .fixed(let length): return length
    case .sixteenth:
      let share = Double(harmonicCount) / 16
      return share < 3 ? 3 : Int(share.rounded(.up)) / 2 * 2 + 1
    }
  }

  /// How far to each side a band in proportion to its place reaches, in harmonics.
  fileprivate static func reach(at position: Double) -> Double {
    max(1.5, position / 8, min(4, position / 2))
  }
}

extension HarmonicBand {
  /// Smoothing over harmonics and linear interpolation to `frequency` as one weighted sum.
  ///
  /// - Parameters:
  ///   - frequency: Hertz, below the level's Nyquist frequency.
  ///   - level: Gives the length and rate of windows.
  ///   - shape: Of the weights before they are fitted to the spectrum's ends.
  ///   - taper: Of the windows, which weights that follow the slope of the power allow for.
  ///   - prewhitens: Whether windows are prewhitened, likewise.
  package init(
    at frequency: Double, of level: DecimationLevel, smoothing: SpectralSmoothing,
    shape: Taper = .hann, taper: Taper = .boxcar, prewhitens: Bool = false
  ) {
    let position = frequency * level.windowDuration
    let band = HarmonicBand(position: position, of: level.harmonicCount, smoothing, shape)
    // Below the first harmonic there is only the mean, which has no place in a spectrum's slope.
    let followsSlope = smoothing.isProportional && position >= 1
    self.init(
      first: band.first, weights: band.weights,
      center: !followsSlope
        ? nil
        : BandCenter(
          harmonic: position, taper: taper, prewhitens: prewhitens, windowSize: level.windowSize))
  }

  /// Smoothing around one harmonic of a spectrum, with weights that are the same in all windows: where they
  /// would follow the slope of the power, they undo that of natural fields, `1 / k²`.
  init(around harmonic: Int, of count: Int, _ smoothing: SpectralSmoothing, shape: Taper) {
    let band = HarmonicBand(position: Double(harmonic), of: count, smoothing, shape)
    guard smoothing.isProportional, harmonic > 0 else {
      self = band
      return
    }
    let sum = band.weights.reduce(0, +)
    let whitened = zip(band.harmonics, band.weights).map { Double($0 * $0) * $1 }
    let total = whitened.reduce(0, +)
    self.init(first: band.first, weights: whitened.map { $0 * sum / total })
  }

  private init(position: Double, of count: Int, _ smoothing: SpectralSmoothing, _ shape: Taper) {
    precondition(position >= 0 && position <= Double(count - 1), "frequency above Nyquist")
    if let length = smoothing.length(harmonicCount: count) {
      self.init(interpolatedAt: position, of: count, length: length, shape)
    } else if position < 1 {
      self.init(interpolatedAt: position, of: count, length: 1, shape)
    } else {
      self.init(
        around: position, reach: SpectralSmoothing.reach(at: position), of: count, shape: shape)
    }
  }

  /// The weights of a shape that reaches from `position` so far to both sides, at the harmonics in between,
  /// without the mean; of unit sum.
  private init(around position: Double, reach: Double, of count: Int, shape: Taper) {
    let lowest = max(1, Int((position - reach).rounded(.down)) + 1)
    let highest = min(count - 1, Int((position + reach).rounded(.up)) - 1)
    let values = (lowest...max(lowest, highest)).map { k in
      shape.value(between: (Double(k) - position) / reach)
    }
    let sum = values.reduce(0, +)
    self.init(first: lowest, weights: values.map { $0 / sum })
  }

  /// The weights of a shape around the harmonic below and around that above, in shares of how near they are.
  private init(interpolatedAt position: Double, of count: Int, length: Int, _ shape: Taper) {
    let below = min(Int(position), count - 2)
    let share = position - Double(below)
    var weights = [Double](repeating: 0, count: count)
    for (m, weight) in symmetric(shape, length: length).enumerated() {
      // Beyond the ends of the spectrum its end value counts again.
      let k = below + m - length / 2
      weights[min(max(k, 0), count - 1)] += (1 - share) * weight
      weights[min(max(k + 1, 0), count - 1)] += share * weight
    }
    let first = weights.firstIndex { $0 != 0 } ?? below
    let last = weights.lastIndex { $0 != 0 } ?? below
    self.init(first: first, weights: Array(weights[first...last]))
  }

  /// How many independent harmonics the weighted sum amounts to: `(Σc)² / Σc²`, less what the taper ties
  /// together (its noise bandwidth in harmonics).
  package func degreesOfFreedom(taper: Taper, windowSize: Int) -> Double {
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    let values = taper.values(size: windowSize)
    let mean = values.reduce(0, +) / Double(windowSize)
    let power = values.reduce(0) { $0 + $1 * $1 } / Double(windowSize)
    return max(1, sum * sum / squares * mean * mean / power)
  }
}

/// A symmetric window of odd `length` with unit sum; shorter than 3 means no smoothing.
private func symmetric(_ shape: Taper, length: Int) -> [Double] {
  precondition(length % 2 == 1, "smoothing needs a middle")
  guard length >= 3 else { return [1] }
  let values = shape == .hann ? hann(length: length) : ofPeriodic(shape, length: length)
  let sum = values.reduce(0, +)
  return values.map { $0 / sum }
}

extension Taper {
  /// The value of a symmetric shape between its ends at -1 and 1.
  fileprivate func value(between place: Double) -> Double {
    if self == .hann { return 1 + .cos(.pi * place) }
    // Fine enough for any band: shapes have no steps between their ends.
    let values = self.values(size: 1024)
    return max(0, values[min(1023, max(0, Int((512 * (place + 1)).rounded())))])
  }
}

private func hann(length: Int) -> [Double] {
  (0..<length).map { 1 - Double.cos(2 * .pi * Double($0) / Double(length - 1)) }
}

/// A periodic window is a symmetric one without its last value, which is the first one again.
private func ofPeriodic(_ shape: Taper, length: Int) -> [Double] {
  let periodic = shape.values(size: length - 1)
  // Ends that are zero come out a rounding below it.
  return (periodic + periodic.prefix(1)).map { max(0, $0) }
}
