import ComplexModule
import Configuration
import Model
import Spectra
import Synthesis
import TestSupport
import Testing

/// Small surveys: 16 Hz, minutes long, windows of 64 samples.
enum Fixtures {
  static let rate = SamplingRate(samples: 16, seconds: 1)

  /// Real values, so that the relation holds sample by sample: a constant with an imaginary part is a
  /// filter of infinite length, which no window sees whole.
  static let constant = Response(
    .constant(xx: Complex(0.3), xy: Complex(5), yx: Complex(-6), yy: Complex(0.2)),
    tipper: .constant(x: Complex(0.2), y: Complex(-0.1)))

  /// Settings with small windows and few levels.
  static func settings() throws -> Settings {
    try Settings(
      text: """
        [Decimation]
        numlevels = 4
        [Frequencies]
        perlevel = 4
        [Window]
        minwindowsize = 64
        minoverlapsize = 16
        """, file: "test.ini")
  }

  static func description(_ sites: [SiteDescription], seed: UInt64 = 7) throws
    -> SurveyDescription
  {
    SurveyDescription(
      seed: seed, reference: try #require(Instant("2024-03-01 00:00:00")), rate: rate, sites: sites)
  }

  /// Two sites with gaps and off the grid, and a remote that covers a part of their time; with noise.
  static func mixed() throws -> MemorySurvey {
    let noise = NoiseModel.outliers
    return try MemorySurvey(
      description([
        SiteDescription(
          "A", start: 3.3, duration: 420, response: constant, noise: noise,
          gaps: .listed([.init(start: 200, length: 15)])),
        SiteDescription("B", start: 11.017, duration: 360, response: constant, noise: noise),
        SiteDescription(
          "R", start: 60, duration: 240, channels: [.hx, .hy], response: constant, noise: .quiet),
      ]))
  }

  /// The largest error of any element at any period, relative to its row.
  static func largestError(_ function: TransferFunction, _ response: Response) throws -> Double {
    var largest = 0.0
    for point in function.points {
      let truth = response.values(at: point.frequency)
      for (o, output) in function.outputs.enumerated() {
        let row = try function.inputs.map { try #require(truth.element(output, $0)) }
        let size = row.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
        for (value, expected) in zip(point.estimate.values[o], row) {
          largest = max(largest, (value - expected).length / size)
        }
      }
    }
    return largest
  }
}
