import ComplexModule
import Kernels

/// The unnormalised transform of a real, periodic series: harmonics 0 to `length / 2`.
struct Spectrum {
  /// Real and imaginary parts in turn.
  fileprivate var parts: [Double]

  /// A spectrum of zeros for a series of `length` samples.
  init(length: Int) {
    parts = [Double](repeating: 0, count: length / 2 * 2 + 2)
  }

  subscript(harmonic: Int) -> Complex<Double> {
    get { Complex(parts[2 * harmonic], parts[2 * harmonic + 1]) }
    set {
      parts[2 * harmonic] = newValue.real
      parts[2 * harmonic + 1] = newValue.imaginary
    }
  }

  /// Harmonics without the mean and the highest, whose phase a shift in time could not turn: those
  /// that a synthetic field has.
  var inner: Range<Int> { 1..<parts.count / 2 - 1 }
}

extension RealTransform {
  func spectrum(of series: [Double]) -> Spectrum {
    var spectrum = Spectrum(length: length)
    var parts = spectrum.parts.mutableSpan
    forward(series.span, into: &parts)
    return spectrum
  }

  func series(of spectrum: Spectrum) -> [Double] {
    var series = [Double](repeating: 0, count: length)
    var samples = series.mutableSpan
    backward(spectrum.parts.span, into: &samples)
    return series
  }
}

/// The smallest even number from `count` on whose only prime factors are 2, 3 and 5.
func fastLength(atLeast count: Int) -> Int {
  var best = Int.max
  var fives = 2
  while fives < best {
    var threes = fives
    while threes < best {
      var length = threes
      while length < count { length *= 2 }
      best = min(best, length)
      threes *= 3
    }
    // No product of fives beyond `count` can be the smallest.
    guard fives < count else { break }
    fives *= 5
  }
  return best
}
