package import ComplexModule
import RealModule

/// Horizontal layers over a half-space: a ground whose impedance is known exactly.
package struct LayeredGround: Hashable, Sendable, Codable {
  /// One layer above the half-space.
  package struct Layer: Hashable, Sendable, Codable {
    /// Ωm.
    package var resistivity: Double
    /// Metres.
    package var thickness: Double

    package init(resistivity: Double, thickness: Double) {
      self.resistivity = resistivity
      self.thickness = thickness
    }
  }

  /// From the surface down.
  package var layers: [Layer]
  /// The resistivity of the half-space below all layers, Ωm.
  package var basement: Double

  package init(layers: [Layer] = [], basement: Double) {
    self.layers = layers
    self.basement = basement
  }

  /// The scalar impedance at the surface, (mV/km)/nT, for the time dependence e^{+iωt}.
  ///
  /// Wait's recursion upwards from the basement,
  /// `Z ← ζ (Z + ζ tanh γh) / (ζ + Z tanh γh)` with the layer's own `ζ = √(iωρ/μ₀)` and
  /// `γ = √(iωμ₀/ρ)`. The hyperbolic tangent tends to 1 where a layer is thick against its skin
  /// depth, so nothing overflows at any frequency.
  ///
  /// Sources: Cagniard (1953), Geophysics 18, 605; Wait (1954), Geophysics 19, 281.
  package func impedance(at hertz: Double) -> Complex<Double> {
    var impedance = LayeredGround.intrinsicImpedance(basement, at: hertz)
    for layer in layers.reversed() {
      let own = LayeredGround.intrinsicImpedance(layer.resistivity, at: hertz)
      let tangent = layer.tangent(at: hertz)
      impedance = own * (impedance + own * tangent) / (own + impedance * tangent)
    }
    return impedance
  }

  /// The impedance of a half-space: modulus √(5ρf), phase 45° (Cagniard 1953).
  private static func intrinsicImpedance(_ resistivity: Double, at hertz: Double) -> Complex<Double>
  {
    let part = (2.5 * resistivity * hertz).squareRoot()
    return Complex(part, part)
  }
}

extension LayeredGround.Layer {
  /// `tanh γh = (1 - e^{-2γh}) / (1 + e^{-2γh})`, with `γ = (1 + i) / δ` and the skin depth δ.
  fileprivate func tangent(at hertz: Double) -> Complex<Double> {
    let inverseDepth = (Double.pi * hertz * vacuumPermeability / resistivity).squareRoot()
    let angle = 2 * thickness * inverseDepth
    let decay = Double.exp(-angle)
    let decayed = Complex(decay * .cos(angle), -decay * .sin(angle))
    return (1 - decayed) / (1 + decayed)
  }
}

/// H/m: 4π·10⁻⁷, the value in the formula ρ = 0.2 T |Z|².
private let vacuumPermeability = 4e-7 * Double.pi
