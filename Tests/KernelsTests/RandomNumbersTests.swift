import Kernels
import TestSupport
import Testing

@Suite struct RandomNumbersTests {
  /// Known answers of the authors' own library, Random123 (`kat_vectors`).
  @Test("Philox gives the published numbers")
  func philoxGivesThePublishedNumbers() {
    let zero = philox(counter: (0, 0), key: 0)
    #expect(zero.0 == 0xe169_c58d_6627_e8d5)
    #expect(zero.1 == 0x9b00_dbd8_bc57_ac4c)
    let ones = philox(counter: (.max, .max), key: .max)
    #expect(ones.0 == 0x41c8_3b0e_408f_276d)
    #expect(ones.1 == 0x6d54_51fd_a20b_c7c6)
    let digits = philox(
      counter: (0x85a3_08d3_243f_6a88, 0x0370_7344_1319_8a2e), key: 0x299f_31d0_a409_3822)
    #expect(digits.0 == 0x94fd_cceb_d16c_fe09)
    #expect(digits.1 == 0x2412_6ea1_5001_e420)
  }

  @Test("normal deviates have mean 0, variance 1 and few far ones")
  func momentsOfNormalDeviates() {
    let random = RandomNumbers(seed: 1, label: "x")
    let values = (0..<20_000).flatMap { [random.normalPair($0).0, random.normalPair($0).1] }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + $1 * $1 } / count
    // Five standard errors each.
    #expect(abs(mean) < 5 / count.squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / count).squareRoot())
    let far = Double(values.count { abs($0) > 1.959964 }) / count
    #expect(abs(far - 0.05) < 5 * (0.05 * 0.95 / count).squareRoot())
  }

  @Test("labels, branches and seeds are independent")
  func labelsBranchesAndSeedsAreIndependent() {
    let streams = [
      RandomNumbers(seed: 1, label: "a"), RandomNumbers(seed: 1, label: "b"),
      RandomNumbers(seed: 2, label: "a"), RandomNumbers(seed: 1, label: "a").branch("b"),
      RandomNumbers(seed: 1, label: "b").branch("a"),
    ]
    #expect(Set(streams.map { $0.uniform(0) }).count == streams.count)
    for a in 0..<streams.count {
      for b in 0..<a {
        let product = (0..<4000).reduce(0.0) {
          $0 + streams[a].normalPair($1).0 * streams[b].normalPair($1).0
        }
        #expect(abs(product) < 5 * 4000.0.squareRoot())
      }
    }
  }

  @Test("the logarithm of a log-uniform number is uniform")
  func logUniformNumbers() {
    let random = RandomNumbers(seed: 3, label: "x")
    let values = (0..<4000).map { random.logUniform($0, in: 1...100) }
    #expect(values.allSatisfy { (1...100).contains($0) })
    let below = Double(values.count { $0 < 10 }) / 4000
    #expect(abs(below - 0.5) < 0.04)
  }

  @Test("exponential deviates have mean 1 and variance 1, wherever a run of them begins")
  func exponentials() {
    let random = RandomNumbers(seed: 5, label: "x")
    var values = [Double](repeating: 0, count: 20_001)
    var span = values.mutableSpan
    random.fillExponentials(&span, series: 3, first: 7)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / count
    // Five standard errors each; the fourth central moment is 9.
    #expect(abs(mean - 1) < 5 / count.squareRoot())
    #expect(abs(variance - 1) < 5 * (8 / count).squareRoot())
    #expect(values.allSatisfy { $0 >= 0 })
    for first in [8, 1000] {
      var part = [Double](repeating: 0, count: 11)
      var span = part.mutableSpan
      random.fillExponentials(&span, series: 3, first: first)
      #expect(part == Array(values[first - 7..<first + 4]))
      var other = part
      var otherSpan = other.mutableSpan
      random.fillExponentials(&otherSpan, series: 4, first: first)
      #expect(zip(part, other).allSatisfy { $0 != $1 })
    }
  }
}
