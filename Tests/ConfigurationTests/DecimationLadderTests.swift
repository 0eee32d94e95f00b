import Configuration
import Foundation
import Model
import Testing

@Suite("Decimation levels")
struct DecimationLadderTests {
  private let rate = SamplingRate(samples: 128, seconds: 1)

  private func settings(_ text: String) throws -> Settings {
    try Settings(text: text, file: "test.ini")
  }

  private func levels(_ text: String, at rate: SamplingRate) throws -> [DecimationLevel] {
    let settings = try settings(text)
    return decimationLevels(for: rate, settings.decimation, settings.window)
  }

  @Test(
    "factors of seven levels by the frequencies of a level",
    arguments: [
      (1, [1, 1, 1, 2, 2, 4, 4]), (2, [1, 1, 2, 4, 8, 16, 32]), (3, [1, 2, 4, 16, 32, 128, 256]),
      (4, [1, 2, 8, 32, 128, 512, 2048]), (5, [1, 4, 16, 128, 512, 4096, 16384]),
      (6, [1, 4, 32, 256, 2048, 16384, 131_072]),
      (7, [1, 8, 64, 1024, 8192, 131_072, 1_048_576]),
      (8, [1, 8, 128, 2048, 32768, 524_288, 8_388_608]),
    ])
  func factors(perLevel: Int, expected: [Int]) throws {
    let levels = try levels("[Frequencies]\nperlevel = \(perLevel)", at: rate)
    #expect(levels.map(\.factor) == expected)
  }

  @Test("the defaults at 128 Hz")
  func defaults() throws {
    let levels = try levels("", at: rate)
    #expect(levels.map(\.index) == Array(0..<7))
    #expect(levels.prefix(4).map(\.rate.hertz) == [128, 16, 2, 0.125])
    #expect(levels.prefix(4).map(\.steps) == [[], [8], [8], [8, 2]])
    #expect(levels[0].evaluationFrequencies.first == 32)
    #expect(levels[0].evaluationFrequencies.last == 4)
    #expect(levels[2].evaluationFrequencies.first == 0.25)
  }

  @Test(
    "steps of at most 8 make any increment",
    arguments: [
      (1, []), (2, [2]), (8, [8]), (16, [8, 2]), (32, [8, 4]), (64, [8, 8]), (1024, [8, 8, 8, 2]),
    ])
  func steps(increment: Int, expected: [Int]) {
    #expect(decimationSteps(increment) == expected)
  }

  @Test("every number of frequencies and levels gives a ladder, 9 and 10 too")
  func allShapes() throws {
    for perLevel in 1...10 {
      let text = "[Decimation]\nnumlevels = 10\n[Frequencies]\nperlevel = \(perLevel)"
      let levels = try levels(text, at: rate)
      #expect(levels.count == 10)
      for level in levels {
        let highest = try required(level.evaluationFrequencies.first)
        #expect(4 * highest <= level.rate.hertz && level.rate.hertz <= 8 * highest)
        #expect(level.steps.allSatisfy { (2...8).contains($0) })
      }
      let product = levels.flatMap(\.steps).reduce(1, *)
      #expect(product == levels.last?.factor)
    }
  }

  @Test("custom frequencies in any order; the last level may have fewer")
  func customFrequencies() throws {
    let text =
      "[Decimation]\nnumlevels = 3\n[Frequencies]\nperlevel = 2\nfrequencies = 1, 32, 4, 0.1, 10"
    let levels = try levels(text, at: rate)
    #expect(levels.map(\.evaluationFrequencies) == [[32, 10], [4, 1], [0.1]])
    #expect(levels.map(\.factor) == [1, 4, 256])
    #expect(levels.map(\.steps) == [[], [4], [8, 8]])
  }

  @Test(
    "frequencies above a quarter of the rate are left out with a notice, and level 0 may decimate")
  func droppedFrequencies() throws {
    let settings = try settings(
      "[Decimation]\nnumlevels = 2\n[Frequencies]\nperlevel = 2\nfrequencies = 40, 33, 2, 1")
    let plan = decimationPlan(for: rate, settings.decimation, settings.window)
    #expect(plan.levels.map(\.evaluationFrequencies) == [[2, 1]])
    #expect(plan.levels.map(\.factor) == [8])
    #expect(plan.levels.map(\.steps) == [[8]])
    #expect(
      plan.notices == [
        "at 128 Hz, frequencies above a quarter of the rate are left out: 40, 33"
      ])
    let slow = decimationPlan(
      for: SamplingRate(samples: 1, seconds: 1), settings.decimation, settings.window)
    #expect(slow.levels == [])
    #expect(slow.notices.count == 1)
  }

  @Test("window sizes by rule and by list")
  func windows() throws {
    let fast = try levels("", at: SamplingRate(samples: 4096, seconds: 1))
    #expect(fast.map(\.windowSize) == [2048, 512, 512, 512, 512, 512, 512])
    #expect(fast.map(\.windowOverlap) == [512, 128, 128, 128, 128, 128, 128])
    let text =
      "[Decimation]\nnumlevels = 2\n[Window]\nwindowsizes = 1024, 64\noverlapsizes = 256, 16"
    let listed = try levels(text, at: rate)
    #expect(listed.map(\.windowSize) == [1024, 64])
    #expect(listed.map(\.windowOverlap) == [256, 16])
  }

  @Test("every accepted configuration has windows that advance, at any rate")
  func windowsAdvance() throws {
    var random = SmallRandom(state: 5)
    for _ in 0..<200 {
      let size = Int.random(in: 32...2000, using: &random)
      let overlap = Int.random(in: 8...1000, using: &random)
      let fraction = Double.random(in: 0...0.5, using: &random)
      let text =
        "[Window]\nminwindowsize = \(size)\nminoverlapsize = \(overlap)\n"
        + "overlapfraction = \(fraction)"
      guard let settings = try? settings(text) else { continue }
      let rate = SamplingRate(samples: Int.random(in: 1...70_000, using: &random), seconds: 7)
      for level in decimationLevels(for: rate, settings.decimation, settings.window) {
        #expect(level.windowOverlap < level.windowSize)
      }
    }
  }

  @Test(
    "all parameters are those of resistics 0.0.6",
    .enabled(if: Fixtures.hasGolden, "no reference data: set SKINDEPTH_DATA"))
  func reference() throws {
    let data = try Fixtures.golden("expected/unit/decimation_parameters.json")
    let cases = try JSONDecoder().decode([ReferenceCase].self, from: data)
    #expect(cases.count == 56)
    for reference in cases {
      let rate = try required(SamplingRate(hertz: reference.fs))
      let text =
        "[Decimation]\nnumlevels = \(reference.numlevels)\n"
        + "[Frequencies]\nperlevel = \(reference.perlevel)"
      let levels = try levels(text, at: rate)
      #expect(levels.map { Double($0.factor) } == reference.factors)
      #expect(levels.map(\.rate.hertz) == reference.level_fs)
      #expect(levels.map { $0.steps.reduce(1, *) } == reference.increments)
      #expect(levels.map(\.windowSize) == reference.window)
      #expect(levels.map(\.windowOverlap) == reference.overlap)
      guard let frequencies = reference.frequencies else { continue }
      let pairs = zip(levels.flatMap(\.evaluationFrequencies), frequencies.flatMap { $0 })
      #expect(pairs.allSatisfy { abs($0 - $1) <= 4e-16 * $1 })
      #expect(levels.map(\.evaluationFrequencies.count) == frequencies.map(\.count))
    }
  }
}

// The names are those of the reference file.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct ReferenceCase: Decodable {
  let fs: Double
  let perlevel: Int
  let numlevels: Int
  let factors: [Double]
  let level_fs: [Double]
  let increments: [Int]
  /// Not given for every rate.
  let frequencies: [[Double]]?
  let window: [Int]
  let overlap: [Int]
}
