import ComplexModule
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@Suite("Smoothing over harmonics")
struct SmoothingTests {
  /// A level whose harmonic `k` lies at `k` Hz.
  private func level(harmonicCount: Int) -> DecimationLevel {
    let size = 2 * (harmonicCount - 1)
    return DecimationLevel(
      index: 0, rate: SamplingRate(samples: size, seconds: 1), steps: [], factor: 1,
      evaluationFrequencies: [], windowSize: size, windowOverlap: 0)
  }

  private func band(_ position: Double, _ harmonicCount: Int, _ smoothing: SpectralSmoothing)
    -> HarmonicBand
  {
    HarmonicBand(at: position, of: level(harmonicCount: harmonicCount), smoothing: smoothing)
  }

  private func sum(_ band: HarmonicBand, _ values: [Complex<Double>]) -> Complex<Double> {
    zip(band.harmonics, band.weights).reduce(.zero) { $0 + Complex($1.1) * values[$1.0] }
  }

  static let lengths = [
    (17, 3), (33, 3), (49, 5), (65, 5), (129, 9), (257, 17), (513, 33), (1025, 65), (2049, 129),
  ]

  @Test("with a remote reference acts over about a sixteenth of the harmonics", arguments: lengths)
  func sixteenth(harmonicCount: Int, length: Int) {
    let place = (harmonicCount - 1) / 2
    let band = band(Double(place), harmonicCount, .sixteenth)
    // The two ends of the window have no weight, and the interpolation none beyond a harmonic.
    #expect(band.weights.count == length - 2)
    #expect(band.first == place - (length - 3) / 2)
    #expect(band == self.band(Double(place), harmonicCount, .fixed(length: length)))
  }

  @Test("nine harmonics of squares, ends repeated, as resistics has them")
  func squares() {
    let expected = [
      1.042893, 2.814340, 6.049175, 11.085786, 18.085786, 27.085786, 38.085786, 51.085786,
      66.085786, 82.243718, 97.453427, 109.431981,
    ]
    let values = (0..<12).map { Complex(Double($0 * $0)) }
    for (place, value) in expected.enumerated() {
      let result = sum(band(Double(place), 12, .fixed(length: 9)), values)
      #expect(abs(result.real - value) < 5.1e-7, "\(place)")
    }
  }

  @Test("between two harmonics is linear interpolation")
  func interpolation() {
    var draws = Draws("interpolation")
    let values = draws.complexes(20)
    for (below, share) in [(7, 0.3), (0, 0.5), (18, 0.9)] {
      let low = sum(band(Double(below), 20, .fixed(length: 5)), values)
      let high = sum(band(Double(below + 1), 20, .fixed(length: 5)), values)
      let between = sum(band(Double(below) + share, 20, .fixed(length: 5)), values)
      let expected = Complex(1 - share) * low + Complex(share) * high
      #expect((between - expected).length < 1e-13)
    }
  }

  struct Golden: Decodable {
    let input: [Pair]
    let outputs: [String: [Pair]]
  }

  @Test(
    "equals resistics' for every length",
    .enabled(if: ReferenceData.hasGolden, "\(ReferenceData.absence)"), arguments: [3, 5, 9, 17, 33])
  func golden(length: Int) throws {
    let file: Golden = try ReferenceData.json("unit/smooth.json")
    let values = file.input.map(\.value)
    let expected = try #require(file.outputs[String(length)]).map(\.value)
    try #require(expected.count == values.count)
    for place in values.indices {
      let result = sum(band(Double(place), values.count, .fixed(length: length)), values)
      #expect((result - expected[place]).length < 1e-14, "\(place)")
    }
  }

  @Test("in proportion grows with the frequency and stays clear of zero frequency")
  func proportional() {
    for position in [2.0, 3.5, 8, 20, 32, 100, 200] {
      let band = band(position, 257, .proportional)
      #expect(band.first > 0, "\(position)")
      #expect(band.weights.allSatisfy { $0 >= 0 })
      #expect(abs(band.weights.reduce(0, +) - 1) < 1e-12)
    }
    #expect(band(100.5, 257, .proportional).center?.harmonic == 100.5)
    #expect(band(100.5, 257, .fixed(length: 9)).center == nil)
    #expect(band(128, 257, .proportional).weights.count == 2 * 16 - 1)
    #expect(band(32, 257, .proportional).weights.count == 7)
  }

  @Test("holds as many independent values as its weights and the taper allow")
  func freedom() {
    let single = HarmonicBand(first: 4, weights: [2])
    let equal = HarmonicBand(first: 4, weights: [1, 1, 1, 1])
    #expect(single.degreesOfFreedom(taper: .boxcar, windowSize: 64) == 1)
    #expect(equal.degreesOfFreedom(taper: .boxcar, windowSize: 64) == 4)
    // A Hann window's noise bandwidth is 1.5 harmonics (Harris 1978).
    #expect(abs(equal.degreesOfFreedom(taper: .hann, windowSize: 64) - 4 / 1.5) < 1e-12)
    #expect(single.degreesOfFreedom(taper: .hann, windowSize: 64) == 1)
  }
}
