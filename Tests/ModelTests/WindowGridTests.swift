import Foundation
import Model
import Testing

@Suite struct WindowGridTests {
  private let midnight = Instant(nanoseconds: 1_583_020_800_000_000_000)

  /// 128 Hz, windows of 512 with 128 shared.
  private var grid: WindowGrid {
    WindowGrid(
      reference: midnight, rate: SamplingRate(samples: 128, seconds: 1), size: 512, overlap: 128)
  }

  /// Appendix B3 of the specification of resistics.
  @Test(arguments: [
    (0, 2000, 0, 4, 0), (1_000_000_000, 2000, 1, 4, 256), (7_812_000, 4000, 1, 9, 383),
    (-5_000_000_000, 2000, -1, 4, 256), (0, 511, 0, 0, 0), (0, 895, 0, 1, 0), (0, 896, 0, 2, 0),
    // 381 but for rounding to microseconds and cutting.
    (23_438_000, 4000, 1, 9, 380),
  ])
  func placement(start: Int64, samples: Int, first: Int, count: Int, sample: Int) {
    let placed = grid.placed(
      over: Instant(nanoseconds: midnight.nanoseconds + start), sampleCount: samples,
      alignment: .wholeSample)
    #expect(placed.firstWindow == first)
    #expect(placed.count == count)
    #expect(placed.firstSample == sample)
  }

  @Test("whole samples lose the first window where a quotient of doubles is above a whole number")
  func lostWindow() throws {
    // 791 increments of 0.768 s, which no double is.
    let grid = WindowGrid(
      reference: midnight, rate: SamplingRate(samples: 500, seconds: 1), size: 512, overlap: 128)
    let start = midnight.advanced(bySamples: 791 * 384, at: grid.rate)
    func placed(_ alignment: WindowAlignment) -> WindowPlacement {
      grid.placed(over: start, sampleCount: 4000, alignment: alignment)
    }
    #expect(placed(.phaseRamp).firstWindow == 791)
    #expect(placed(.wholeSample).firstWindow == 792)
    #expect(placed(.wholeSample).firstSample == 384)
  }

  @Test("whole samples never begin before a recording, at any rate, centuries from the reference")
  func wholeSamplesFar() throws {
    for (samples, seconds) in [(100_000_000, 1), (1, 9)] {
      let rate = SamplingRate(samples: samples, seconds: seconds)
      let grid = WindowGrid(
        reference: try #require(Instant("1700-01-01")), rate: rate, size: 8, overlap: 0)
      for nanosecond in [0, 1, 499, 501, 999] as [Int64] {
        let last = try #require(Instant("2200-12-31"))
        let start = Instant(nanoseconds: last.nanoseconds + nanosecond)
        let placed = grid.placed(over: start, sampleCount: 400, alignment: .wholeSample)
        #expect(placed.firstSample >= 0)
      }
    }
  }

  /// The example of resistics' documentation: the levels of one long recording.
  @Test(arguments: [
    (1, 27600, 112_948), (4, 6900, 28236), (16, 1725, 7058), (128, 216, 881), (512, 54, 219),
  ])
  func documentedLevels(factor: Int, first: Int, last: Int) throws {
    let rate = SamplingRate(samples: 128, seconds: 1).decimated(by: factor)
    let grid = WindowGrid(
      reference: try #require(Instant("2012-02-10")), rate: rate, size: 256, overlap: 64)
    let placed = grid.placed(
      over: try #require(Instant("2012-02-10 11:30:00")),
      sampleCount: (16_387_072 + factor - 1) / factor, alignment: .wholeSample)
    #expect(placed.windows == first..<last + 1)
  }

  private struct Case: Decodable {
    enum CodingKeys: String, CodingKey {
      case note
      case hertz = "fs"
      case start
      case reference
      case sampleCount = "num_samples"
      case window
      case overlap
      case firstWindow = "global_offset"
      case count = "num_windows"
      case first
    }

    var note: String
    var hertz: Double
    var start: String
    var reference: String
    var sampleCount: Int
    var window: Int
    var overlap: Int
    var firstWindow: Int
    var count: Int
    /// The first and the last sample of the first window.
    var first: [Int]?
  }

  /// What resistics' windower gives, from its own arithmetic in doubles and microseconds.
  static let golden: String? = {
    let named = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"]
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    let path = (named ?? url.path + "/../shared/data") + "/golden/expected/unit/windower.json"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  // The cases are kept outside of the repository; the vectors above cover the same ground.
  @Test(
    "whole samples are the windower of resistics, its roundings included",
    .enabled(if: golden != nil, "needs the test data: set SKINDEPTH_DATA to their folder"))
  func resistics() throws {
    let url = URL(fileURLWithPath: try #require(WindowGridTests.golden))
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
    #expect(cases.count == 36)
    for one in cases {
      let grid = WindowGrid(
        reference: try #require(Instant(one.reference)),
        rate: try #require(SamplingRate(hertz: one.hertz)), size: one.window, overlap: one.overlap)
      let placed = grid.placed(
        over: try #require(Instant(one.start)), sampleCount: one.sampleCount,
        alignment: .wholeSample)
      #expect(placed.firstWindow == one.firstWindow, "\(one.note)")
      #expect(placed.count == one.count, "\(one.note)")
      guard let first = one.first?[0] else { continue }
      #expect(placed.firstSample == first, "\(one.note)")
    }
  }

  @Test("windows of one number begin together to within half a sample, at any start")
  func simultaneous() {
    var generator = FixedGenerator()
    for _ in 0..<3000 {
      let rate = SamplingRate(
        samples: Int.random(in: 1...70_000, using: &generator),
        seconds: Int.random(in: 1...40, using: &generator))
      let size = Int.random(in: 2...2000, using: &generator)
      let grid = WindowGrid(
        reference: midnight, rate: rate, size: size,
        overlap: Int.random(in: 0..<size, using: &generator))
      let start = Instant(
        nanoseconds: midnight.nanoseconds + Int64.random(in: -1 << 50...1 << 50, using: &generator))
      let samples = Int.random(in: 0...10_000, using: &generator)
      let placed = grid.placed(over: start, sampleCount: samples, alignment: .phaseRamp)
      expectSound(placed, grid, start, samples)
    }
  }

  private func expectSound(
    _ placed: WindowPlacement, _ grid: WindowGrid, _ start: Instant, _ sampleCount: Int
  ) {
    #expect(abs(placed.fraction) <= 0.5)
    #expect(placed.firstSample >= 0)
    // The first window is the first that begins with the recording or after it.
    #expect(placed.firstSample <= grid.step)
    let begin = start.advanced(bySamples: placed.firstSample, at: grid.rate)
    let late = grid.start(ofWindow: placed.firstWindow).seconds(since: begin) / grid.rate.interval
    #expect(abs(late - placed.fraction) < 1e-4 + 2e-9 * grid.rate.hertz)
    guard let last = placed.windows.last else {
      #expect(placed.firstSample + grid.size > sampleCount)
      return
    }
    let covered = placed.samples(of: placed.windows)
    #expect(covered.upperBound == placed.sample(ofWindow: last) + grid.size)
    #expect(covered.upperBound <= sampleCount && covered.upperBound + grid.step > sampleCount)
  }

  @Test("a recording centuries from the reference does not overflow")
  func farApart() throws {
    let grid = WindowGrid(
      reference: try #require(Instant("1700-01-01")), rate: SamplingRate(samples: 10, seconds: 1),
      size: 8, overlap: 0)
    let placed = grid.placed(
      over: try #require(Instant("2200-12-31")), sampleCount: 100, alignment: .phaseRamp)
    #expect(placed.count == 12)
    #expect(placed.firstWindow == 158_099_040_000 / 8)
  }
}
