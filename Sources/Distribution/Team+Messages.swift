// The typed forms: what the rest of the program calls.

extension Team where Self: ~Copyable {
  /// Sends a message to another rank.
  ///
  /// - Throws: `TeamError` if there is no such rank, or the team is broken.
  package func send<M: Wire>(
    _ message: M, to receiver: Rank, tag: Tag<M>
  ) throws(TeamError) {
    try checkPartner(receiver)
    try post(Envelope.seal(message), to: receiver, channel: tag.channel)
  }

  /// Waits for a message from the given rank, or from whichever rank sends first.
  ///
  /// - Throws: `TeamError`, also for a message that is not an `M`.
  package func receive<M: Wire>(
    _ tag: Tag<M>, from sender: Rank? = nil
  ) throws(TeamError) -> (message: M, source: Rank) {
    try checkSender(sender)
    let arrival = try arrived(take(UInt8.self, from: sender, channel: tag.channel, waiting: true))
    return (try open(arrival.items, from: arrival.source), arrival.source)
  }

  /// Takes a message that has already arrived, or returns `nil` at once.
  ///
  /// For a rank that works between the messages of others.
  package func receiveIfPresent<M: Wire>(
    _ tag: Tag<M>, from sender: Rank? = nil
  ) throws(TeamError) -> (message: M, source: Rank)? {
    if size == 1 { return nil }
    try checkSender(sender)
    guard
      let arrival = try take(UInt8.self, from: sender, channel: tag.channel, waiting: false)
    else { return nil }
    return (try open(arrival.items, from: arrival.source), arrival.source)
  }

  /// Sends numbers as they are, without an envelope or a copy of our own.
  package func send(
    values: [Double], to receiver: Rank, tag: Tag<Values>
  ) throws(TeamError) {
    try checkPartner(receiver)
    try post(values, to: receiver, channel: tag.channel)
  }

  /// Waits for numbers from the given rank, or from whichever rank sends first.
  package func receiveValues(
    _ tag: Tag<Values>, from sender: Rank? = nil
  ) throws(TeamError) -> (values: [Double], source: Rank) {
    try checkSender(sender)
    let arrival = try arrived(take(Double.self, from: sender, channel: tag.channel, waiting: true))
    return (arrival.items, arrival.source)
  }

  private func arrived<T>(
    _ arrival: (items: [T], source: Rank)?
  ) throws(TeamError) -> (items: [T], source: Rank) {
    guard let arrival else { throw .deadlock(waiting: [rank]) }
    return arrival
  }

  private func checkPartner(_ other: Rank) throws(TeamError) {
    try checkMember(other)
    if other == rank { throw .withItself(rank) }
  }

  private func checkSender(_ sender: Rank?) throws(TeamError) {
    if let sender { return try checkPartner(sender) }
    // Alone, nobody will ever send: an error now, not a wait for ever.
    if size == 1 { throw .withItself(rank) }
  }
}

extension Team where Self: ~Copyable {
  /// Gives the root's message to every rank.
  ///
  /// - Precondition: The root passes a message; what the others pass is not looked at.
  package func broadcast<M: Wire>(
    _ message: M?, from root: Rank = .master
  ) throws(TeamError) -> M {
    try checkMember(root)
    let bytes = try broadcastBytes(rank == root ? sealed(message) : [], from: root)
    return try open(bytes, from: root)
  }

  /// Gives message `r` of the root to rank `r`.
  ///
  /// - Precondition: The root passes one message a rank; what the others pass is not looked at.
  package func scatter<M: Wire>(
    _ messages: [M]?, from root: Rank = .master
  ) throws(TeamError) -> M {
    try checkMember(root)
    var parts: [[UInt8]] = []
    if rank == root {
      parts = (messages ?? []).map(Envelope.seal)
      precondition(parts.count == size, "\(parts.count) messages for \(size) ranks")
    }
    return try open(scatterBytes(parts, from: root), from: root)
  }

  /// Gives every rank's message to the root, in rank order, and `nil` to the others.
  package func gather<M: Wire>(_ message: M, to root: Rank = .master) throws(TeamError) -> [M]? {
    try checkMember(root)
    guard let parts = try gatherBytes(Envelope.seal(message), to: root) else { return nil }
    return try openAll(parts)
  }

  /// Gives every rank's message to every rank, in rank order.
  package func allGather<M: Wire>(_ message: M) throws(TeamError) -> [M] {
    try openAll(allGatherBytes(Envelope.seal(message)))
  }

  /// Adds up the values of all ranks, element by element; all ranks get the same bits.
  package func sum(_ values: inout [Double]) throws(TeamError) {
    try reduce(&values, by: .sum)
  }

  /// Takes the largest value of all ranks, element by element; a NaN anywhere gives NaN.
  package func maximum(_ values: inout [Double]) throws(TeamError) {
    try reduce(&values, by: .maximum)
  }

  /// Makes a failure of any rank a failure of all: a collective call.
  ///
  /// Call it after a step that can fail on some ranks only, with what went wrong here, or `nil`.
  ///
  /// - Throws: `TeamError.failedElsewhere` on all ranks, also on the one that failed, with the
  ///   message of the lowest failed rank. Nothing if no rank failed.
  package func shareFailure(_ message: String?) throws(TeamError) {
    // No bytes means no failure, so that the usual case carries nothing but lengths.
    let reports = try allGatherBytes(message.map(Envelope.seal) ?? [])
    guard let failed = reports.firstIndex(where: { !$0.isEmpty }) else { return }
    let text: String = try open(reports[failed], from: Rank(failed))
    throw .failedElsewhere(rank: Rank(failed), message: text)
  }

  /// Does something that may fail on any rank, and fails on all if it does on one: a collective call.
  ///
  /// - Returns: What the body returns.
  /// - Throws: On the lowest rank that failed the error of its body. On all others, those that failed
  ///   as well included, `TeamError.failedElsewhere`: what goes wrong everywhere is told once.
  package func together<R>(_ body: () throws -> R) throws -> R {
    let result = Result { try body() }
    var own: (any Error)?
    if case .failure(let error) = result { own = error }
    do throws(TeamError) {
      try shareFailure(own.map { "\($0)" })
    } catch {
      // Nobody leaves the team before all have the answer.
      if case .failedElsewhere = error { try? barrier() }
      if let own, error.isFailure(of: rank) { throw own }
      throw error
    }
    return try result.get()
  }

  func checkMember(_ other: Rank) throws(TeamError) {
    guard (0..<size).contains(other.index) else { throw .noSuchRank(other, size: size) }
  }

  private func sealed<M: Wire>(_ message: M?) -> [UInt8] {
    guard let message else { preconditionFailure("the root of a broadcast has no message") }
    return Envelope.seal(message)
  }

  private func openAll<M: Wire>(_ parts: [[UInt8]]) throws(TeamError) -> [M] {
    var messages: [M] = []
    messages.reserveCapacity(parts.count)
    for (index, part) in parts.enumerated() {
      messages.append(try open(part, from: Rank(index)))
    }
    return messages
  }

  private func open<M: Wire>(_ bytes: [UInt8], from source: Rank) throws(TeamError) -> M {
    do throws(WireError) {
      return try Envelope.open(bytes)
    } catch {
      throw .unreadable(from: source, problem: error)
    }
  }
}
