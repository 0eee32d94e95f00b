package import Model

/// Surveys to measure a method by: one site with five channels and a remote one with Hx and Hy.
package enum Scenario: String, Hashable, Sendable, CaseIterable {
  /// No noise.
  case clean
  /// Gaussian noise, 100 to 200 times weaker than the signal.
  case quiet
  /// Quiet, with bursts and the power line at the local site.
  case outliers
  /// Strong noise on H and bursts at the local site; the remote one is quiet.
  case hard

  /// The noise of the local site.
  package var noise: NoiseModel {
    switch self {
    case .clean: .clean
    case .quiet: .quiet
    case .outliers: .outliers
    case .hard: .hard
    }
  }

  /// The survey of this scenario, over a ground whose four elements and tipper are all non-zero.
  ///
  /// - Parameters:
  ///   - duration: Seconds.
  ///   - remoteDelay: Seconds by which the remote site starts later, on the grid of samples or not.
  package func survey(
    seed: UInt64, reference: Instant, rate: SamplingRate, duration: Double, remoteDelay: Double = 0
  ) -> SurveyDescription {
    let remote = SiteDescription(
      "remote", location: Location(latitude: 48.3, longitude: 8.6, elevation: 700),
      start: remoteDelay, duration: duration, channels: [.hx, .hy],
      response: Response(.uniform(100)), noise: self == .clean ? .clean : .quiet)
    let local = SiteDescription(
      "local", location: Location(latitude: 48.0, longitude: 8.0, elevation: 450),
      duration: duration, response: Scenario.ground, noise: noise)
    return SurveyDescription(
      seed: seed, reference: reference, rate: rate, source: .natural,
      sites: [local, remote])
  }

  /// A conductor at depth, seen differently along and across a strike of 25 degrees.
  private static let ground = Response(
    .directional(
      along: LayeredGround(
        layers: [
          .init(resistivity: 100, thickness: 2000), .init(resistivity: 10, thickness: 5000),
        ], basement: 500),
      across: LayeredGround(
        layers: [
          .init(resistivity: 400, thickness: 4000), .init(resistivity: 40, thickness: 10_000),
        ], basement: 1000),
      strike: 25),
    tipper: .relaxing(x: 0.3, y: -0.2, time: 1))
}
