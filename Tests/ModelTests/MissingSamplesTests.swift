import Model
import Testing

@Suite("Missing samples")
struct MissingSamplesTests {
  /// One flag a sample, for comparison.
  private func shares(_ missing: [MissingSamples], count: Int) -> [Double] {
    (0..<count).map { missing.count(in: $0..<$0 + 1) }
  }

  @Test("of a decimated series are the means of those that its samples are made of")
  func decimated() {
    var state: UInt64 = 3
    func number(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for factor in [1, 2, 5, 8] {
      for _ in 0..<50 {
        var missing: [MissingSamples] = []
        var place = number(30)
        while place < 240 {
          let end = min(place + 1 + number(20), 240)
          missing.append(MissingSamples(place..<end, share: Double(1 + number(4)) / 4))
          place = end + 1 + number(40)
        }
        let all = shares(missing, count: 240)
        let outputs = 240 / factor
        let found = missing.decimated(by: factor, outputs: 0..<outputs)
        let expected = (0..<outputs).map { output in
          (0..<factor).reduce(0) { $0 + all[output * factor + $1] } / Double(factor)
        }
        let values = shares(found, count: outputs)
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        // Cut anywhere, the parts are those of the whole.
        let cut = number(outputs)
        let parts =
          missing.decimated(by: factor, outputs: 0..<cut)
          + missing.decimated(by: factor, outputs: cut..<outputs)
        #expect(shares(parts, count: outputs) == values)
      }
    }
  }

  @Test("are counted within a range, parts of samples as parts")
  func counted() {
    let missing = [MissingSamples(10..<20), MissingSamples(30..<32, share: 0.25)]
    #expect(missing.count(in: 0..<100) == 10.5)
    #expect(missing.count(in: 15..<31) == 5.25)
    #expect(
      missing.within(18..<31) == [
        MissingSamples(18..<20), MissingSamples(30..<31, share: 0.25),
      ])
  }

  @Test("are values that are no numbers, or so large as none can be measured")
  func values() {
    let large = [0x1p60, -1e20, 1e32, .infinity, -.infinity, .nan, .greatestFiniteMagnitude]
    let measured = [0, -0.0, 1e17, -1e18, 1e-300, .leastNonzeroMagnitude, Double(0x1p60).nextDown]
    for value in large {
      #expect(!value.isMeasured && ![1, value, 2].span.areMeasured)
    }
    #expect(measured.allSatisfy(\.isMeasured) && measured.span.areMeasured)
  }
}
