package import ComplexModule
package import Model

/// The Fourier coefficients of some channels in one window.
package struct SpectraWindow: Hashable, Sendable {
  package var start: Instant
  /// Field unit × samples, at multiples of the spacing from zero frequency on.
  package var coefficients: [Channel: [Complex<Double>]]

  package init(start: Instant, coefficients: [Channel: [Complex<Double>]]) {
    self.start = start
    self.coefficients = coefficients
  }
}

/// What windows of spectra have in common.
package struct SpectraSetting: Hashable, Sendable {
  /// Hertz between coefficients.
  package var spacing: Double
  /// The number of the first coefficient, 0 at zero frequency.
  package var firstHarmonic: Int
  /// What a coefficient's modulus is multiplied with to be an amplitude density, unit/√Hz; nil where that
  /// is not known.
  package var densityFactor: Double?
  /// From the start of a window to the start of the next, seconds.
  package var step: Double

  package init(spacing: Double, firstHarmonic: Int = 0, densityFactor: Double?, step: Double) {
    self.spacing = spacing
    self.firstHarmonic = firstHarmonic
    self.densityFactor = densityFactor
    self.step = step
  }

  func frequency(_ index: Int) -> Double { spacing * Double(firstHarmonic + index) }

  func amplitude(_ coefficient: Complex<Double>) -> Double {
    coefficient.modulus * (densityFactor ?? 1)
  }

  /// `nT/√Hz`, or the coefficient's own unit.
  func unit(_ channel: Channel) -> String {
    guard densityFactor != nil else { return "\(channel.unit) × samples" }
    return channel.kind == .electric ? "(\(channel.unit))/√Hz" : "\(channel.unit)/√Hz"
  }

  func yLabel(_ channel: Channel) -> Label { Label("|\(channel)| [\(unit(channel))]") }

  /// The axis of frequencies of so many coefficients, zero left out.
  func frequencies(_ count: Int, most: Int) -> Axis {
    let first = firstHarmonic == 0 ? 1 : 0
    return .wholeLogarithmic(
      around: count > first ? [frequency(first), frequency(count - 1)] : [1], margin: 0.03,
      most: most)
  }
}
