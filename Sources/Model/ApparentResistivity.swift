package import ComplexModule
import RealModule

extension Complex where RealType == Double {
  /// The modulus; `magnitude` of swift-numerics is the larger of the two parts' moduli, not this.
  package var modulus: Double { length }

  /// The argument in degrees, in (-180, 180].
  package var degrees: Double { phase * 180 / .pi }
}

/// The apparent resistivity in Ωm of an impedance in (mV/km)/nT: 0.2 T |Z|² (Cagniard 1953).
package func apparentResistivity(_ impedance: Complex<Double>, period: Double) -> Double {
  0.2 * period * impedance.lengthSquared
}

/// The standard error of the apparent resistivity, Ωm, to first order in the error of Z.
///
/// The modulus has half of the variance of the complex value.
package func apparentResistivityError(
  _ impedance: Complex<Double>, variance: Double, period: Double
) -> Double {
  0.4 * period * impedance.modulus * (variance / 2).squareRoot()
}

/// The standard error of the phase in degrees; 90 where the value does not exceed its error.
package func phaseError(_ impedance: Complex<Double>, variance: Double) -> Double {
  let ratio = (variance / 2).squareRoot() / impedance.modulus
  guard ratio < 1 else { return 90 }
  return Double.asin(ratio) * 180 / .pi
}
