package import Distribution
internal import Estimation

/// A team of ranks as the solvers see it.
///
/// It must not outlive the team that lent it: see `Team.withWindowTeam`.
package struct RankChain: WindowTeam {
  fileprivate let pass: ([Double], (inout [Double]) -> Void) throws(TeamError) -> [Double]
  fileprivate let add: ([Double]) throws(TeamError) -> [Double]

  package func carried(_ values: [Double], _ change: (inout [Double]) -> Void) throws(TeamError)
    -> [Double]
  {
    try pass(values, change)
  }

  package func added(_ counts: [Double]) throws(TeamError) -> [Double] {
    try add(counts)
  }
}

extension Team where Self: ~Copyable {
  /// Lends this team to a solver; a collective call as far as the body is one.
  package func withWindowTeam<R>(_ body: (RankChain) throws -> R) throws -> R {
    try lend(
      { (values, change) throws(TeamError) in try self.passAlong(values, change) },
      { (counts) throws(TeamError) in
        var sums = counts
        try self.sum(&sums)
        return sums
      }, to: body)
  }

  /// Values from the first rank through all ranks to the last one, and from there to all.
  private func passAlong(_ values: [Double], _ change: (inout [Double]) -> Void)
    throws(TeamError) -> [Double]
  {
    var values = values
    let (here, last) = (rank.index, size - 1)
    if here > 0 { values = try receiveValues(Tags.windowSums, from: Rank(here - 1)).values }
    change(&values)
    if here < last { try send(values: values, to: Rank(here + 1), tag: Tags.windowSums) }
    return size == 1 ? values : try broadcast(values, from: Rank(last))
  }
}

private func lend<R>(
  _ pass: ([Double], (inout [Double]) -> Void) throws(TeamError) -> [Double],
  _ add: ([Double]) throws(TeamError) -> [Double], to body: (RankChain) throws -> R
) throws -> R {
  try withoutActuallyEscaping(pass) { pass in
    try withoutActuallyEscaping(add) { add in try body(RankChain(pass: pass, add: add)) }
  }
}
