/// One simulated run: ranks, their threads and the messages between them.
struct SimulatedCluster {
  private let settings: ClusterSimulation
  private var dispatcher: Dispatcher
  private var queue = EventQueue()
  private var chains: TaskChains
  private var ranks: [SimulatedRank]
  private var now = 0.0

  /// When the main thread of rank 0 has answered all that has arrived.
  private var masterFree = 0.0
  private var backlog = Backlog()

  /// Unfinished tasks of each group.
  private var groupLeft: [Int]
  private var firstGroup: Double?
  private var taskSeconds = 0.0
  private var outcome = ClusterSimulation.Outcome()

  private var graph: TaskGraph { dispatcher.graph }

  init(_ settings: ClusterSimulation, _ dispatcher: Dispatcher) {
    self.settings = settings
    self.dispatcher = dispatcher
    let graph = dispatcher.graph
    chains = TaskChains(tasks: graph.count)
    ranks = Array(repeating: SimulatedRank(), count: settings.ranks)
    groupLeft = dispatcher.remainingPerGroup()
  }

  mutating func run() -> ClusterSimulation.Outcome {
    for rank in ranks.indices { report(rank) }
    while let event = queue.next() {
      now = event.seconds
      switch event.kind {
      case .end: end(Int(event.task), on: Int(event.rank))
      case .report: answer(Int(event.rank), finished: event.task)
      case .orders: take(event.task, on: Int(event.rank))
      }
    }
    precondition(dispatcher.isFinished, "\(dispatcher.remainingCount) tasks were not handed out")
    let threads = Double(settings.ranks * settings.threads)
    outcome.busyFraction = outcome.makespan > 0 ? taskSeconds / (outcome.makespan * threads) : 1
    outcome.firstGroupSeconds = firstGroup ?? outcome.makespan
    outcome.peakMemory = ranks.map(\.peakMemory).max() ?? 0
    outcome.longestQueue = backlog.longest
    return outcome
  }

  // MARK: Ranks

  /// Sends what a rank has finished since its last report.
  private mutating func report(_ rank: Int) {
    let arrival = now + latency(rank)
    queue.add(ClusterEvent(.report, at: arrival, rank: rank, task: ranks[rank].finished.first))
    ranks[rank].finished = TaskChains.Ends()
  }

  private mutating func end(_ task: Int, on rank: Int) {
    let isExclusive = graph.isExclusive[task]
    if isExclusive { ranks[rank].isMainBusy = false } else { ranks[rank].running -= 1 }
    ranks[rank].memory -= graph.memory[task]
    chains.append(task, to: &ranks[rank].finished)
    outcome.makespan = now
    let group = Int(graph.group[task])
    groupLeft[group] -= 1
    if groupLeft[group] == 0, firstGroup == nil { firstGroup = now }
    startTasks(on: rank)
    guard !ranks[rank].isMainBusy else { return }
    if isExclusive || ranks[rank].queued.first < 0 { report(rank) }
  }

  private mutating func take(_ first: Int32, on rank: Int) {
    guard !ranks[rank].isMainBusy else {
      let event = ClusterEvent(.orders, at: ranks[rank].mainFree, rank: rank, task: first)
      return queue.add(event)
    }
    var task = first
    while task >= 0 {
      let index = Int(task)
      task = chains.next(index)
      if graph.isExclusive[index] {
        chains.append(index, to: &ranks[rank].queuedExclusive)
      } else {
        chains.append(index, to: &ranks[rank].queued)
      }
    }
    startTasks(on: rank)
  }

  private mutating func startTasks(on rank: Int) {
    if !ranks[rank].isMainBusy, fits(ranks[rank].queuedExclusive.first, rank) {
      let task = Int(ranks[rank].queuedExclusive.first)
      chains.removeFirst(of: &ranks[rank].queuedExclusive)
      startExclusive(task, on: rank)
    }
    while ranks[rank].running < settings.threads, fits(ranks[rank].queued.first, rank) {
      let task = Int(ranks[rank].queued.first)
      chains.removeFirst(of: &ranks[rank].queued)
      ranks[rank].running += 1
      start(task, on: rank, at: now)
    }
  }

  private func fits(_ task: Int32, _ rank: Int) -> Bool {
    guard task >= 0 else { return false }
    let isAlone = ranks[rank].running == 0 && !ranks[rank].isMainBusy
    return isAlone || graph.memory[Int(task)] <= settings.memoryPerRank - ranks[rank].memory
  }

  private mutating func startExclusive(_ task: Int, on rank: Int) {
    // Rank 0 first answers what has arrived, and answers nothing until the task has ended.
    let begin = rank == 0 ? max(now, masterFree) : now
    ranks[rank].isMainBusy = true
    let end = start(task, on: rank, at: begin)
    ranks[rank].mainFree = end
    if rank == 0 { masterFree = end }
  }

  @discardableResult
  private mutating func start(_ task: Int, on rank: Int, at begin: Double) -> Double {
    let seconds = settings.actualSeconds(of: task, expected: graph.seconds[task])
    taskSeconds += seconds
    ranks[rank].memory += graph.memory[task]
    ranks[rank].peakMemory = max(ranks[rank].peakMemory, ranks[rank].memory)
    queue.add(ClusterEvent(.end, at: begin + seconds, rank: rank, task: Int32(task)))
    return begin + seconds
  }

  // MARK: Rank 0

  private mutating func answer(_ rank: Int, finished first: Int32) {
    masterFree = max(now, masterFree)
    var task = first
    while task >= 0 {
      let index = Int(task)
      task = chains.next(index)
      dispatcher.finish(index)
      spend(settings.taskSeconds)
    }
    outcome.messages += 1
    spend(settings.messageSeconds)
    send(dispatcher.orders(for: rank), to: rank)
    while let waiting = dispatcher.waitingRank {
      send(dispatcher.orders(for: waiting), to: waiting)
    }
    backlog.add(arrived: now, answered: masterFree)
  }

  private mutating func send(_ tasks: [Int], to rank: Int) {
    guard !tasks.isEmpty else { return }
    var chain = TaskChains.Ends()
    for task in tasks { chains.append(task, to: &chain) }
    outcome.messages += 1
    spend(settings.messageSeconds + Double(tasks.count) * settings.taskSeconds)
    let arrival = masterFree + latency(rank)
    queue.add(ClusterEvent(.orders, at: arrival, rank: rank, task: chain.first))
  }

  private mutating func spend(_ seconds: Double) {
    masterFree += seconds
    outcome.masterSeconds += seconds
  }

  private func latency(_ rank: Int) -> Double { rank == 0 ? 0 : settings.latencySeconds }
}

/// What a simulated rank is doing.
private struct SimulatedRank {
  /// Tasks that wait for a thread, and for the main thread.
  var queued = TaskChains.Ends()
  var queuedExclusive = TaskChains.Ends()
  /// Tasks that are done and not reported.
  var finished = TaskChains.Ends()
  /// Tasks on threads.
  var running = 0
  /// Whether the main thread does an exclusive task, and until when.
  var isMainBusy = false
  var mainFree = 0.0
  /// Bytes of the running tasks.
  var memory = 0
  var peakMemory = 0
}

/// Messages that have arrived and are not answered.
private struct Backlog {
  private(set) var longest = 0
  /// When each will have been answered, in this order; those before `first` are over.
  private var times: [Double] = []
  private var first = 0

  mutating func add(arrived: Double, answered: Double) {
    while first < times.count, times[first] <= arrived { first += 1 }
    if first > 4096, 2 * first > times.count {
      times.removeFirst(first)
      first = 0
    }
    times.append(answered)
    longest = max(longest, times.count - first)
  }
}
