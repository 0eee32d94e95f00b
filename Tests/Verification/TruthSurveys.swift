import ComplexModule
import Model
import Synthesis
import TestSupport

/// Surveys without noise whose transfer functions are known.
enum TruthSurveys {
  /// Real values, so that the relation holds sample by sample: a constant with an imaginary part is a
  /// filter of infinite length, which no window sees whole.
  static let constant = Response(
    .constant(xx: Complex(0.3), xy: Complex(5), yx: Complex(-6), yy: Complex(0.2)),
    tipper: .constant(x: Complex(0.2), y: Complex(-0.1)))

  /// Layers that differ along and across an oblique strike.
  static let layered = Response(
    .directional(
      along: LayeredGround(
        layers: [
          .init(resistivity: 100, thickness: 1500), .init(resistivity: 10, thickness: 4000),
        ], basement: 500),
      across: LayeredGround(
        layers: [
          .init(resistivity: 300, thickness: 3000), .init(resistivity: 40, thickness: 8000),
        ], basement: 1000), strike: 20),
    tipper: .relaxing(x: 0.3, y: 0.2, time: 3))

  /// A, B and the remote R with one ground; three levels of 20 windows and more.
  ///
  /// - Parameter isOffGrid: Whether starts are fractions of a sample off the grid.
  static func survey(_ response: Response, isOffGrid: Bool) throws -> MemorySurvey {
    guard let reference = Instant("2024-03-01 00:00:00") else {
      throw UserError(.configuration, "survey", "has no reference time", remedy: "")
    }
    let starts = isOffGrid ? [3.303, 11.7291, 20.0041] : [3, 11, 20]
    let duration = 2.5 * 3600
    return try MemorySurvey(
      SurveyDescription(
        seed: 7, reference: reference, rate: SamplingRate(samples: 64, seconds: 1),
        sites: [
          SiteDescription("A", start: starts[0], duration: duration, response: response),
          SiteDescription(
            "B", start: starts[1], duration: duration, channels: [.hx, .hy], response: response),
          SiteDescription(
            "R", start: starts[2], duration: duration, channels: [.hx, .hy], response: response),
        ]))
  }
}
