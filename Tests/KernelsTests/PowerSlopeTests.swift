import ComplexModule
import Kernels
import RealModule
import TestSupport
import Testing

@Suite("Weights that follow the slope of the power")
struct PowerSlopeTests {
  /// Hann's weights around `position`, which need not be a whole harmonic.
  private func band(_ position: Double, reach: Double, _ center: BandCenter) -> HarmonicBand {
    let first = Int((position - reach).rounded(.up)) + 1
    let weights = (first...Int((position + reach).rounded(.down)) - 1).map {
      1 + Double.cos(.pi * (Double($0) - position) / reach)
    }
    return HarmonicBand(first: first, weights: weights, center: center)
  }

  /// The weights after a window in which the one channel has these powers.
  private func fitted(_ band: HarmonicBand, _ power: (Int) -> Double) -> [Double] {
    let powers = BandCrossPowers(bands: [band], slotCount: 1)
    let spectrum = (0...band.harmonics.upperBound).flatMap { k -> [Double] in
      [power(k).squareRoot(), 0]
    }
    powers.gather(spectrum.span, slot: 0)
    var planes = [0.0]
    var span = planes.mutableSpan
    powers.write(slots: [0], following: [0], window: 0, of: 1, to: &span)
    return Array(powers.weights(ofBand: 0))
  }

  @Test(
    "average a root of f under any power of f to its value in the middle",
    arguments: [-6.0, -2, 0, 1, 4], [(16, 4), (22.63, 4), (64, 8), (128, 16)])
  func roots(slope: Double, place: (position: Double, reach: Double)) {
    let band = band(
      place.position, reach: place.reach, BandCenter(harmonic: place.position))
    let weights = fitted(band) { .pow(Double($0), slope) }
    let power = zip(band.harmonics, weights).map { .pow(Double($0), slope) * $1 }
    let mean =
      zip(band.harmonics, power).reduce(0) { $0 + Double($1.0).squareRoot() * $1.1 }
      / power.reduce(0, +)
    // What is left is of the third order in the relative width, a quarter at the most.
    #expect(abs(mean / place.position.squareRoot() - 1) < 2e-4, "\(mean)")
    // The power stays that of the middle, to second order in the width.
    let middle = power.reduce(0, +) / band.weights.reduce(0, +)
    #expect(abs(middle / .pow(place.position, slope) - 1) < 0.05, "\(middle)")
  }

  @Test("bring the mean of the power of a window to where it belongs, whatever chance made of it")
  func chance() {
    let position = 40.0
    let band = band(position, reach: 6, BandCenter(harmonic: position))
    var draws = Draws("chance")
    var means: [Double] = []
    for _ in 0..<50 {
      let powers = (0...60).map { _ in draws.complex().lengthSquared }
      let weights = fitted(band) { powers[$0] }
      let terms = zip(band.harmonics, weights).map { k, weight in
        (power: weight * powers[k], x: Double.log(Double(k) / position))
      }
      means.append(terms.reduce(0) { $0 + $1.power * $1.x } / terms.reduce(0) { $0 + $1.power })
    }
    // Without it the means spread by half of the band's width over the root of its harmonics, 0.02.
    let spread = (means.reduce(0) { $0 + $1 * $1 } / Double(means.count)).squareRoot()
    #expect(spread < 0.005, "\(spread)")
  }

  @Test("allow for what the taper takes in from the stronger side", arguments: [-4.0, 0, 4])
  func leakage(slope: Double) {
    let (position, lobe) = (20.0, 0.4)
    let center = BandCenter(harmonic: position, lobeVariance: lobe, prewhitening: 2)
    let band = band(position, reach: 5, center)
    let weights = fitted(band) { .pow(Double($0), slope) }
    // A harmonic stands for a frequency that is higher by (slope + 2) · lobe / k².
    let terms = zip(band.harmonics, weights).map { k, weight in
      let x = Double.log(Double(k) / position) + (slope + 2) * lobe / Double(k * k)
      return (power: weight * .pow(Double(k), slope), value: Double.exp(x / 2))
    }
    let mean =
      terms.reduce(0) { $0 + $1.power * $1.value } / terms.reduce(0) { $0 + $1.power }
    // The lobe's own curvature, an eighth of its variance, is made up for and not in this sum.
    let expected = 1 - lobe / (position * position) / 8
    #expect(abs(mean - expected) < 2e-4, "\(mean)")
  }

  @Test("do not change with the unit of the power")
  func units() {
    let band = band(40, reach: 6, BandCenter(harmonic: 40))
    var draws = Draws("units")
    let powers = (0...60).map { _ in draws.uniform() }
    let plain = fitted(band) { powers[$0] }
    for unit in [1e-200, 1e200] {
      let other = fitted(band) { unit * powers[$0] }
      #expect(distance(plain, other) < 1e-9)
    }
  }

  @Test("are finite where a harmonic has no power, or all of it")
  func degenerate() {
    let band = band(40, reach: 6, BandCenter(harmonic: 40))
    let powers: [(Int) -> Double] = [
      { $0 == 38 ? 0 : 1 }, { _ in 0 }, { $0 == 44 ? 1e300 : 1e-300 }, { $0 == 36 ? 1e6 : 1 },
    ]
    for power in powers {
      let weights = fitted(band, power)
      // No end counts more than thirty times what it would, as a line or an empty harmonic is no slope.
      let ratios = zip(weights, band.weights).map { $0 / $1 }
      #expect(ratios.allSatisfy { $0.isFinite && $0 > 0 && $0 < 60 })
    }
  }

  @Test("know the tapers' main lobes")
  func lobes() {
    func variance(_ taper: Taper) -> Double {
      BandCenter(harmonic: 8, taper: taper, prewhitens: false, windowSize: 64).lobeVariance
    }
    #expect(variance(.boxcar) < 1e-12)
    // Hann's transform is 1/2 of the middle to either side: 2 · 1/4 of 1 + 2 · 1/4.
    #expect(abs(variance(.hann) - 1.0 / 3) < 1e-12)
    // Hamming's is 0.23 beside 0.54.
    let beside = 2 * (0.23 / 0.54) * (0.23 / 0.54)
    let expected = beside / (1 + beside)
    #expect(abs(variance(.hamming) - expected) < 1e-12)
    let center = BandCenter(harmonic: 2, taper: .hann, prewhitens: true, windowSize: 4096)
    #expect(abs(center.prewhitening - 2) < 1e-5)
  }
}
