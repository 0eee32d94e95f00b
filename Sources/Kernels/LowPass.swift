internal import RealModule

/// A linear-phase low-pass filter that keeps every `factor`-th sample.
///
/// Windowed sinc with a Kaiser window (Kaiser 1974). Relative to the new sampling rate it is flat to
/// 10^-5 up to 0.28, where the last evaluation frequency with its smoothing lies, and more than 100 dB
/// down from 0.6 on; what lies between folds to above 0.4 and is never used. The output is in phase with
/// the input: sample `j` belongs to the time of input sample `factor · j`.
package struct DecimatingLowPass: Sendable, Hashable {
  /// Keeps every `factor`-th sample.
  package let factor: Int
  /// Input samples needed on either side of an output's own.
  package let reach: Int
  /// `2 · reach + 1` symmetric coefficients that sum to 1.
  private let coefficients: [Double]

  private static let passEnd = 0.28
  private static let stopStart = 0.6
  private static let attenuation = 112.0

  package init(factor: Int) {
    precondition(factor > 1, "a factor of 1 is no decimation")
    self.factor = factor
    let width = (DecimatingLowPass.stopStart - DecimatingLowPass.passEnd) / Double(factor)
    let order = (DecimatingLowPass.attenuation - 7.95) / (14.36 * width)
    // A multiple of eight, so that all coefficients but the last fill the loop's sixteen running sums.
    reach = (Int(order / 2) / 8 + 1) * 8
    let cutoff = (DecimatingLowPass.stopStart + DecimatingLowPass.passEnd) / 2 / Double(factor)
    coefficients = DecimatingLowPass.kaiserSinc(reach: reach, cutoff: cutoff)
  }

  /// `2 · reach + 1` coefficients with the cut-off at `cutoff` of the sampling rate.
  private static func kaiserSinc(reach: Int, cutoff: Double) -> [Double] {
    let beta = 0.1102 * (attenuation - 8.7)
    var h = [Double](repeating: 0, count: 2 * reach + 1)
    for k in -reach...reach {
      let x = Double(k)
      let sinc = k == 0 ? 2 * cutoff : Double.sin(2 * .pi * cutoff * x) / (.pi * x)
      let edge = x / Double(reach + 1)
      h[k + reach] = sinc * besselI0(beta * (1 - edge * edge).squareRoot()) / besselI0(beta)
    }
    let sum = h.reduce(0, +)
    return h.map { $0 / sum }
  }

  /// Samples that are left of `count`.
  package func outputCount(_ count: Int) -> Int { (count + factor - 1) / factor }

  /// Filters and keeps `output.count` samples.
  ///
  /// - Parameters:
  ///   - input: Begins `reach` samples before the time of the first output and ends `reach` samples after
  ///     that of the last: `(output.count - 1) · factor + 2 · reach + 1` samples.
  package func apply(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let count = output.count
    guard count > 0 else { return }
    precondition(input.count == (count - 1) * factor + 2 * reach + 1, "shape")
    unsafe coefficients.withUnsafeBufferPointer { h in
      unsafe input.withUnsafeBufferPointer { x in
        guard let h = h.baseAddress, let x = x.baseAddress else { return }
        for j in 0..<count { output[j] = unsafe dot(h, x + j * factor, 2 * reach) }
      }
    }
  }

  /// The gain at `frequency`, as a fraction of the input's sampling rate.
  package func gain(at frequency: Double) -> Double {
    var sum = coefficients[reach]
    for k in 1...reach {
      sum += 2 * coefficients[reach + k] * Double.cos(2 * .pi * frequency * Double(k))
    }
    return sum
  }
}

/// The sum over `count + 1` values, `count` a multiple of sixteen.
func dot(_ h: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ count: Int) -> Double {
  var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
  var i = 0
  while i < count {
    a += unsafe h.eight(at: i) * x.eight(at: i)
    b += unsafe h.eight(at: i + 8) * x.eight(at: i + 8)
    i += 16
  }
  return unsafe (a + b).sum() + h[count] * x[count]
}

/// The modified Bessel function of the first kind of order 0, by its power series.
func besselI0(_ x: Double) -> Double {
  var (sum, term, k) = (1.0, 1.0, 1.0)
  while term > 1e-17 * sum {
    term *= (x / (2 * k)) * (x / (2 * k))
    sum += term
    k += 1
  }
  return sum
}
