import ComplexModule
import Kernels
import RealModule
import TestSupport
import Testing

@Suite("The transform of a window")
struct WindowTransformTests {
  private func window(
    _ samples: [Double], from start: Int = 0, size: Int, _ taper: Taper, prewhitens: Bool
  ) -> [Complex<Double>] {
    let transform = WindowTransform(size: size, taper: taper, prewhitens: prewhitens)
    var values = [Double](repeating: .nan, count: 2 * transform.harmonicCount)
    var output = values.mutableSpan
    transform.transform(samples.span, from: start, into: &output)
    return complexes(values)
  }

  @Test("leaves nothing of a straight line", arguments: [false, true])
  func line(prewhitens: Bool) {
    let samples = (0..<100).map { 1e6 - 321 * Double($0) }
    for size in [2, 13, 64] {
      let values = window(samples, from: 30, size: size, .hamming, prewhitens: prewhitens)
      // Rounding of numbers as large as the offset.
      #expect(values.allSatisfy { $0.length < 1e-7 }, "\(size)")
    }
  }

  @Test("of what is constant but for rounding has no power at all", arguments: [false, true])
  func rounding(prewhitens: Bool) {
    var draws = Draws("rounding")
    let constant = (0..<600).map { _ in 12345.678 * (1 + 4e-16 * (draws.uniform() - 0.5)) }
    let values = window(constant, size: 512, .hann, prewhitens: prewhitens)
    #expect(values.allSatisfy { $0 == .zero })
    // A signal of a part in a billion of the offset is one.
    let signal = constant.map { $0 + 1e-5 * draws.normal() }
    let others = window(signal, size: 512, .hann, prewhitens: prewhitens)
    #expect(others.dropFirst().allSatisfy { $0 != .zero })
  }

  @Test("equals detrending, tapering and transforming one after the other")
  func plain() {
    var draws = Draws("plain")
    let (size, start) = (37, 5)
    let samples = draws.normals(50)
    let taper = Taper.blackman.values(size: size)
    let x = Array(samples[start..<start + size])
    let middle = Double(size - 1) / 2
    let mean = x.reduce(0, +) / Double(size)
    let slope =
      x.enumerated().reduce(0) { $0 + (Double($1.offset) - middle) * $1.element }
      / (0..<size).reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
    let rest = x.enumerated().map { n, value in
      (value - mean - slope * (Double(n) - middle)) * taper[n]
    }
    let values = window(samples, from: start, size: size, .blackman, prewhitens: false)
    #expect(distance(values, slowSpectrum(rest)) < 1e-12)
  }

  @Test("with prewhitening has the plain one's lines, where the taper leaks little")
  func prewhitened() {
    // A sinusoid between two harmonics far from zero frequency.
    let (size, place) = (512, 27.8)
    let samples = (0..<size).map { Double.cos(2 * .pi * place * Double($0) / Double(size) + 0.3) }
    let plain = window(samples, size: size, .blackmanharris, prewhitens: false)
    let whitened = window(samples, size: size, .blackmanharris, prewhitens: true)
    let largest = plain.map(\.length).max() ?? 0
    let turn = { (k: Double) in
      Complex(length: 1, phase: 2 * .pi * k / Double(size)) - Complex<Double>.one
    }
    var (power, whitenedPower) = (0.0, 0.0)
    for k in 22...34 {
      // What leaks from the line to harmonic k has the differences' response at the line.
      let expected = plain[k] * turn(place) / turn(Double(k))
      #expect((whitened[k] - expected).length < 1e-4 * largest, "\(k)")
      power += plain[k].lengthSquared
      whitenedPower += whitened[k].lengthSquared
    }
    #expect(abs(whitenedPower / power - 1) < 0.01)
  }

  @Test("undoes the differences exactly where the series is periodic")
  func recolouring() {
    let size = 240
    let samples = (0..<size).map { Double.cos(2 * .pi * 10 * Double($0) / Double(size)) }
    let values = window(samples, size: size, .boxcar, prewhitens: true)
    let plain = window(samples, size: size, .boxcar, prewhitens: false)
    // The last difference stands twice where the periodic series has another one: known, and taken out.
    let last = (samples[size - 1] - samples[size - 2]) - (samples[0] - samples[size - 1])
    let slope = trend(samples)
    for k in 1...size / 2 {
      let angle = 2 * Double.pi * Double(k) / Double(size)
      let response = Complex(length: 1, phase: angle) - Complex<Double>.one
      // The last of the differences stands at sample size - 1, whose factor is e^{+iω}.
      let disturbance = Complex(last) * Complex(length: 1, phase: angle) / response
      let straight = trendSpectrum(slope, size, k)
      #expect((values[k] - disturbance - plain[k] - straight).length < 1e-9, "\(k)")
    }
  }

  @Test("shifts nothing: a later start gives the spectrum of the later samples")
  func start() {
    var draws = Draws("start")
    let samples = draws.normals(100)
    let later = Array(samples[30...])
    for prewhitens in [false, true] {
      #expect(
        window(samples, from: 30, size: 64, .hann, prewhitens: prewhitens)
          == window(later, size: 64, .hann, prewhitens: prewhitens))
    }
  }

  private func trend(_ x: [Double]) -> Double {
    let middle = Double(x.count - 1) / 2
    return x.enumerated().reduce(0) { $0 + (Double($1.offset) - middle) * $1.element }
      / x.indices.reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
  }

  /// What the plain transform takes out with the line `slope · n` at harmonic `k > 0`, which
  /// differences of a periodic series take out at zero frequency only.
  private func trendSpectrum(_ slope: Double, _ size: Int, _ k: Int) -> Complex<Double> {
    let angle = -2 * Double.pi * Double(k) / Double(size)
    // Σ n e^{-iωn} = size / (e^{-iω} - 1)
    return Complex(slope * Double(size)) / (Complex(length: 1, phase: angle) - Complex<Double>.one)
  }
}
