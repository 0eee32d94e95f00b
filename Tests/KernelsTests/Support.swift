import ComplexModule
import Kernels
import RealModule

/// The spectrum of a series by a transform object.
func spectrum(_ samples: [Double]) -> [Complex<Double>] {
  let transform = RealTransform(length: samples.count)
  var values = [Double](repeating: 0, count: 2 * transform.harmonicCount)
  var output = values.mutableSpan
  transform.forward(samples.span, into: &output)
  return complexes(values)
}

/// The discrete Fourier transform, term by term.
func slowSpectrum(_ samples: [Double]) -> [Complex<Double>] {
  let count = samples.count
  return (0...count / 2).map { k in
    samples.indices.reduce(into: Complex<Double>.zero) { sum, n in
      // The angle from the remainder keeps its bits for large products.
      let angle = -2 * Double.pi * Double(k * n % count) / Double(count)
      sum += Complex(samples[n] * .cos(angle), samples[n] * .sin(angle))
    }
  }
}

/// Real and imaginary parts in turn as complex numbers.
func complexes(_ parts: [Double]) -> [Complex<Double>] {
  stride(from: 0, to: parts.count, by: 2).map { Complex(parts[$0], parts[$0 + 1]) }
}

/// Complex numbers as real and imaginary parts in turn.
func parts(_ values: [Complex<Double>]) -> [Double] {
  values.flatMap { [$0.real, $0.imaginary] }
}

/// The largest distance of two series of complex numbers.
func distance(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
  a.count == b.count ? zip(a, b).map { ($0 - $1).length }.max() ?? 0 : .infinity
}

/// The largest distance of two series.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}
