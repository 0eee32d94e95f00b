import ComplexModule
import Model
import Synthesis

/// A small survey for tests, and what is made of it.
enum Sample {
  static let reference = Instant(nanoseconds: 1_700_000_000_000_000_000)

  static let ground = Response(
    .directional(
      along: LayeredGround(layers: [.init(resistivity: 100, thickness: 2000)], basement: 10),
      across: LayeredGround(layers: [.init(resistivity: 300, thickness: 5000)], basement: 50),
      strike: 25),
    tipper: .relaxing(x: 0.3, y: -0.2, time: 1))

  static func survey(_ sites: [SiteDescription], hertz: Int = 16, seed: UInt64 = 7)
    -> SurveyDescription
  {
    SurveyDescription(
      seed: seed, reference: reference, rate: SamplingRate(samples: hertz, seconds: 1),
      source: SourceModel(modulationTime: 60), sites: sites)
  }

  static func made(_ survey: SurveyDescription) throws -> [SynthesizedSite] {
    var sites: [SynthesizedSite] = []
    try survey.synthesize { sites.append($0) }
    return sites
  }

  /// The samples of a channel in one recording; none where it is missing.
  static func samples(_ site: SynthesizedSite, _ channel: Channel, recording: Int = 0) -> [Double] {
    site.recordings[recording].samples[channel] ?? []
  }
}

func rms(_ values: some Collection<Double>) -> Double {
  (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}
