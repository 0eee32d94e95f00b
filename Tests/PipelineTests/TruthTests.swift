import Distribution
import Model
import Pipeline
import Spectra
import Synthesis
import TestSupport
import Testing

@Suite("Surveys without noise")
struct TruthTests {
  @Test("a constant transfer function comes back exactly", arguments: ["mestimate", "ols", "cm"])
  func constant(solver: String) throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", start: 3.3, duration: 600, response: Fixtures.constant),
        SiteDescription(
          "R", start: 20.0041, duration: 600, channels: [.hx, .hy], response: Fixtures.constant),
      ]))
    let functions = try survey.process(
      survey.job(
        [survey.run("A"), survey.run("A", remote: "R")], settings: Fixtures.settings(),
        solver: solver))
    try #require(functions.count == 2)
    for function in functions {
      #expect(function.points.count >= 12)
      let error = try Fixtures.largestError(function, Fixtures.constant)
      #expect(error < 1e-5, "\(function.origin)")
    }
  }

  /// A dipping, layered ground of two directions and a tipper.
  static let layered = Response(
    .directional(
      along: LayeredGround(layers: [.init(resistivity: 100, thickness: 500)], basement: 10),
      across: LayeredGround(layers: [.init(resistivity: 300, thickness: 2000)], basement: 1000),
      strike: 30), tipper: .relaxing(x: 0.3, y: 0.2, time: 3))

  @Test("a layered ground comes back but for the small bias of smoothing")
  func layered() throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", start: 3.3, duration: 1500, response: Self.layered),
        SiteDescription(
          "R", start: 20.0041, duration: 1500, channels: [.hx, .hy], response: Self.layered),
      ]))
    let functions = try survey.process(
      survey.job([survey.run("A"), survey.run("A", remote: "R")], settings: Fixtures.settings()))
    try #require(functions.count == 2)
    for function in functions {
      let all = Comparison(function) { output, input, hertz in
        Self.layered.values(at: hertz).element(output, input)
      }
      expectSmall(all, "\(function.origin)")
    }
  }

  /// Half a percent and 0.3° at the median, 3 % at worst, where there are 20 windows or more.
  private func expectSmall(_ comparison: Comparison, _ name: String) {
    let rows = comparison.selecting([.xy, .yx]).rows.filter { $0.windowCount >= 20 }
    #expect(rows.count >= 20)
    let moduli = rows.map { abs($0.modulusError) }.sorted()
    let phases = rows.map { abs($0.phaseError) }.sorted()
    #expect(moduli[moduli.count / 2] < 0.5, "\(name) \(moduli)")
    #expect(phases[phases.count / 2] < 0.3, "\(name) \(phases)")
    #expect(moduli.allSatisfy { $0 < 3 }, "\(name) \(moduli)")
  }

  /// What is left comes from tapers that lie up to half a sample apart on windows of 64.
  @Test("between sites that start between each other's samples the phase ramp is enough")
  func interSite() throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", start: 3.3, duration: 600, response: Fixtures.constant),
        SiteDescription("B", start: 5.0172, duration: 600, response: Fixtures.constant),
        SiteDescription("R", start: 1.711, duration: 600, response: Fixtures.constant),
      ]))
    let functions = try survey.process(
      survey.job(
        [survey.run("A", input: "B"), survey.run("A", input: "B", remote: "R")],
        settings: Fixtures.settings()))
    try #require(functions.count == 2)
    for function in functions {
      let all = Comparison(function) { output, input, hertz in
        Fixtures.constant.values(at: hertz).element(output, input)
      }
      expectSmall(all, "\(function.origin)")
    }
    // Without the phase ramp the same data are off by a turn of phase.
    let settings = SpectralSettings(alignment: .wholeSample)
    let turned = try survey.process(
      survey.job(
        [survey.run("A", input: "B")], settings: Fixtures.settings(), spectra: settings))
    #expect(try Fixtures.largestError(turned[0], Fixtures.constant) > 0.05)
  }

  @Test("recordings with gaps between them, or that overlap, add up")
  func recordings() throws {
    let whole = SiteDescription("A", start: 0, duration: 600, response: Fixtures.constant)
    var gapped = whole
    gapped.gaps = .listed([.init(start: 100, length: 30), .init(start: 333.3, length: 70)])
    let again = SiteDescription("A2", start: 300, duration: 600, response: Fixtures.constant)
    func windows(_ sites: [SiteDescription]) throws -> Int {
      let survey = try MemorySurvey(Fixtures.description(sites), merging: ["A2": "A"])
      let function = try #require(
        survey.process(survey.job([survey.run("A")], settings: Fixtures.settings())).first)
      #expect(try Fixtures.largestError(function, Fixtures.constant) < 1e-5)
      return try #require(function.points.first).estimate.windowCount
    }
    // A window has 4 s, a new one begins every 3 s.
    let all = try windows([whole])
    #expect(all == 199)
    // Of three pieces, two lose a window each to the grid and each its last ones.
    let parts = try windows([gapped])
    #expect(parts < all - 100 / 3 && parts > all - 100 / 3 - 8)
    // Windows that both have count once: 900 s of data.
    #expect(try windows([whole, again]) == 299)
  }

  @Test("a remote that covers a part gives that part's windows")
  func partialRemote() throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", start: 0, duration: 600, response: Fixtures.constant),
        SiteDescription(
          "R", start: 150, duration: 240, channels: [.hx, .hy], response: Fixtures.constant,
          gaps: .listed([.init(start: 90, length: 30)])),
      ]))
    let functions = try survey.process(
      survey.job(
        [survey.run("A"), survey.run("A", remote: "R")], settings: Fixtures.settings()))
    try #require(functions.count == 2)
    #expect(functions[0].points[0].estimate.windowCount == 199)
    // 150 to 240 s and 270 to 390 s: 29 and 39 windows of 4 s.
    #expect(functions[1].points[0].estimate.windowCount == 29 + 39)
    #expect(functions[1].points.count <= functions[0].points.count)
    let error = try Fixtures.largestError(functions[1], Fixtures.constant)
    #expect(error < 1e-5)
  }
}
