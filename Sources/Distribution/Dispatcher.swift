/// Says which rank does which task next: the state of rank 0, without messages, clock or threads.
///
/// The same calls in the same order give the same answers. Rank 0 calls `finish` for all that a message
/// reports, then `orders` for its sender, and then, as long as there is a `waitingRank`, `orders` for that:
///
///     for task in report.finished { dispatcher.finish(task) }
///     send(dispatcher.orders(for: sender), to: sender)
///     while let rank = dispatcher.waitingRank { send(dispatcher.orders(for: rank), to: rank) }
///
/// An empty answer need not be sent: the rank is served as soon as something becomes ready. A rank reports
/// once when it starts, with nothing finished; then after a task if none of its tasks waits for a thread,
/// or if the task was exclusive. It runs tasks in the order in which they came.
///
/// `TaskOrder` tells which task is first. A rank gets a task for each idle thread; beyond that, as many as
/// are half of its share of the ready work, so that all ranks together ask rarely while there is much, and
/// single tasks are left for the end. Two limits hold for this: never more work at a time than
/// `longestAnswers`, because what it finishes is reported with the next request; and, of small
/// tasks, enough that the rank works while rank 0 answers all the others once, and while its own main
/// thread, which passes messages on, does the exclusive task that it is given with them. Of large tasks it
/// gets one beforehand while there are many.
package struct Dispatcher: Sendable {
  /// What an answer of rank 0 takes, about.
  static let answerSeconds = 5e-6
  /// A rank is given work for so many answers to every rank, so that rank 0 is idle most of the time.
  static let longestAnswers = 10.0
  /// From so many ranks on, rank 0 gets no exclusive tasks: they would hold up its answers to the others,
  /// and its main thread is not missed.
  static let ranksThatSpareMaster = 2
  /// While as many tasks for each thread are ready, a busy rank is given one task beforehand, so that its
  /// threads do not wait for the answer: ranks look for messages every few milliseconds, and rank 0's
  /// own main thread has to be woken.
  ///
  /// With thousands of ranks a task that waits for a busy rank costs more than an answer: then there is
  /// never so much.
  static let plenty = 16

  let graph: TaskGraph
  private let successors: Successors
  private let order: TaskOrder
  private let threads: [Int]
  private let allThreads: Int

  private var unmet: [Int32]
  private var states: [State]
  /// The rank of each task that was handed out.
  private var owners: [Int32]
  /// Places in the order, of tasks for threads and of exclusive ones.
  private var ready: LowestFirst
  private var readyExclusive: LowestFirst
  private var readySeconds = 0.0
  /// Ranks with idle threads, and those of them that could do an exclusive task.
  private var waiting: LowestFirst
  private var waitingFreely: LowestFirst
  /// Tasks of each rank, on threads or waiting for one, and exclusive ones.
  private var held: [Int]
  private var heldExclusive: [Int]

  /// Expected seconds of all tasks that are not finished.
  package private(set) var remainingSeconds: Double
  /// Tasks that are not finished.
  package private(set) var remainingCount: Int
  /// Tasks that were handed out and are not finished.
  package private(set) var outstandingCount = 0

  /// - Parameters:
  ///   - graph: All tasks of the run.
  ///   - threads: How many threads each rank has, at least one.
  package init(_ graph: TaskGraph, threads: [Int]) {
    precondition(!threads.isEmpty && threads.allSatisfy { $0 > 0 }, "ranks have \(threads) threads")
    self.graph = graph
    self.threads = threads
    allThreads = threads.reduce(0, +)
    successors = graph.successors()
    order = TaskOrder(graph, threads: allThreads, ranks: threads.count)
    unmet = (0..<graph.count).map { Int32(graph.predecessorCount(of: $0)) }
    states = Array(repeating: .pending, count: graph.count)
    owners = Array(repeating: -1, count: graph.count)
    ready = LowestFirst(bound: graph.count)
    readyExclusive = ready
    waiting = LowestFirst(bound: threads.count)
    waitingFreely = waiting
    held = Array(repeating: 0, count: threads.count)
    heldExclusive = held
    remainingSeconds = graph.totalSeconds
    remainingCount = graph.count
    for task in 0..<graph.count where unmet[task] == 0 { makeReady(task) }
  }

  /// Whether all tasks are finished.
  package var isFinished: Bool { remainingCount == 0 }

  /// Tasks that could be handed out now.
  package var readyCount: Int { ready.count + readyExclusive.count }

  /// A rank that has idle threads and was not given enough, if there is something for it now.
  package var waitingRank: Int? {
    if !ready.isEmpty { return waiting.first }
    return readyExclusive.isEmpty ? nil : waitingFreely.first
  }

  /// Tasks that a rank was given and that are not finished, as far as it has reported.
  package func heldCount(of rank: Int) -> Int { held[rank] + heldExclusive[rank] }

  /// How many tasks of each group are not finished.
  package func remainingPerGroup() -> [Int] {
    var left = [Int](repeating: 0, count: graph.groupCount)
    for task in 0..<graph.count where states[task] != .finished {
      left[Int(graph.group[task])] += 1
    }
    return left
  }

  /// Leaves out tasks that an earlier run has done; those that need them need not wait.
  ///
  /// Called before the first orders.
  package mutating func skip(_ tasks: some Sequence<Int>) {
    precondition(outstandingCount == 0, "tasks are skipped before the first is handed out")
    for task in tasks where states[task] != .finished {
      if states[task] == .ready { takeReady(task) }
      complete(task)
    }
  }

  /// The next tasks of a rank, perhaps none, in the order in which to start them.
  package mutating func orders(for rank: Int) -> [Int] {
    var tasks: [Int] = []
    var absence = 0.0
    if mayTakeExclusive(rank), let place = readyExclusive.first {
      let task = Int(order.task[place])
      hand(task, to: rank, &tasks)
      absence = graph.seconds[task]
    }
    if held[rank] <= threads[rank] { fill(rank, absence, &tasks) }
    fillBeforehand(rank, &tasks)
    noteWaiting(rank)
    return tasks
  }

  /// A rank has reported a task as done.
  package mutating func finish(_ task: Int) {
    precondition(states[task] == .ordered, "task \(task) was not handed out or finished before")
    let rank = Int(owners[task])
    if graph.isExclusive[task] { heldExclusive[rank] -= 1 } else { held[rank] -= 1 }
    outstandingCount -= 1
    complete(task)
    if waiting.contains(rank) { noteWaiting(rank) }
  }

  /// A rank could not do a task: it is left undone, and all that needs it, too.
  package mutating func abandon(_ task: Int) {
    precondition(states[task] == .ordered, "task \(task) was not handed out or finished before")
    let rank = Int(owners[task])
    if graph.isExclusive[task] { heldExclusive[rank] -= 1 } else { held[rank] -= 1 }
    outstandingCount -= 1
    states[task] = .abandoned
    if waiting.contains(rank) { noteWaiting(rank) }
  }

  // MARK: Choosing

  /// Tasks for idle threads, and more as far as the share of the rank allows.
  private mutating func fill(_ rank: Int, _ absence: Double, _ tasks: inout [Int]) {
    var budget = share(of: rank, absence)
    var idle = threads[rank] - held[rank]
    while let place = ready.first {
      let task = Int(order.task[place])
      // A task without cost has its message still.
      budget -= max(graph.seconds[task], Dispatcher.answerSeconds)
      if idle <= 0, budget < 0 { return }
      hand(task, to: rank, &tasks)
      idle -= 1
    }
  }

  /// One task beforehand, while there are many.
  private mutating func fillBeforehand(_ rank: Int, _ tasks: inout [Int]) {
    guard held[rank] == threads[rank], ready.count >= Dispatcher.plenty * allThreads,
      let place = ready.first
    else { return }
    hand(Int(order.task[place]), to: rank, &tasks)
  }

  /// Seconds of work that a rank may be given at a time, if its main thread is absent for so long.
  private func share(of rank: Int, _ absence: Double) -> Double {
    let guided = readySeconds / Double(allThreads) / 2
    let answers = Double(threads.count) * Dispatcher.answerSeconds
    let most = Dispatcher.longestAnswers * answers
    return Double(threads[rank]) * max(answers + absence, min(guided, most))
  }

  private func mayTakeExclusive(_ rank: Int) -> Bool {
    heldExclusive[rank] == 0 && (rank > 0 || threads.count < Dispatcher.ranksThatSpareMaster)
  }

  // MARK: Keeping books

  private mutating func hand(_ task: Int, to rank: Int, _ tasks: inout [Int]) {
    takeReady(task)
    states[task] = .ordered
    owners[task] = Int32(rank)
    outstandingCount += 1
    if graph.isExclusive[task] { heldExclusive[rank] += 1 } else { held[rank] += 1 }
    tasks.append(task)
  }

  private mutating func noteWaiting(_ rank: Int) {
    let isWaiting = held[rank] < threads[rank]
    if isWaiting { waiting.insert(rank) } else { waiting.remove(rank) }
    if isWaiting, mayTakeExclusive(rank) {
      waitingFreely.insert(rank)
    } else {
      waitingFreely.remove(rank)
    }
  }

  private mutating func complete(_ task: Int) {
    states[task] = .finished
    remainingCount -= 1
    remainingSeconds = remainingCount == 0 ? 0 : max(0, remainingSeconds - graph.seconds[task])
    for place in successors.range(of: task) {
      let next = successors[place]
      unmet[next] -= 1
      if unmet[next] == 0, states[next] == .pending { makeReady(next) }
    }
  }

  private mutating func makeReady(_ task: Int) {
    states[task] = .ready
    let place = Int(order.position[task])
    if graph.isExclusive[task] { return readyExclusive.insert(place) }
    ready.insert(place)
    readySeconds += graph.seconds[task]
  }

  private mutating func takeReady(_ task: Int) {
    let place = Int(order.position[task])
    if graph.isExclusive[task] { return readyExclusive.remove(place) }
    ready.remove(place)
    readySeconds = ready.isEmpty ? 0 : max(0, readySeconds - graph.seconds[task])
  }

  private enum State: UInt8 {
    case pending, ready, ordered, finished, abandoned
  }
}
