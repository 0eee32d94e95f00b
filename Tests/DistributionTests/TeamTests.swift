import Distribution
import Synchronization
import TeamContract
import Testing

@Suite("Teams", .timeLimit(.minutes(3)))
struct TeamTests {
  @Test("a team of one keeps the contract")
  func solo() throws {
    try Contract.all(SoloTeam())
  }

  @Test("a team of one that waits for a message is told that none will come")
  func soloReceive() {
    let team = SoloTeam()
    #expect(throws: TeamError.withItself(.master)) { try team.receive(Tag<String>(1)) }
  }

  @Test("teams of threads keep the contract", arguments: [1, 2, 3, 5])
  func threads(ranks: Int) throws {
    let results = try ThreadTeams.run(ranks: ranks) { team in
      try Contract.all(team)
      return team.rank.index
    }
    #expect(results == Array(0..<ranks))
  }

  @Test("the test data show the order of a sum in their bits")
  func sumsDiffer() {
    let forward = Contract.sumInRankOrder(size: 5, count: 1000)
    var backward = Contract.addends(rank: 4, count: 1000)
    for rank in (0..<4).reversed() {
      for (i, value) in Contract.addends(rank: rank, count: 1000).enumerated() {
        backward[i] += value
      }
    }
    #expect(forward != backward)
  }

  @Test("a throw on one rank ends all with its message", arguments: [0, 1, 2])
  func failure(failing: Int) {
    let seen = Mutex<[Int: TeamError]>([:])
    #expect(throws: Mishap(text: "disk full")) {
      try ThreadTeams.run(ranks: 3, describe: { "\(($0 as? Mishap)?.text ?? "?")" }) { team in
        if team.rank.index == failing { throw Mishap(text: "disk full") }
        do throws(TeamError) {
          try team.barrier()
        } catch {
          seen.withLock { $0[team.rank.index] = error }
          throw error
        }
      }
    }
    let others = seen.withLock { $0 }
    #expect(others.count == 2)
    for error in others.values {
      #expect(error == .failedElsewhere(rank: Rank(failing), message: "disk full"))
    }
  }

  @Test(
    "what fails on several ranks is told by the lowest of them", arguments: [[1], [0, 2], [1, 2]])
  func together(failing: [Int]) throws {
    let seen = Mutex<[Int: String]>([:])
    #expect(throws: (any Error).self) {
      try ThreadTeams.run(ranks: 3) { team in
        let here = team.rank.index
        #expect(try team.together { here * 10 } == here * 10)
        do {
          try team.together { if failing.contains(here) { throw Mishap(text: "disk \(here)") } }
        } catch {
          seen.withLock { $0[here] = "\(error)" }
          throw error
        }
      }
    }
    let lowest = try #require(failing.first)
    for (rank, text) in seen.withLock({ $0 }) {
      #expect(text.contains("disk \(lowest)"))
      // A rank that has left for another's failure may be the first that a third one hears of.
      #expect(text.hasPrefix("rank ") == (rank != lowest))
    }
    #expect(seen.withLock { $0.count } == 3)
  }

  @Test("two ranks that both send a large message first are told of the deadlock")
  func deadlock() {
    let expected = TeamError.deadlock(waiting: [Rank(0), Rank(1)])
    #expect(throws: expected) {
      try ThreadTeams.run(ranks: 2) { team in
        let other = Rank(1 - team.rank.index)
        let large = [Double](repeating: 0, count: 20_000)
        try team.send(values: large, to: other, tag: Tag<Values>(1))
        _ = try team.receiveValues(Tag<Values>(1), from: other)
      }
    }
  }

  @Test("a rank that waits for one that has returned is told so")
  func waitingForTheGone() {
    #expect(throws: TeamError.deadlock(waiting: [Rank(1)])) {
      try ThreadTeams.run(ranks: 2) { team in
        if team.rank == .master { return }
        _ = try team.receive(Tag<String>(1), from: .master)
      }
    }
  }

  @Test("a message that is not what the tag promises is an error, not a crash")
  func unreadable() {
    #expect(throws: TeamError.self) {
      try ThreadTeams.run(ranks: 2) { team in
        if team.rank == .master { return try team.send("four", to: Rank(1), tag: Tag(1)) }
        _ = try team.receive(Tag<Parcel>(1), from: .master)
      }
    }
  }

  @Test("each rank has a stack for large local arrays")
  func stack() throws {
    @Sendable func descend(_ depth: Int) -> Int { depth == 0 ? 0 : 1 + descend(depth - 1) }
    let depths = try ThreadTeams.run(ranks: 2) { _ in descend(20_000) }
    #expect(depths == [20_000, 20_000])
  }
}

private struct Mishap: Error, Equatable {
  let text: String
}
