import TestSupport
import Testing

@testable import Estimation

@Suite("Medians over ranks")
struct OrderStatisticsTests {
  /// Few different values make ties; zeros of both signs, and values of all sizes.
  static let kinds: [@Sendable (inout Draws) -> Double] = [
    { $0.normal() },
    { ($0.normal() * 2).rounded() },
    { _ in 0 },
    { $0.uniform() < 0.5 ? -0.0 : 0 },
    { 1 + $0.uniform() * 1e-14 },
    { $0.normal() * ($0.uniform() < 0.5 ? 1e-300 : 1e300) },
    { $0.uniform() < 0.6 ? .infinity : $0.normal() },
  ]

  @Test("are the middle of the sorted numbers", arguments: kinds.indices, [1, 2, 4])
  func middle(kind: Int, ranks: Int) throws {
    var draws = Draws("order", seed: kind)
    for count in [1, 2, 3, 8, 30, 31] {
      let values = (0..<count).map { _ in Self.kinds[kind](&draws) }
      let cuts = [0] + (1..<ranks).map { _ in draws.integer(in: 0...count) }.sorted() + [count]
      let sorted = values.sorted()
      let expected = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
      let medians = try PretendRanks.run(ranks) { rank, team in
        try OrderStatistics(
          Array(values[cuts[rank]..<cuts[rank + 1]]), team: team, directCount: 3
        ).median(count: count)
      }
      #expect(medians.allSatisfy { $0 == expected && ($0 != 0 || $0.sign == .plus) })
    }
  }

  @Test("of nothing are zero")
  func nothing() {
    #expect(OrderStatistics([], team: SoleRank(), directCount: 3).median(count: 0) == 0)
  }
}
