import TeamContract
import Testing

@testable import Distribution

@Suite("Dispatcher", .timeLimit(.minutes(3)))
struct DispatcherTests {
  @Test(
    "each task is handed out once, after all that it needs, in whatever order tasks end",
    arguments: [[1], [3], [1, 1, 1, 1], [2, 7, 1], Array(repeating: 2, count: 20)], 1...8)
  func onceAndInOrder(threads: [Int], seed: Int) {
    let graph = TaskGraphs.random(seed: UInt64(seed), tasks: 400, exclusive: true)
    var run = RandomRun(graph, threads: threads, seed: UInt64(seed))
    run.finishAll()
    #expect(run.times == Array(repeating: 1, count: graph.count))
    #expect(run.early.isEmpty)
    #expect(run.dispatcher.isFinished)
    #expect(run.dispatcher.remainingSeconds == 0)
    #expect(run.dispatcher.outstandingCount == 0)
    #expect(run.dispatcher.waitingRank == nil)
  }

  @Test("the same calls give the same orders")
  func determinism() {
    let graph = TaskGraphs.random(seed: 5, tasks: 500, exclusive: true)
    var runs = (0..<2).map { _ in RandomRun(graph, threads: [2, 2, 3], seed: 9) }
    for index in runs.indices { runs[index].finishAll() }
    #expect(runs[0].sequence == runs[1].sequence)
  }

  @Test("one thread finishes one group before it starts the next, the most costly first")
  func groupByGroup() {
    var graph = TaskGraph()
    for round in 0..<4 {
      for group in 0..<5 {
        let after = round == 0 ? [] : [graph.count - 5]
        graph.add(seconds: group == 3 ? 2 : 1, group: group, after: after)
      }
    }
    var run = RandomRun(graph, threads: [1], seed: 1)
    run.finishAll()
    let groups = run.sequence.map { $0 % 5 }
    #expect(groups == [3, 0, 1, 2, 4].flatMap { Array(repeating: $0, count: 4) })
  }

  @Test("a later group fills threads that the first one leaves idle")
  func fillsWithLaterGroups() {
    var graph = TaskGraph()
    for group in 0..<2 {
      let first = graph.add(seconds: 1, group: group)
      graph.add(seconds: 1, group: group, after: [first])
    }
    var dispatcher = Dispatcher(graph, threads: [1, 1])
    #expect(dispatcher.orders(for: 0) == [0])
    #expect(dispatcher.orders(for: 1) == [2])
  }

  @Test("of a wave the task with the longest chain behind it is first, then the lower number")
  func longestChainFirst() {
    var graph = TaskGraph()
    for seconds in [1.0, 3, 1, 2] { graph.add(seconds: seconds, group: 0) }
    graph.add(seconds: 9, group: 0, after: [2])
    var dispatcher = Dispatcher(graph, threads: [2, 2])
    #expect(dispatcher.orders(for: 1) == [2, 1])
    #expect(dispatcher.orders(for: 0) == [3, 0])
  }

  @Test("the last groups are one wave: the longest chain is first, whatever its group")
  func closingWave() {
    var graph = TaskGraph()
    for group in 0..<2 {
      let first = graph.add(seconds: 1, group: group)
      for _ in 0..<3 - group { graph.add(seconds: 2, group: group) }
      graph.add(seconds: 3, group: group, after: [first])
    }
    #expect(TaskOrder(graph, threads: 2, ranks: 1).task == [0, 5, 4, 8, 1, 2, 3, 6, 7])
    #expect(TaskOrder(graph, threads: 1, ranks: 1).task == [0, 4, 1, 2, 3, 5, 8, 6, 7])
  }

  @Test("as many tasks as there are threads go one to each thread")
  func scarceWork() {
    var graph = TaskGraph()
    for _ in 0..<12 { graph.add(seconds: 1, group: 0) }
    var dispatcher = Dispatcher(graph, threads: [2, 4, 2, 4])
    let counts = (0..<4).map { dispatcher.orders(for: $0).count }
    #expect(counts == [2, 4, 2, 4])
    // A rank whose threads are all busy gets nothing while work is scarce.
    #expect(dispatcher.orders(for: 1).isEmpty)
  }

  @Test("small tasks are handed out many at a time, large ones are not")
  func batches() {
    func answers(_ seconds: Double, _ count: Int) -> Int {
      var graph = TaskGraph()
      for _ in 0..<count { graph.add(seconds: seconds, group: 0) }
      var run = RandomRun(graph, threads: Array(repeating: 1, count: 100), seed: 2)
      run.finishAll()
      return run.answers
    }
    // A hundred answers of 5 us, of which ten times as much work is handed out, are 5 ms.
    #expect(answers(1e-4, 10_000) < 1500)
    // One beforehand for each rank, until few are left.
    #expect((900...1000).contains(answers(0.1, 1000)))
  }

  @Test("each rank, also rank 0, is given one beforehand while there are many")
  func beforehand() {
    func given(_ tasks: Int, threads: [Int]) -> [Int] {
      var graph = TaskGraph()
      for _ in 0..<tasks { graph.add(seconds: 1, group: 0) }
      var dispatcher = Dispatcher(graph, threads: threads)
      return threads.indices.map { dispatcher.orders(for: $0).count }
    }
    #expect(given(200, threads: [2]) == [3])
    #expect(given(200, threads: [2, 4]) == [3, 5])
    #expect(given(20, threads: [2, 4]) == [2, 4])
  }

  @Test("a rank that got nothing is served once there is something")
  func waiting() {
    var graph = TaskGraph()
    let first = graph.add(seconds: 1, group: 0)
    for _ in 0..<2 { graph.add(seconds: 1, group: 0, after: [first]) }
    var dispatcher = Dispatcher(graph, threads: [1, 1, 1])
    #expect(dispatcher.orders(for: 2) == [0])
    #expect(dispatcher.orders(for: 1).isEmpty)
    #expect(dispatcher.waitingRank == nil)
    dispatcher.finish(0)
    #expect(dispatcher.orders(for: 2) == [1])
    #expect(dispatcher.waitingRank == 1)
    #expect(dispatcher.orders(for: 1) == [2])
    #expect(dispatcher.waitingRank == nil)
    #expect(dispatcher.heldCount(of: 1) == 1)
    #expect(dispatcher.outstandingCount == 2)
  }

  @Test("what an earlier run has done is not done again, and nothing waits for it")
  func skipping() {
    var graph = TaskGraph()
    let first = graph.add(seconds: 1, group: 0)
    let second = graph.add(seconds: 2, group: 0, after: [first])
    graph.add(seconds: 4, group: 0, after: [second])
    graph.add(seconds: 8, group: 1)
    var dispatcher = Dispatcher(graph, threads: [9])
    dispatcher.skip([0, 1, 3, 0])
    #expect(dispatcher.remainingSeconds == 4)
    #expect(dispatcher.remainingPerGroup() == [1, 0])
    #expect(dispatcher.readyCount == 1)
    #expect(dispatcher.orders(for: 0) == [2])
    dispatcher.finish(2)
    #expect(dispatcher.isFinished)
    var untouched = Dispatcher(graph, threads: [9])
    untouched.skip(0..<4)
    #expect(untouched.isFinished && untouched.orders(for: 0).isEmpty)
  }

  @Test("a rank has one exclusive task at a time; with others beside it, rank 0 has none")
  func exclusiveTasks() {
    var graph = TaskGraph()
    for _ in 0..<30 { graph.add(seconds: 0.01, group: 0, isExclusive: true) }
    var alone = Dispatcher(graph, threads: [4])
    #expect(alone.orders(for: 0) == [0])
    #expect(alone.orders(for: 0).isEmpty)
    alone.finish(0)
    #expect(alone.waitingRank == 0)
    var many = Dispatcher(graph, threads: Array(repeating: 4, count: 8))
    #expect((0..<8).map { many.orders(for: $0).count } == [0] + Array(repeating: 1, count: 7))
    #expect(many.waitingRank == nil)
  }

  @Test("chains are added from their ends")
  func chains() {
    var graph = TaskGraph()
    let first = graph.add(seconds: 1, group: 0)
    let left = graph.add(seconds: 2, group: 0, after: [first])
    let right = graph.add(seconds: 4, group: 1, after: [first])
    graph.add(seconds: 8, group: 1, after: [left, right])
    #expect(graph.upwardSeconds() == [13, 10, 12, 8])
    #expect(graph.criticalPath == 13)
    #expect(graph.totalSeconds == 15)
    #expect(graph.groupCount == 2)
    #expect(graph.successors().range(of: 0).map { graph.successors()[$0] } == [1, 2])
  }

  @Test("the lowest number is found as in a sorted set", arguments: [1, 64, 65, 5000, 300_000])
  func lowestFirst(bound: Int) {
    var chance = Chance(seed: UInt64(bound))
    var fast = LowestFirst(bound: bound)
    var plain: Set<Int> = []
    for _ in 0..<300 {
      let number = Int(chance.next() % UInt64(bound))
      if chance.next() % 3 == 0, let lowest = plain.min() {
        fast.remove(lowest)
        plain.remove(lowest)
      }
      fast.insert(number)
      plain.insert(number)
      #expect(fast.first == plain.min() && fast.count == plain.count)
    }
    for number in plain.sorted() {
      #expect(fast.first == number)
      fast.remove(number)
    }
    #expect(fast.isEmpty && fast.first == nil)
  }
}

/// Ranks that end the tasks they hold in a random order, one a report.
private struct RandomRun {
  private(set) var dispatcher: Dispatcher
  /// How often each task was handed out, and those that came before what they need had ended.
  private(set) var times: [Int]
  private(set) var early: [Int] = []
  /// Tasks in the order in which they were handed out.
  private(set) var sequence: [Int] = []
  /// Orders that were not empty.
  private(set) var answers = 0

  private let graph: TaskGraph
  private var isDone: [Bool]
  private var held: [[Int]]
  private var chance: Chance

  init(_ graph: TaskGraph, threads: [Int], seed: UInt64) {
    self.graph = graph
    dispatcher = Dispatcher(graph, threads: threads)
    times = Array(repeating: 0, count: graph.count)
    isDone = Array(repeating: false, count: graph.count)
    held = Array(repeating: [], count: threads.count)
    chance = Chance(seed: seed)
  }

  mutating func finishAll() {
    for rank in held.indices { ask(rank) }
    while true {
      let busy = held.indices.filter { !held[$0].isEmpty }
      guard !busy.isEmpty else { return }
      let rank = busy[Int(chance.next() % UInt64(busy.count))]
      let task = held[rank].remove(at: Int(chance.next() % UInt64(held[rank].count)))
      isDone[task] = true
      dispatcher.finish(task)
      ask(rank)
      while let waiting = dispatcher.waitingRank { ask(waiting) }
    }
  }

  private mutating func ask(_ rank: Int) {
    let tasks = dispatcher.orders(for: rank)
    if !tasks.isEmpty { answers += 1 }
    for task in tasks {
      times[task] += 1
      if graph.predecessors(of: task).contains(where: { !isDone[Int($0)] }) { early.append(task) }
    }
    sequence += tasks
    held[rank] += tasks
  }
}
