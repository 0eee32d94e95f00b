import Distribution
import Estimation
import Pipeline
import TestSupport
import Testing

@Suite("A team lent to a solver")
struct RankChainTests {
  @Test("lets ranks change values in their order and tells all the end", arguments: [1, 2, 5])
  func order(ranks: Int) throws {
    let ends = try PretendRanks.run(ranks) { rank, team in
      // What ranks but the first pass does not count.
      try team.carried([-Double(rank)]) { $0.append(Double(rank)) }
    }
    let expected = [-0.0] + (0..<ranks).map { Double($0) }
    #expect(ends.allSatisfy { $0 == expected })
  }

  @Test("carries nothing as well", arguments: [1, 3])
  func empty(ranks: Int) throws {
    let ends = try PretendRanks.run(ranks) { _, team in try team.carried([]) { _ in } }
    #expect(ends.allSatisfy { $0.isEmpty })
  }

  @Test("adds counts of all ranks", arguments: [1, 2, 5])
  func counts(ranks: Int) throws {
    let sums = try PretendRanks.run(ranks) { rank, team in try team.added([1, Double(rank)]) }
    let expected = [Double(ranks), Double(ranks * (ranks - 1) / 2)]
    #expect(sums.allSatisfy { $0 == expected })
  }

  @Test("tells all ranks when one fails")
  func failure() throws {
    struct Spoilt: Error {}
    #expect(throws: Spoilt.self) {
      try PretendRanks.run(3) { rank, team in
        if rank == 1 { throw Spoilt() }
        return try team.carried([0]) { $0[0] += 1 }
      }
    }
  }
}
