import Kernels

/// By how many samples one series lags behind another.
struct Correlation {
  /// Samples by which the first is late.
  let lag: Int
  /// 1 where all harmonics agree on the lag, near 0 for series that have nothing in common.
  let height: Double

  /// The transforms of series of one length, of which many are looked at.
  struct Transforms {
    let forward: WindowTransform
    let backward: RealTransform

    init(length: Int) {
      forward = WindowTransform(size: length, taper: .hann, prewhitens: true)
      backward = RealTransform(length: length, backward: true)
    }
  }

  init?(_ pairs: [(first: [Double], second: [Double])]) {
    guard let length = pairs.first?.first.count, length >= 64 else { return nil }
    self.init(pairs, Transforms(length: length))
  }

  /// The lag at which the phases of the pairs of series agree best (phase transform, Knapp & Carter
  /// 1976).
  init?(_ pairs: [(first: [Double], second: [Double])], _ transforms: Transforms) {
    let (forward, backward) = (transforms.forward, transforms.backward)
    let length = forward.size
    guard !pairs.isEmpty, length >= 64 else { return nil }
    var product = [Double](repeating: 0, count: 2 * backward.harmonicCount)
    // The lowest harmonics hold trends, the highest what recorders filter out.
    let used = max(4, length / 256)..<(length * 2 / 5)
    for pair in pairs {
      let (a, b) = (
        Correlation.spectrum(pair.first, forward), Correlation.spectrum(pair.second, forward)
      )
      for k in used {
        let re = a[2 * k] * b[2 * k] + a[2 * k + 1] * b[2 * k + 1]
        let im = a[2 * k + 1] * b[2 * k] - a[2 * k] * b[2 * k + 1]
        let size = (re * re + im * im).squareRoot()
        guard size > 0 else { continue }
        product[2 * k] += re / size
        product[2 * k + 1] += im / size
      }
    }
    var series = [Double](repeating: 0, count: length)
    var span = series.mutableSpan
    backward.backward(product.span, into: &span)
    guard let peak = series.indices.max(by: { abs(series[$0]) < abs(series[$1]) }) else {
      return nil
    }
    lag = peak > length / 2 ? peak - length : peak
    height = abs(series[peak]) * Double(length) / Double(2 * used.count * pairs.count)
  }

  private static func spectrum(_ samples: [Double], _ transform: WindowTransform) -> [Double] {
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var span = spectrum.mutableSpan
    transform.transform(samples.span, from: 0, into: &span)
    return spectrum
  }
}
