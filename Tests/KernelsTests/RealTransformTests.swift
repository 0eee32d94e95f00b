import ComplexModule
import Kernels
import RealModule
import TestSupport
import Testing

@Suite("The Fourier transform")
struct RealTransformTests {
  @Test("equals the sum of its definition", arguments: [1, 2, 3, 7, 8, 30, 97, 128, 500])
  func definition(length: Int) {
    var draws = Draws("definition")
    let samples = draws.normals(length)
    #expect(distance(spectrum(samples), slowSpectrum(samples)) < 1e-13 * Double(length))
  }

  @Test("shows a cosine of e^{+iωt} at its harmonic with its phase")
  func sinusoid() {
    let (count, harmonic, phase) = (64, 5, 0.7)
    let samples = (0..<count).map { n in
      3 * Double.cos(2 * .pi * Double(harmonic * n) / Double(count) + phase)
    }
    let values = spectrum(samples)
    let expected = Complex(length: 3 * Double(count) / 2, phase: phase)
    #expect((values[harmonic] - expected).length < 1e-12)
    for (k, value) in values.enumerated() where k != harmonic {
      #expect(value.length < 1e-12, "harmonic \(k)")
    }
  }

  @Test("keeps the energy of a series (Parseval)", arguments: [15, 64, 250])
  func parseval(length: Int) {
    var draws = Draws("parseval")
    let samples = draws.normals(length)
    let values = spectrum(samples)
    let energy = values.enumerated().reduce(0.0) { sum, item in
      let isAlone = item.offset == 0 || 2 * item.offset == length
      return sum + (isAlone ? 1 : 2) * item.element.lengthSquared
    }
    let direct = samples.reduce(0) { $0 + $1 * $1 }
    #expect(abs(energy / Double(length) / direct - 1) < 1e-14)
  }

  @Test("is undone by its inverse", arguments: [1, 2, 9, 64, 125])
  func inverse(length: Int) {
    var draws = Draws("inverse")
    let samples = draws.normals(length)
    let transform = RealTransform(length: length, backward: true)
    var harmonics = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var result = [Double](repeating: .nan, count: length)
    var spectrum = harmonics.mutableSpan
    transform.forward(samples.span, into: &spectrum)
    var output = result.mutableSpan
    transform.backward(harmonics.span, into: &output)
    #expect(distance(result, samples) < 1e-14)
  }

  @Test("is linear")
  func linear() {
    var draws = Draws("linear")
    let (a, b) = (draws.normals(48), draws.normals(48))
    let sum = spectrum(zip(a, b).map { 2.5 * $0 - 1.5 * $1 })
    let parts = zip(spectrum(a), spectrum(b)).map { Complex(2.5) * $0 - Complex(1.5) * $1 }
    #expect(distance(sum, parts) < 1e-13)
  }

  @Test("gives the same bits with every object of one length")
  func repeatable() {
    var draws = Draws("repeatable")
    let samples = draws.normals(360)
    #expect(spectrum(samples) == spectrum(samples))
  }
}
