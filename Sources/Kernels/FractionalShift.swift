internal import RealModule

/// Reads a series a fraction of a sample later, on the cubic spline through its samples.
///
/// The spline of an endless series as a symmetric sum over the samples around: what lies further than
/// `reach` away counts less than 10^-20.
package struct FractionalShift: Hashable, Sendable {
  /// Samples on either side that a value depends on.
  package static let reach = 40
  private let taps: [Double]

  /// For values `fraction` samples, between 0 and 1, after each sample.
  package init(fraction: Double) {
    // The weights of samples in the coefficients of the spline fall with this factor.
    let fall = 3.0.squareRoot() - 2
    let reach = FractionalShift.reach
    taps = (-reach...reach).map { j in
      (-1...2).reduce(0) { sum, m in
        sum + FractionalShift.basis(fraction - Double(m)) * 3.0.squareRoot()
          * Double.pow(fall, abs(j - m))
      }
    }
  }

  /// The cubic B-spline around 0.
  private static func basis(_ x: Double) -> Double {
    let d = abs(x)
    if d < 1 { return 2.0 / 3 - d * d + d * d * d / 2 }
    return d < 2 ? (2 - d) * (2 - d) * (2 - d) / 6 : 0
  }

  /// The shifted series.
  ///
  /// - Parameter input: `reach` samples more than `output` has at either end.
  package func apply(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(input.count == output.count + taps.count - 1, "shape")
    for n in 0..<output.count {
      var sum = 0.0
      for k in taps.indices { sum += taps[k] * input[n + k] }
      output[n] = sum
    }
  }
}
