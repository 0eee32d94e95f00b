import Configuration
import Model
import Pipeline
import Spectra
import Synthesis
import TestSupport
import Testing

@Suite("Levels, frequencies and windows of any shape")
struct LevelShapeTests {
  /// 48 000 samples without noise; the relation of its channels holds sample by sample, so that no
  /// filter or window spoils it.
  private static let survey = Result {
    try MemorySurvey(
      Fixtures.description([
        SiteDescription(
          "A", start: 0, duration: 3000, channels: [.ex, .hx, .hy], response: Fixtures.constant)
      ]))
  }

  /// The transfer function with these levels and, at each, about twenty windows, which are few enough
  /// for a test.
  private func function(_ text: String) throws -> TransferFunction {
    let survey = try Self.survey.get()
    var settings = try Settings(text: text, file: "test.ini")
    if settings.window.sizes.isEmpty {
      let levels = decimationLevels(for: Fixtures.rate, settings.decimation, settings.window)
      settings.window.sizes = levels.map { max(32, 48_000 / $0.factor / 20) }
      settings.window.overlaps = settings.window.sizes.map { $0 / 8 }
    }
    let spectra = SpectralSettings(minimumWindows: 2, minimumSamples: 50)
    var run = survey.run("A")
    run.outputs = [.ex]
    let job = survey.job([run], settings: settings, spectra: spectra, solver: "ols")
    return try #require(survey.process(job).first)
  }

  @Test(
    "one to ten frequencies a level, levels of equal rates and the longest steps included",
    arguments: 1...10)
  func perLevel(count: Int) throws {
    let function = try function(
      "[Decimation]\nnumlevels = 3\n[Frequencies]\nperlevel = \(count)")
    #expect(Set(function.points.map(\.level)) == [0, 1, 2])
    #expect(function.points.count == 3 * count)
    #expect(function.points.first?.frequency == 4)
    #expect(try Fixtures.largestError(function, Fixtures.constant) < 1e-5)
  }

  @Test("custom frequencies in any order")
  func customFrequencies() throws {
    let text = "[Decimation]\nnumlevels = 3\n[Frequencies]\nperlevel = 2\nfrequencies = "
    let mixed = try function(text + "0.5, 3, 0.1, 1.5, 0.2")
    #expect(mixed.points.map(\.frequency) == [3, 1.5, 0.5, 0.2, 0.1])
    #expect(mixed.points.map(\.level) == [0, 0, 1, 1, 2])
    #expect(try Fixtures.largestError(mixed, Fixtures.constant) < 1e-5)
    #expect(try function(text + "3, 1.5, 0.5, 0.2, 0.1") == mixed)
  }

  @Test("custom windows, another size at each level")
  func customWindows() throws {
    let function = try function(
      """
      [Decimation]
      numlevels = 3
      [Frequencies]
      perlevel = 3
      [Window]
      windowsizes = 1600, 400, 100
      overlapsizes = 0, 200, 20
      """)
    // 16 Hz: windows of 100 s without overlap; 8 Hz: of 50 s, every 25 s; 4 Hz: of 25 s, every 20 s.
    let counts = Set(function.points.map { [$0.level, $0.estimate.windowCount] })
    #expect(counts == [[0, 30], [1, 119], [2, 149]])
    #expect(try Fixtures.largestError(function, Fixtures.constant) < 1e-5)
  }

  @Test("resistics' filter gives the same bits with blocks of any size")
  func blocks() throws {
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription(
          "A", start: 0, duration: 150, channels: [.ex, .hx, .hy], response: Fixtures.constant,
          noise: .outliers)
      ]))
    var run = survey.run("A")
    run.outputs = [.ex]
    func products(_ blockSamples: Int) throws -> [MemorySites.SpectraName: [UInt32]] {
      let job = try survey.job(
        [run], settings: Fixtures.settings(),
        spectra: SpectralSettings(decimation: .chebyshev, minimumWindows: 2),
        blockSamples: blockSamples)
      let sites = MemorySites()
      _ = try survey.report(job, ports: survey.ports(MemoryWork(), sites), threads: 1)
      return sites.spectra
    }
    let whole = try products(1 << 17)
    #expect(whole.keys.contains { $0.level == 2 })
    let isEqual = try products(800) == whole
    #expect(isEqual)
  }
}
