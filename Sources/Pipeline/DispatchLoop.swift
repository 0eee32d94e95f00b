internal import Distribution
internal import Model

/// The message loop of a rank: orders come from rank 0, reports go there, the crew works meanwhile.
///
/// Only the main thread talks to other ranks, and it never waits in a message call: what it waits for is
/// its crew, for short spans, between which it looks for messages. Orders are short, so that rank 0 never
/// waits for a rank that is waiting for it.
struct DispatchLoop {
  let local: LocalWork
  let isInterrupted: @Sendable () -> Bool
  private(set) var wasInterrupted = false
  /// Ranks that have said that they send nothing more.
  private var dismissed = 0
  private var patience = Patience()

  init(local: LocalWork, isInterrupted: @escaping @Sendable () -> Bool) {
    self.local = local
    self.isInterrupted = isInterrupted
  }

  /// Works until rank 0 says that nothing more will come.
  mutating func serve<T: Team & ~Copyable>(_ team: borrowing T) throws {
    var isLast = false
    while true {
      let done = local.advance()
      let tells = isInterrupted() && !wasInterrupted
      wasInterrupted = wasInterrupted || tells
      let isOver = isLast && local.isIdle
      if !done.isEmpty || tells || isOver {
        try team.send(
          ReportMessage(done: done, isInterrupted: tells, isLast: isOver), to: .master,
          tag: Tags.report)
      }
      if isOver { return }
      if let message = try team.receiveIfPresent(Tags.orders, from: .master)?.message {
        local.accept(message.orders)
        if message.isLast {
          isLast = true
          local.dropWaiting()
        }
        patience.reset()
      } else {
        patience.wait(local, hadNews: !done.isEmpty)
      }
    }
  }

  /// Hands out the work of all ranks, and does this rank's share.
  mutating func lead<T: Team & ~Copyable>(
    _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws {
    while !coordinator.isEnding {
      if isInterrupted() { interrupt(&coordinator) }
      var hadNews = try takeNews(&coordinator, team)
      if try handOut(&coordinator, team) { hadNews = true }
      if coordinator.isDone { break }
      patience.wait(local, hadNews: hadNews)
    }
    try dismiss(&coordinator, team)
  }

  /// Takes what this rank and others have done.
  private mutating func takeNews<T: Team & ~Copyable>(
    _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws -> Bool {
    let done = local.advance()
    coordinator.take(done, from: 0)
    var hadNews = !done.isEmpty
    while let report = try team.receiveIfPresent(Tags.report) {
      hadNews = true
      if report.message.isInterrupted { interrupt(&coordinator) }
      if report.message.isLast { dismissed += 1 }
      coordinator.take(report.message.done, from: report.source.index)
    }
    return hadNews
  }

  private mutating func interrupt(_ coordinator: inout Coordinator) {
    wasInterrupted = true
    coordinator.end()
  }

  /// - Returns: Whether there was something to hand out.
  private func handOut<T: Team & ~Copyable>(
    _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws -> Bool {
    var hadSome = false
    for rank in 0..<team.size {
      let orders = coordinator.orders(for: rank)
      guard !orders.isEmpty else { continue }
      hadSome = true
      if rank == 0 {
        local.accept(orders)
      } else {
        try team.send(
          OrderMessage(orders: orders, isLast: false), to: Rank(rank), tag: Tags.orders)
      }
    }
    return hadSome
  }

  /// Tells all ranks to end, and waits for what they had begun.
  private mutating func dismiss<T: Team & ~Copyable>(
    _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws {
    for rank in 1..<max(1, team.size) {
      try team.send(OrderMessage(orders: [], isLast: true), to: Rank(rank), tag: Tags.orders)
    }
    local.dropWaiting()
    while dismissed < team.size - 1 || !local.isIdle {
      let hadNews = try takeNews(&coordinator, team)
      patience.wait(local, hadNews: hadNews)
    }
  }
}

/// How long a rank that has no news waits until it looks for messages again.
private struct Patience {
  private static let shortest = 20e-6
  private static let longest = 1e-3
  private var seconds = shortest

  mutating func reset() { seconds = Patience.shortest }

  mutating func wait(_ local: LocalWork, hadNews: Bool) {
    if hadNews { return reset() }
    local.wait(seconds: seconds)
    seconds = min(2 * seconds, Patience.longest)
  }
}
