internal import RealModule

/// A weighted sum over consecutive harmonics of a spectrum.
package struct HarmonicBand: Sendable, Hashable {
  /// The first harmonic that counts.
  package let first: Int
  /// One weight for each harmonic from there on.
  package let weights: [Double]
  /// What the weights are fitted to in each window; `nil` where they are what they are.
  package let center: BandCenter?

  package init(first: Int, weights: [Double], center: BandCenter? = nil) {
    precondition(first >= 0 && !weights.isEmpty, "an empty band")
    precondition(center == nil || first > 0, "the mean has no place in a spectrum's slope")
    self.first = first
    self.weights = weights
    self.center = center
  }

  package var harmonics: Range<Int> { first..<first + weights.count }

  /// The variance of the logarithm of the frequency over the band, what the taper takes in included; `nil` where
  /// the weights do not follow the power.
  package var relativeVariance: Double? { PowerSlope(self)?.spread }
}

/// The frequency that a band stands for when its weights follow the slope of the power in each window.
package struct BandCenter: Sendable, Hashable {
  /// In harmonics, whole or not.
  package let harmonic: Double
  /// How far around its own frequency a harmonic takes in power: the variance of the taper's main lobe, in
  /// harmonics squared.
  package let lobeVariance: Double
  /// What prewhitening adds to the slope of the power there before the taper: 2 far below Nyquist's frequency.
  package let prewhitening: Double

  package init(harmonic: Double, lobeVariance: Double = 0, prewhitening: Double = 0) {
    self.harmonic = harmonic
    self.lobeVariance = lobeVariance
    self.prewhitening = prewhitening
  }

  /// The center of a band of windows with a taper, prewhitened or not.
  package init(harmonic: Double, taper: Taper, prewhitens: Bool, windowSize: Int) {
    // Of the gain 4 sin²(a) of differences, where a is half of a harmonic's angle a sample.
    let half = .pi * harmonic / Double(windowSize)
    self.init(
      harmonic: harmonic, lobeVariance: taper.lobeVariance(size: windowSize),
      prewhitening: prewhitens ? 2 * half / Double.tan(half) : 0)
  }
}

extension Taper {
  /// The variance of the main lobe's power over harmonics, up to three to either side: beyond, side lobes are
  /// no part of it.
  func lobeVariance(size: Int) -> Double {
    let values = values(size: size)
    func power(_ harmonic: Int) -> Double {
      var (real, imaginary) = (0.0, 0.0)
      for (n, value) in values.enumerated() {
        let angle = 2 * .pi * Double(harmonic * n) / Double(size)
        real += value * .cos(angle)
        imaginary += value * .sin(angle)
      }
      return real * real + imaginary * imaginary
    }
    let powers = (0...3).map(power)
    let beside = powers.enumerated().dropFirst()
    return beside.reduce(0) { $0 + 2 * Double($1.offset * $1.offset) * $1.element }
      / beside.reduce(powers[0]) { $0 + 2 * $1.element }
  }
}
