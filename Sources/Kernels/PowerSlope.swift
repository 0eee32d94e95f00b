internal import RealModule

/// How the weights of a band follow the slope of the power in one window, so that the band's middle stands for
/// its centre of frequency whatever the spectrum.
///
/// The natural field falls by two decades in power a decade, rises towards Schumann's resonances, and has a
/// dead band; instruments add their own. With weights for one of these the strong side of a band stands for its
/// middle in the others, and an impedance that grows with frequency is biased. With `x = ln(k / center)`:
///
/// 1. The slope `s` is that of a straight line through `ln P` over `x`, in the sense of least squares with the
///    band's own weights `c`, as a mean over the channels, so that their units are no matter.
/// 2. The weights become `c · exp((t - s) x)`. They keep the power that the line has in the middle: weights of
///    a given sum would give more to windows whose slope is by chance nearer to zero, which is a bias.
/// 3. They are tilted once more, by a factor that is linear in `x`, until the mean of `x` with the power of this
///    very window is where it belongs. What chance does to it is the larger part of the spread of estimates
///    from quiet recordings.
///
/// The mean of `x` belongs at `-(s + q) u - (v + u) / 4`, with `v` the variance of `x` and `u` that of the
/// taper's main lobe over `k²`. The taper gives a harmonic power from both sides, and more from the stronger
/// one: it stands for a frequency that is higher by `(s + q) u`, where `q` is what prewhitening adds to the
/// slope. And impedances are curved: that of a uniform ground grows as `√f`, whose mean is right when the mean
/// of `x` is a quarter of the variance below zero.
struct PowerSlope {
  /// The band's own weights.
  private let own: [Double]
  /// `x` of each harmonic.
  private let distances: [Double]
  /// What `ln P` is multiplied with for its slope.
  private let contrasts: [Double]
  /// The mean and the variance of `x` with the band's own weights.
  private let mean: Double
  private let variance: Double
  /// `u` and `q`.
  private let lobe: Double
  private let prewhitening: Double
  /// The largest distance.
  private let reach: Double

  /// - Returns: `nil` for a band without center, or one whose harmonics give no slope.
  init?(_ band: HarmonicBand) {
    guard let center = band.center else { return nil }
    let distances = band.harmonics.map { Double.log(Double($0) / center.harmonic) }
    let sum = band.weights.reduce(0, +)
    let shares = band.weights.map { $0 / sum }
    let mean = zip(shares, distances).reduce(0) { $0 + $1.0 * $1.1 }
    let contrasts = zip(shares, distances).map { $0 * ($1 - mean) }
    let variance = zip(contrasts, distances).reduce(0) { $0 + $1.0 * $1.1 }
    guard variance > 0 else { return nil }
    own = band.weights
    self.distances = distances
    self.contrasts = contrasts.map { $0 / variance }
    self.mean = mean
    self.variance = variance
    lobe = zip(shares, band.harmonics).reduce(0) { sum, term in
      sum + term.0 * center.lobeVariance / Double(term.1 * term.1)
    }
    prewhitening = center.prewhitening
    reach = distances.map(abs).max() ?? 0
  }

  /// The variance of `x` with power that is flat, the taper's lobe included.
  var spread: Double { variance + lobe }

  /// Fits weights, one for each harmonic, to the powers of some channels: `[channel][harmonic]`.
  func fit(_ weights: inout [Double], to powers: [Double], channelCount: Int) {
    // Beyond, the end of the band would count thirty times its middle: that is no field's slope, but a line or
    // the edge of a filter, behind which there is only noise.
    let steepest = Double.log(30) / reach
    let slope = min(max(slope(of: powers, channelCount), -steepest), steepest)
    let middle = -(slope + prewhitening) * lobe - (variance + lobe) / 4
    let exponent = (middle - mean) / variance - slope
    for k in own.indices { weights[k] = own[k] * .exp(exponent * distances[k]) }
    let (first, second) = moments(powers, channelCount, weights, around: middle)
    guard second > 0, second.isFinite else { return }
    // No harmonic counts less than a fifth of what it did.
    let most = 0.8 / (reach + abs(middle))
    let tilt = min(max(first / second, -most), most)
    for k in own.indices { weights[k] *= 1 - tilt * (distances[k] - middle) }
  }

  /// The mean slope of the channels; 0 where a harmonic of one has no power, as then there is no slope.
  private func slope(of powers: [Double], _ channelCount: Int) -> Double {
    let count = own.count
    var sum = 0.0
    for k in 0..<count {
      // One logarithm for all channels; relative to the first harmonic, so that products stay numbers.
      var product = 1.0
      for channel in 0..<channelCount {
        product *= powers[channel * count + k] / powers[channel * count]
      }
      sum += contrasts[k] * .log(product)
    }
    let slope = sum / Double(max(1, channelCount))
    return slope.isFinite ? slope : 0
  }

  /// The first and second moment of `x` around a place, with weights and powers, means over the channels.
  private func moments(
    _ powers: [Double], _ channelCount: Int, _ weights: [Double], around middle: Double
  ) -> (Double, Double) {
    let count = own.count
    var (first, second) = (0.0, 0.0)
    for channel in 0..<channelCount {
      var sums = (0.0, 0.0, 0.0)
      for k in 0..<count {
        let (power, distance) = (weights[k] * powers[channel * count + k], distances[k] - middle)
        sums.0 += power
        sums.1 += power * distance
        sums.2 += power * distance * distance
      }
      guard sums.0 > 0 else { continue }
      first += sums.1 / sums.0
      second += sums.2 / sums.0
    }
    return (first, second)
  }
}
