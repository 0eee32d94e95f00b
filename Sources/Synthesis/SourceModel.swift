import RealModule

/// The statistics of the natural magnetic field that all sites share.
package struct SourceModel: Hashable, Sendable, Codable {
  /// The amplitude density well above the corner, in nT/√Hz at 1 Hz.
  package var level: Double
  /// Below this frequency in Hz the amplitude density is flat.
  package var corner: Double
  /// How much of the amplitude is missing in the middle of the dead band, 0 to 1.
  package var deadBand: Double
  /// The amplitude density of the first Schumann resonance, in nT/√Hz; `nil` for none of them.
  package var schumann: Double?
  /// How many linearly polarised parts there are; two at least, or Z cannot be resolved.
  package var components: Int
  /// Seconds in which the strength of a part changes.
  package var modulationTime: Double
  /// The standard deviation of the natural logarithm of a part's strength.
  package var modulationDepth: Double

  package init(
    level: Double = 0.01, corner: Double = 1e-4, deadBand: Double = 0, schumann: Double? = nil,
    components: Int = 4, modulationTime: Double = 600, modulationDepth: Double = 0.5
  ) {
    self.level = level
    self.corner = corner
    self.deadBand = deadBand
    self.schumann = schumann
    self.components = components
    self.modulationTime = modulationTime
    self.modulationDepth = modulationDepth
  }

  /// The shape of the natural field: with a dead band, and with Schumann resonances that rise to twice of
  /// what lies between them.
  package static let natural = SourceModel(deadBand: 0.8, schumann: 1e-3)

  /// The middle of the dead band, Hz.
  static let deadBandCenter = 1.4

  /// The amplitude density of the horizontal field, nT/√Hz.
  ///
  /// `level / √(f² + corner²) · (1 - deadBand · exp(-½ (log₁₀(f / 1.4 Hz) / 0.4)²))`: the fall with f of
  /// the natural spectrum, and the minimum at periods of 0.1 to 5 s between the fields of
  /// lightning and those of the magnetosphere (Vozoff 1991); and to that the resonances of the cavity under
  /// the ionosphere, of quality 5 and falling height (Nickolaenko & Hayakawa 2002).
  package func amplitude(at hertz: Double) -> Double {
    var natural = level / (hertz * hertz + corner * corner).squareRoot()
    guard hertz > 0 else { return natural }
    if deadBand > 0 {
      let distance = Double.log10(hertz / SourceModel.deadBandCenter) / 0.4
      natural *= 1 - deadBand * .exp(-distance * distance / 2)
    }
    return natural + (schumann ?? 0) * SourceModel.resonances(at: hertz)
  }

  /// The Schumann resonances relative to the height of the first one.
  private static func resonances(at hertz: Double) -> Double {
    let modes = [(7.8, 1.0), (14.3, 0.8), (20.8, 0.65), (27.3, 0.5), (33.8, 0.4)]
    return modes.reduce(0) { sum, mode in
      let distance = 2 * 5 * (hertz / mode.0 - 1)
      return sum + mode.1 / (1 + distance * distance)
    }
  }
}
