internal import Kernels
package import Model

/// What the modulus of a Fourier coefficient is multiplied with to be an amplitude density, in the
/// channel's unit/√Hz: the root of the one-sided power density of the window.
///
/// - Parameters:
///   - taper: The taper's name, as SciPy calls it.
///   - rate: Of the level's samples.
/// - Returns: `nil` for a taper that is not known.
package func amplitudeDensityFactor(
  taper: String, windowSize: Int, rate: SamplingRate
) -> Double? {
  guard let values = Taper(rawValue: taper)?.values(size: windowSize) else { return nil }
  let power = values.reduce(0) { $0 + $1 * $1 }
  return (2 / (rate.hertz * power)).squareRoot()
}
