import Kernels
import Model
import Spectra
import TestSupport
import Testing

@Suite struct AmplitudeDensityTests {
  @Test(
    "white noise has its own density, whatever the taper and the rate",
    arguments: Taper.allCases,
    [SamplingRate(samples: 128, seconds: 1), SamplingRate(samples: 1, seconds: 32)])
  func whiteNoise(taper: Taper, rate: SamplingRate) throws {
    let (size, count) = (256, 40)
    var draws = Draws("density")
    let samples = draws.normals(size * count)
    let transform = WindowTransform(size: size, taper: taper, prewhitens: false)
    let factor = try #require(
      amplitudeDensityFactor(taper: taper.rawValue, windowSize: size, rate: rate))
    var (power, terms) = (0.0, 0)
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    for window in 0..<count {
      var output = spectrum.mutableSpan
      transform.transform(samples.span, from: window * size, into: &output)
      // Without the ends, where the straight line that is taken out counts.
      for k in 6..<120 {
        let (re, im) = (spectrum[2 * k], spectrum[2 * k + 1])
        power += factor * factor * (re * re + im * im)
        terms += 1
      }
    }
    // Of unit variance: all of it between 0 Hz and half of the rate.
    let density = power / Double(terms) * rate.hertz / 2
    // 4560 terms, neighbours of which depend on each other: a standard error of less than 3 %.
    #expect(abs(density - 1) < 0.1)
  }

  @Test("a taper that is not known has none")
  func unknown() {
    let rate = SamplingRate(samples: 1, seconds: 1)
    #expect(amplitudeDensityFactor(taper: "dpss", windowSize: 64, rate: rate) == nil)
  }
}
