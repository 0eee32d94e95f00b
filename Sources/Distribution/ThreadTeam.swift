internal import Synchronization

/// One pretend rank of a team of threads; see `ThreadTeams.run`.
package struct ThreadTeam: Team, ~Copyable {
  package let rank: Rank
  /// Of all ranks.
  private let hostNames: [String]
  private let exchange: Exchange

  fileprivate init(rank: Int, hostNames: [String], exchange: Exchange) {
    self.rank = Rank(rank)
    self.hostNames = hostNames
    self.exchange = exchange
  }

  package var size: Int { hostNames.count }
  package var hostName: String { hostNames[rank.index] }
  package var localRank: Int { hostNames[..<rank.index].count { $0 == hostName } }
  package var ranksOnThisHost: Int { hostNames.count { $0 == hostName } }

  package func post<T: Scalar>(
    _ items: [T], to receiver: Rank, channel: Int32
  ) throws(TeamError) {
    let letter = Letter(
      sender: rank.index, receiver: receiver.index, channel: channel, content: items)
    try exchange.post(letter, bytes: items.count * MemoryLayout<T>.stride)
  }

  package func take<T: Scalar>(
    _ type: T.Type, from sender: Rank?, channel: Int32, waiting: Bool
  ) throws(TeamError) -> (items: [T], source: Rank)? {
    let here = rank.index
    let letter = try exchange.take(for: here, waiting: waiting) { letter in
      letter.receiver == here && letter.channel == channel
        && (sender == nil || letter.sender == sender?.index)
    }
    guard let letter else { return nil }
    let source = Rank(letter.sender)
    guard let items = letter.content as? [T] else {
      throw .unreadable(from: source, problem: .invalid("run of \(T.self)"))
    }
    return (items, source)
  }
}

/// Teams of pretend ranks, one thread each, in one process: distributed code without a launcher.
package enum ThreadTeams {
  /// Runs the body once for each rank and waits for all.
  ///
  /// Large sends wait for their receiver, and a deadlock is found and thrown, so that what passes
  /// here does not hang under MPI.
  ///
  /// - Parameters:
  ///   - ranks: How many ranks; at least 1.
  ///   - hostNames: The computer that each rank is to believe it is on; without them this one.
  ///   - describe: What the other ranks are told about an error.
  ///   - body: What each rank does with its team.
  /// - Returns: What the ranks returned, in rank order.
  /// - Throws: The error of the rank that failed first. The others stop with
  ///   `TeamError.failedElsewhere` at their next use of the team. Or `ThreadError`.
  package static func run<R: Sendable>(
    ranks: Int, hostNames: [String]? = nil,
    describe: @escaping @Sendable (any Error) -> String = { "\($0)" },
    _ body: @escaping @Sendable (borrowing ThreadTeam) throws -> R
  ) throws -> [R] {
    precondition(ranks > 0, "a team of \(ranks) ranks")
    let hosts = hostNames ?? [String](repeating: Host.name(), count: ranks)
    precondition(hosts.count == ranks, "\(hosts.count) names of hosts for \(ranks) ranks")
    let exchange = Exchange(ranks: ranks)
    let outcome = Outcome<R>()
    var threads: [PlatformThread] = []
    do throws(ThreadError) {
      for rank in 0..<ranks {
        threads.append(
          try PlatformThread.start {
            let team = ThreadTeam(rank: rank, hostNames: hosts, exchange: exchange)
            do {
              outcome.record(try body(team), of: rank)
            } catch {
              outcome.record(error)
              exchange.fail(rank: rank, message: describe(error))
            }
            exchange.leave(rank: rank)
          })
      }
    } catch {
      outcome.record(error)
      exchange.fail(rank: threads.count, message: "\(error)")
    }
    for thread in threads { thread.join() }
    return try outcome.results()
  }
}

/// What the ranks have returned, and the first error.
private final class Outcome<R: Sendable>: Sendable {
  private struct Notes: Sendable {
    var results: [Int: R] = [:]
    var error: (any Error)?
  }

  private let notes = Mutex(Notes())

  func record(_ result: R, of rank: Int) {
    notes.withLock { $0.results[rank] = result }
  }

  func record(_ error: any Error) {
    notes.withLock { notes in
      if notes.error == nil { notes.error = error }
    }
  }

  func results() throws -> [R] {
    try notes.withLock { notes in
      if let error = notes.error { throw error }
      return notes.results.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}
