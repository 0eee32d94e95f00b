internal import Distribution
package import Pipeline

/// Ranks that are threads, as the solvers see them.
package enum PretendRanks {
  /// Does the same on every rank.
  ///
  /// - Returns: What the ranks return, in their order.
  package static func run<R: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int, RankChain) throws -> R
  ) throws -> [R] {
    try ThreadTeams.run(ranks: count) { team in
      try team.withWindowTeam { try body(team.rank.index, $0) }
    }
  }
}
