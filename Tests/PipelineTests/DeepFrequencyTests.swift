import Configuration
import Model
import Pipeline
import Synthesis
import TestSupport
import Testing

@Suite struct DeepFrequencyTests {
  @Test("frequencies that all lie below an eighth of the rate are estimated at their own place")
  func deep() throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", start: 0.4, duration: 1800, response: Fixtures.constant)
      ]))
    let settings = try Settings(
      text: """
        [Decimation]
        numlevels = 1
        [Frequencies]
        frequencies = 1, 0.7
        perlevel = 2
        [Window]
        minwindowsize = 128
        minoverlapsize = 32
        """, file: "deep.ini")
    let job = survey.job([survey.run("A")], settings: settings)
    #expect(job.levels.values.allSatisfy { $0.first?.factor == 1 })
    let function = try #require(survey.process(job).first)
    #expect(function.points.map(\.frequency) == [1, 0.7])
    #expect(try Fixtures.largestError(function, Fixtures.constant) < 1e-5)
    #expect(try #require(function.points.first).estimate.windowCount > 50)
  }
}
