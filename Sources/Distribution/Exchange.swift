/// The post office of a team of threads: letters on their way, and whether the team still stands.
final class Exchange: Sendable {
  /// Above this many bytes a sender waits until its letter is taken, as MPI libraries do.
  static let eagerBytes = 65_536

  private let office: Monitor<Office>

  init(ranks: Int) {
    office = Monitor(Office(working: Set(0..<ranks)))
  }

  /// Leaves a letter; returns when it is small or taken.
  func post(_ letter: Letter, bytes: Int) throws(TeamError) {
    let number = try office.update { office throws(TeamError) in try office.accept(letter) }
    office.announce()
    if bytes <= Self.eagerBytes { return }
    try office.wait { office throws(TeamError) in
      try office.step(of: letter.sender) { $0.isDelivered(number) ? () : nil }
    }
  }

  /// Takes the oldest letter that the filter accepts, and waits for one if asked to.
  func take(
    for receiver: Int, waiting: Bool, where accepts: (Letter) -> Bool
  ) throws(TeamError) -> Letter? {
    // Whether a letter was taken or a deadlock found, others may now go on.
    defer { office.announce() }
    if !waiting {
      return try office.update { office throws(TeamError) in
        try office.checkStanding()
        return office.take(where: accepts)
      }
    }
    return try office.wait { office throws(TeamError) in
      try office.step(of: receiver) { $0.take(where: accepts) }
    }
  }

  /// Ends all waits with the message of a failed rank.
  ///
  /// The first failure counts.
  func fail(rank: Int, message: String) {
    office.update { office in
      if office.failure == nil {
        office.failure = .failedElsewhere(rank: Rank(rank), message: message)
      }
    }
    office.announce()
  }

  /// A rank has returned and will send nothing more.
  func leave(rank: Int) {
    office.update { office in
      office.working.remove(rank)
      office.waiting = []
    }
    office.announce()
  }
}

/// A message between two threads.
struct Letter: Sendable {
  let sender: Int
  let receiver: Int
  let channel: Int32
  let content: any Sendable
}

private struct Office: Sendable {
  var letters: [(number: Int, letter: Letter)] = []
  var posted = 0
  var failure: TeamError?
  /// Ranks that have not returned.
  var working: Set<Int>
  /// Ranks that found nothing to go on with since the last change.
  var waiting: Set<Int> = []

  mutating func accept(_ letter: Letter) throws(TeamError) -> Int {
    try checkStanding()
    posted += 1
    letters.append((posted, letter))
    waiting = []
    return posted
  }

  mutating func take(where accepts: (Letter) -> Bool) -> Letter? {
    guard let place = letters.firstIndex(where: { accepts($0.letter) }) else { return nil }
    waiting = []
    return letters.remove(at: place).letter
  }

  func isDelivered(_ number: Int) -> Bool {
    !letters.contains { $0.number == number }
  }

  /// One attempt of a rank to go on; finds out when no rank can.
  ///
  /// What was sent before a rank failed still arrives, so that all ranks get the answer of a collective
  /// call whose sender has failed since.
  mutating func step<R>(
    of rank: Int, _ attempt: (inout Office) -> R?
  ) throws(TeamError) -> R? {
    if let result = attempt(&self) { return result }
    try checkStanding()
    waiting.insert(rank)
    guard waiting == working else { return nil }
    let stuck = TeamError.deadlock(waiting: waiting.sorted().map { Rank($0) })
    failure = stuck
    throw stuck
  }

  func checkStanding() throws(TeamError) {
    if let failure { throw failure }
  }
}
