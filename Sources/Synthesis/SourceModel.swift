import RealModule

/// The statistics of the natural magnetic field that all sites share.
package struct SourceModel: Hashable, Sendable, Codable {
  /// The amplitude density well above the corner, in nT/√Hz at 1 Hz.
  package var level: Double
  /// Below this frequency in Hz the amplitude density is flat.
  package var corner: Double
  /// How much of the amplitude is missing in the middle of the dead band, 0 to 1.
  package var deadBand: Double
  /// How many linearly polarised parts there are; two at least, or Z cannot be resolved.
  package var components: Int
  /// Seconds in which the strength of a part changes.
  package var modulationTime: Double
  /// The standard deviation of the natural logarithm of a part's strength.
  package var modulationDepth: Double

  package init(
    level: Double = 0.01, corner: Double = 1e-4, deadBand: Double = 0, components: Int = 4,
    modulationTime: Double = 600, modulationDepth: Double = 0.5
  ) {
    self.level = level
    self.corner = corner
    self.deadBand = deadBand
    self.components = components
    self.modulationTime = modulationTime
    self.modulationDepth = modulationDepth
  }

  /// The amplitude density of the horizontal field, nT/√Hz.
  ///
  /// `level / √(f² + corner²) · (1 - deadBand · exp(-½ (log₁₀(f / 1.4 Hz) / 0.4)²))`: the fall with f of
  /// the natural spectrum, and the minimum at periods of 0.1 to 5 s between the fields of
  /// lightning and those of the magnetosphere (Vozoff 1991).
  package func amplitude(at hertz: Double) -> Double {
    let natural = level / (hertz * hertz + corner * corner).squareRoot()
    guard deadBand > 0, hertz > 0 else { return natural }
    let distance = Double.log10(hertz / 1.4) / 0.4
    return natural * (1 - deadBand * .exp(-distance * distance / 2))
  }
}
