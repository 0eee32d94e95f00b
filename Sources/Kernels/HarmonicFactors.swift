/// What each harmonic of a spectrum is multiplied with.
package struct HarmonicFactors: Sendable, Hashable {
  /// Real and imaginary parts in turn; empty when nothing is to be done.
  private let factors: [Double]

  /// Nothing is done.
  package static let none = HarmonicFactors([])

  /// From harmonic 0 on, real and imaginary parts in turn.
  package init(_ factors: [Double]) {
    self.factors = factors
  }

  /// Multiplies a spectrum, real and imaginary parts in turn, in place.
  package func apply(to spectrum: inout MutableSpan<Double>) {
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
