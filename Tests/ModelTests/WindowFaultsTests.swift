import Model
import Testing

@Suite("What is wrong with windows")
struct WindowFaultsTests {
  private func faults(_ windows: [[Double]]) -> WindowFaults {
    windows.reduce(into: WindowFaults()) { $0.add(window: $1.span) }
  }

  @Test("of noise, of a slow wave, of mains and of a step: nothing")
  func clean() {
    var noise = FixedGenerator(seed: 1)
    let mains = (0..<256).map { i in i % 4 < 2 ? 100.0 : -100 }
    let wave = (0..<256).map { i in Double((i - 128) * (i - 128)).squareRoot() }
    let step = noise.samples(128) + noise.samples(128).map { $0 + 1000 }
    let found = faults((0..<400).map { _ in noise.samples(256) } + [mains, wave, step])
    #expect(found.windows == 403)
    for kind in WindowFaults.Kind.allCases { #expect(found.count(kind) == 0, "\(kind)") }
  }

  @Test("a run of 32 equal samples counts, one of 31 does not", arguments: [31, 32])
  func constantRuns(length: Int) {
    var samples = FixedGenerator(seed: 2).generated(256)
    for i in 100..<100 + length { samples[i] = 0 }
    #expect(faults([samples]).count(.constantRun) == (length == 32 ? 1 : 0))
    #expect(faults([samples]).count(.clipping) == 0)
  }

  @Test("a lone sample is a spike wherever it lies, also beside others of its kind")
  func spikes() {
    for place in [1, 2, 3, 100, 251, 254] {
      var samples = FixedGenerator(seed: 3).generated(256)
      samples[place] = 60
      samples[(place + 60) % 200 + 20] = -80
      #expect(faults([samples]).count(.spike) == 1, "at \(place)")
    }
  }

  @Test("samples of three units and more are clipped: as many windows as were cut so")
  func clipping() {
    var noise = FixedGenerator(seed: 4)
    let windows = (0..<200).map { _ in noise.samples(64).map { min(max($0 * 3, -3), 3) } }
    let expected = windows.count { window in
      [3.0, -3.0].contains { limit in
        (2..<64).contains { (i: Int) in window[i - 2...i].allSatisfy { $0 == limit } }
      }
    }
    #expect(expected > 50)
    #expect(faults(windows).count(.clipping) == expected)
  }

  @Test("parts add up to the whole, however they are cut and in whatever order")
  func parts() {
    var noise = FixedGenerator(seed: 5)
    let windows = (0..<60).map { index in
      noise.samples(48).map { min(max(($0 * 2).rounded(), -2), index % 3 == 0 ? 3 : 2) }
    }
    let whole = faults(windows)
    #expect(whole.count(.clipping) > 0)
    for size in [1, 7, 25] {
      let parts = stride(from: 0, to: 60, by: size).map {
        faults(Array(windows[$0..<min($0 + size, 60)]))
      }
      let forth = parts.reduce(into: WindowFaults()) { $0.add($1) }
      let back = parts.reversed().reduce(into: WindowFaults()) { $0.add($1) }
      #expect(forth == whole && back == whole)
    }
  }
}

extension FixedGenerator {
  /// Random samples, nearly Gaussian, of unit variance.
  fileprivate mutating func samples(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &self) }
    }
  }

  fileprivate func generated(_ count: Int) -> [Double] {
    var noise = self
    return noise.samples(count)
  }
}
