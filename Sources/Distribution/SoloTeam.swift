/// A team of one rank: a laptop, a debugger, an ordinary test.
package struct SoloTeam: Team, ~Copyable {
  package let hostName = Host.name()
  package let rank = Rank.master
  package let size = 1
  package let localRank = 0
  package let ranksOnThisHost = 1

  package init() {}

  package func post<T: Scalar>(
    _ items: [T], to receiver: Rank, channel: Int32
  ) throws(TeamError) {
    throw .withItself(rank)
  }

  package func take<T: Scalar>(
    _ type: T.Type, from sender: Rank?, channel: Int32, waiting: Bool
  ) throws(TeamError) -> (items: [T], source: Rank)? {
    throw .withItself(rank)
  }
}
