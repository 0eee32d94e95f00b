import ComplexModule
import Distribution
import Model
import Pipeline
import Spectra
import Synthesis
import TestSupport
import Testing

@Suite struct TruthTests {
  /// Real values, so that the relation holds sample by sample: a constant with an imaginary part is a
  /// filter of infinite length, which no window sees whole.
  static let constant = Response(
    .constant(xx: Complex(0.3), xy: Complex(5), yx: Complex(-6), yy: Complex(0.2)),
    tipper: .constant(x: Complex(0.2), y: Complex(-0.1)))

  static func survey(_ response: Response, minutes: Double = 20) throws -> MemorySurvey {
    let reference = try #require(Instant("2024-03-01 00:00:00"))
    return try MemorySurvey(
      SurveyDescription(
        seed: 7, reference: reference, rate: SamplingRate(samples: 128, seconds: 1),
        sites: [
          SiteDescription("A", start: 3.3, duration: 60 * minutes, response: response),
          SiteDescription(
            "R", start: 20.0041, duration: 60 * minutes, channels: [.hx, .hy],
            response: response),
        ]))
  }

  @Test("a constant transfer function comes back exactly", arguments: ["mestimate", "ols", "cm"])
  func constant(solver: String) throws {
    let survey = try Self.survey(Self.constant)
    let functions = try survey.process(
      survey.job([survey.run("A"), survey.run("A", remote: "R")], solver: solver))
    try #require(functions.count == 2)
    let truth = Self.constant.values(at: 1)
    for function in functions {
      #expect(function.points.count > 15)
      for point in function.points {
        for (o, output) in function.outputs.enumerated() {
          for (i, input) in function.inputs.enumerated() {
            let expected = try #require(truth.element(output, input))
            let error = (point.estimate.values[o][i] - expected).length
            #expect(error < 1e-5 * 5, "\(function.origin) \(point.period) s \(output)\(input)")
          }
        }
      }
    }
  }

  @Test func layered() throws {
    let response = Response(
      .directional(
        along: LayeredGround(layers: [.init(resistivity: 100, thickness: 500)], basement: 10),
        across: LayeredGround(layers: [.init(resistivity: 300, thickness: 2000)], basement: 1000),
        strike: 30), tipper: .relaxing(x: 0.3, y: 0.2, time: 3))
    let survey = try Self.survey(response, minutes: 60)
    let functions = try survey.process(
      survey.job([survey.run("A"), survey.run("A", remote: "R")]))
    for function in functions {
      let comparison = Comparison(function) { output, input, hertz in
        response.values(at: hertz).element(output, input)
      }
      print(comparison.table); print(comparison.summary.text)
    }
  }
}
