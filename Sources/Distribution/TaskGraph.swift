/// Tasks of which some need the results of others, with what each is expected to cost.
///
/// Tasks are numbered in the order in which they were added; those that a task needs have lower
/// numbers, so there are no cycles. Everything lies in flat arrays, for a million tasks and more.
package struct TaskGraph: Sendable {
  /// Expected seconds on one thread, of each task.
  package private(set) var seconds: [Double] = []
  /// Bytes that a task holds while it runs.
  package private(set) var memory: [Int] = []
  /// What a task belongs to: the tasks of a group are worth most when all are done.
  package private(set) var group: [Int32] = []
  /// Whether a task needs the main thread of its rank, where one such runs at a time.
  package private(set) var isExclusive: [Bool] = []
  /// One more than the highest number of a group.
  package private(set) var groupCount = 0
  /// Seconds of all tasks.
  package private(set) var totalSeconds = 0.0

  /// Seconds of exclusive tasks.
  private var exclusiveSeconds = 0.0

  /// Where the predecessors of each task start, and of one past the last task.
  private var starts: [Int32] = [0]
  private var predecessorList: [Int32] = []

  package init() {}

  /// The number of tasks.
  package var count: Int { seconds.count }

  /// Seconds of exclusive tasks over those of all.
  var exclusiveShare: Double { totalSeconds > 0 ? exclusiveSeconds / totalSeconds : 0 }

  /// Makes place for as many tasks and needs, so that adding them moves nothing.
  package mutating func reserve(tasks: Int, needs: Int) {
    seconds.reserveCapacity(tasks)
    memory.reserveCapacity(tasks)
    group.reserveCapacity(tasks)
    isExclusive.reserveCapacity(tasks)
    starts.reserveCapacity(tasks + 1)
    predecessorList.reserveCapacity(needs)
  }

  /// Adds a task.
  ///
  /// - Parameters:
  ///   - seconds: What it is expected to take on one thread; finite, not negative.
  ///   - memory: Bytes that it holds while it runs.
  ///   - group: What it belongs to, from 0 without large gaps.
  ///   - isExclusive: Whether it needs the main thread of its rank.
  ///   - predecessors: Tasks that must be finished before it starts.
  /// - Returns: The number of the task.
  @discardableResult
  package mutating func add(
    seconds: Double, memory: Int = 0, group: Int, isExclusive: Bool = false,
    after predecessors: some Sequence<Int> = EmptyCollection()
  ) -> Int {
    precondition(seconds >= 0 && seconds.isFinite, "a task takes \(seconds) s")
    precondition(group >= 0 && memory >= 0, "group \(group), \(memory) bytes")
    let task = count
    for needed in predecessors {
      precondition((0..<task).contains(needed), "task \(task) needs \(needed)")
      predecessorList.append(Int32(needed))
    }
    starts.append(Int32(predecessorList.count))
    self.seconds.append(seconds)
    self.memory.append(memory)
    self.group.append(Int32(group))
    self.isExclusive.append(isExclusive)
    groupCount = max(groupCount, group + 1)
    totalSeconds += seconds
    if isExclusive { exclusiveSeconds += seconds }
    return task
  }

  /// The tasks that must be finished before one starts.
  package func predecessors(of task: Int) -> some RandomAccessCollection<Int32> {
    predecessorList[predecessorRange(of: task)]
  }

  func predecessorCount(of task: Int) -> Int { predecessorRange(of: task).count }

  /// Of each task its own seconds and those of the longest chain that waits for it.
  package func upwardSeconds() -> [Double] {
    var upward = [Double](repeating: 0, count: count)
    for task in stride(from: count - 1, through: 0, by: -1) {
      upward[task] += seconds[task]
      for place in predecessorRange(of: task) {
        let needed = Int(predecessorList[place])
        upward[needed] = max(upward[needed], upward[task])
      }
    }
    return upward
  }

  /// Seconds of the longest chain: no number of threads is faster.
  package var criticalPath: Double { upwardSeconds().max() ?? 0 }

  /// Who waits for whom.
  func successors() -> Successors {
    var starts = [Int32](repeating: 0, count: count + 1)
    for needed in predecessorList { starts[Int(needed) + 1] += 1 }
    for task in 0..<count { starts[task + 1] += starts[task] }
    var next = starts
    var list = [Int32](repeating: 0, count: predecessorList.count)
    for task in 0..<count {
      for place in predecessorRange(of: task) {
        let needed = Int(predecessorList[place])
        list[Int(next[needed])] = Int32(task)
        next[needed] += 1
      }
    }
    return Successors(starts: starts, list: list)
  }

  private func predecessorRange(of task: Int) -> Range<Int> {
    Int(starts[task])..<Int(starts[task + 1])
  }
}

/// The tasks that wait for each task, in the order of their numbers.
struct Successors: Sendable {
  fileprivate let starts: [Int32]
  fileprivate let list: [Int32]

  /// Where the successors of a task lie.
  func range(of task: Int) -> Range<Int> { Int(starts[task])..<Int(starts[task + 1]) }

  subscript(place: Int) -> Int { Int(list[place]) }
}
