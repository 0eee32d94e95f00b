import Model
import Preprocessing
import TestSupport
import Testing

@Suite("Conditioned samples") struct BlockTests {
  /// Every kind of step, alone and together.
  static let recipes: [[Conditioning.Step]] = [
    [.multiply([Conditioning.Factor(channel: .hx, factor: -2)])], [.removeMean], [.normalise],
    [filter(.lowPass, 2)], [filter(.highPass, 0.2)], [filter(.bandPass, 0.5, 2)],
    [filter(.notch, 1.8, 2.2)], [filter(.lowPass, 2, nil, .resistics)],
    [filter(.notch, 1.8, 2.2, .resistics)], [.shift(samples: 3, fraction: 0.25)],
    [.shift(samples: 3, fraction: 0)], [.resample(up: 2, down: 3)], [.resample(up: 5, down: 2)],
    [.interpolateMissing], [.interpolateZeros(run: 20)],
    [
      .interpolateMissing, .removeMean, filter(.lowPass, 4), filter(.notch, 0.9, 1.1),
      .shift(samples: 1, fraction: 0.5), .resample(up: 1, down: 2),
    ],
  ]

  /// A series with holes and zeros in it, longer than a filter's block.
  private func series() -> [Double] {
    var series = wander(12_000)
    for range in [100..<101, 4000..<4700, 11_990..<12_000] {
      for index in range { series[index] = .nan }
    }
    for range in [0..<30, 700..<719, 8000..<9000] { for index in range { series[index] = 0 } }
    return series
  }

  @Test("are the same bits whatever slices are asked for", arguments: recipes)
  func slices(steps: [Conditioning.Step]) throws {
    var series = series()
    if !steps.contains(.interpolateMissing) {
      series = series.map { $0.isFinite ? $0 : 1 }
    }
    let whole = try conditioned(series, steps)
    var draws = Draws("slices")
    let other = try source(series, steps)
    #expect(other.header.sampleCount == whole.count)
    for _ in 0..<12 {
      let start = draws.integer(in: 0...whole.count - 1)
      let end = min(whole.count, start + draws.integer(in: 1...3000))
      let slice = try other.samples(.hx, start..<end)
      let isSame = slice == Array(whole[start..<end])
      #expect(isSame, "\(start)..<\(end)")
    }
  }

  @Test("of joined recordings, too")
  func joined() throws {
    let parts = [wander(300, "a"), wander(200, "b")]
    let step = Conditioning.Step.join([
      Conditioning.Part(
        locator: RecordingLocator(format: "array", path: "1"), first: 350, sampleCount: 200)
    ])
    func open() throws -> any RecordingSource {
      try Conditioning([step]).open(RecordingLocator(format: "array", path: "0")) {
        ArraySource([.hx: parts[$0.path == "1" ? 1 : 0]])
      }
    }
    let whole = try open().samples(.hx, 0..<550)
    #expect(Array(whole[..<300]) == parts[0] && Array(whole[350...]) == parts[1])
    // The line passes through the samples on both sides of the gap.
    let slope = (parts[1][0] - parts[0][299]) / 51
    for place in 300..<350 {
      #expect(abs(whole[place] - (parts[0][299] + Double(place - 299) * slope)) < 1e-12)
    }
    let source = try open()
    for range in [290..<310, 320..<330, 345..<351, 0..<550, 400..<401] {
      let slice = try source.samples(.hx, range)
      #expect(slice == Array(whole[range]))
    }
  }

  @Test("of joined recordings whose lengths are not the planned ones are refused")
  func joinedOtherwise() throws {
    func open(_ first: Int, _ second: Int) throws -> any RecordingSource {
      let part = Conditioning.Part(
        locator: RecordingLocator(format: "array", path: "1"), first: 350, sampleCount: 200)
      return try Conditioning([.join([part])]).open(
        RecordingLocator(format: "array", path: "0")
      ) { ArraySource([.hx: wander($0.path == "1" ? second : first, "a")]) }
    }
    #expect(try open(350, 200).header.sampleCount == 550)
    for (first, second) in [(351, 200), (300, 199), (300, 201)] {
      #expect(throws: UserError.self) { try open(first, second) }
    }
  }
}
