internal import Distribution
internal import Model

/// The message loop of a rank: orders come from rank 0, reports go there, the crew works meanwhile.
///
/// Only the main thread talks to other ranks, and it never waits in a message call: what it waits for is
/// its crew, for short spans, between which it looks for messages.
struct DispatchLoop {
  /// Two kilobytes, which MPI libraries send without waiting for the receiver: rank 0 must not wait for
  /// a rank that waits to be rid of a report.
  private static let ordersAtATime = 50

  let local: LocalWork
  let isInterrupted: @Sendable () -> Bool
  private(set) var wasInterrupted = false
  /// Ranks that have said that they send nothing more.
  private var dismissed = 0
  private var patience = Patience.amongOthers

  init(local: LocalWork, isInterrupted: @escaping @Sendable () -> Bool) {
    self.local = local
    self.isInterrupted = isInterrupted
  }

  /// Works until rank 0 says that nothing more will come.
  mutating func serve<T: Team & ~Copyable>(_ team: borrowing T) throws {
    var isLast = false
    var untold: [Done] = []
    while true {
      let done = local.advance()
      untold += done
      let tells = isInterrupted() && !wasInterrupted
      wasInterrupted = wasInterrupted || tells
      let isOver = isLast && local.isIdle
      // What is done is told with the request for more, or when others may wait for it.
      let isDue = !untold.isEmpty && (!local.isSupplied || untold.contains(where: \.isUrgent))
      if tells || isOver || isDue {
        try team.send(
          ReportMessage(done: untold, isInterrupted: tells, isLast: isOver), to: .master,
          tag: Tags.report)
        untold = []
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
    if team.size == 1 { patience = .alone }
    for rank in 0..<team.size { try handOut(to: rank, &coordinator, team) }
    while !coordinator.isEnding {
      if isInterrupted() { interrupt(&coordinator) }
      let hadNews = try takeNews(&coordinator, team)
      if coordinator.isDone { break }
      patience.wait(local, hadNews: hadNews)
    }
    try dismiss(&coordinator, team)
  }

  /// Takes what this rank and others have done, and gives them more.
  private mutating func takeNews<T: Team & ~Copyable>(
    _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws -> Bool {
    let done = local.advance()
    coordinator.take(done, from: 0)
    var hadNews = !done.isEmpty
    if hadNews { try handOut(to: 0, &coordinator, team) }
    while let report = try team.receiveIfPresent(Tags.report) {
      hadNews = true
      if report.message.isInterrupted { interrupt(&coordinator) }
      if report.message.isLast { dismissed += 1 }
      coordinator.take(report.message.done, from: report.source.index)
      try handOut(to: report.source.index, &coordinator, team)
    }
    while let rank = coordinator.waitingRank { try handOut(to: rank, &coordinator, team) }
    for (rank, order) in coordinator.takeMail() { try send([order], to: rank, team) }
    return hadNews
  }

  private mutating func interrupt(_ coordinator: inout Coordinator) {
    wasInterrupted = true
    coordinator.end()
  }

  private func handOut<T: Team & ~Copyable>(
    to rank: Int, _ coordinator: inout Coordinator, _ team: borrowing T
  ) throws {
    try send(coordinator.orders(for: rank), to: rank, team)
  }

  private func send<T: Team & ~Copyable>(
    _ orders: [Order], to rank: Int, _ team: borrowing T
  ) throws {
    if rank == 0 { return local.accept(orders) }
    for start in stride(from: 0, to: orders.count, by: DispatchLoop.ordersAtATime) {
      let part = Array(orders[start..<min(start + DispatchLoop.ordersAtATime, orders.count)])
      try team.send(
        OrderMessage(orders: part, isLast: false), to: Rank(rank), tag: Tags.orders)
    }
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
///
/// Whenever it looks it takes a core from a thread of its own, unless one of them has nothing to do. What its
/// own threads have done wakes it.
private struct Patience {
  /// A thread that has nothing to do waits for an answer, which comes soon.
  static let amongOthers = Patience(20e-6, 0.25e-3, whileAllWork: 4e-3)
  static let alone = Patience(10e-3, 10e-3, whileAllWork: 10e-3)

  private let shortest: Double
  private let longest: Double
  private let secondsWhileAllWork: Double
  private var seconds: Double

  private init(_ shortest: Double, _ longest: Double, whileAllWork: Double) {
    self.shortest = shortest
    self.longest = longest
    secondsWhileAllWork = whileAllWork
    seconds = shortest
  }

  mutating func reset() { seconds = shortest }

  mutating func wait(_ local: LocalWork, hadNews: Bool) {
    if hadNews { return reset() }
    guard local.hasIdleThread else { return local.wait(seconds: secondsWhileAllWork) }
    local.wait(seconds: seconds)
    seconds = min(2 * seconds, longest)
  }
}
