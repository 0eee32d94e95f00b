internal import RealModule

/// The turn of a spectrum's phases that moves a window by a fraction of a sample.
///
/// A window that was cut `fraction` samples too early has `X_k e^{-2πi k fraction / N}`; the ramp is the
/// inverse factor (the shift theorem).
package struct PhaseRamp: Sendable, Hashable {
  /// Factors, real and imaginary parts in turn; empty when there is nothing to turn.
  private let factors: [Double]

  /// The ramp for windows of `size` samples whose true start lies `fraction` samples after their first.
  package init(fraction: Double, size: Int) {
    guard fraction != 0 else {
      factors = []
      return
    }
    factors = (0...size / 2).flatMap { k in
      let angle = 2 * .pi * Double(k) * fraction / Double(size)
      return [Double.cos(angle), Double.sin(angle)]
    }
  }

  /// Turns a spectrum, real and imaginary parts in turn, in place.
  package func turn(_ spectrum: inout MutableSpan<Double>) {
    guard !factors.isEmpty else { return }
    precondition(spectrum.count == factors.count, "shape")
    for k in stride(from: 0, to: factors.count, by: 2) {
      let (re, im) = (spectrum[k], spectrum[k + 1])
      let (c, s) = (factors[k], factors[k + 1])
      spectrum[k] = re * c - im * s
      spectrum[k + 1] = re * s + im * c
    }
  }
}
