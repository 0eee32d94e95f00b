/// What happens in a simulated cluster.
struct ClusterEvent {
  enum Kind: UInt8 {
    /// A task of the rank ends.
    case end
    /// A report of the rank reaches rank 0.
    case report
    /// Orders reach the rank.
    case orders
  }

  let seconds: Double
  let kind: Kind
  let rank: Int32
  /// The task that ends, or the first of a chain of tasks; -1 for none.
  let task: Int32
  /// Events of the same time happen in the order in which they were added.
  fileprivate(set) var number = 0

  init(_ kind: Kind, at seconds: Double, rank: Int, task: Int32) {
    self.seconds = seconds
    self.kind = kind
    self.rank = Int32(rank)
    self.task = task
  }

  fileprivate func isBefore(_ other: ClusterEvent) -> Bool {
    seconds == other.seconds ? number < other.number : seconds < other.seconds
  }
}

/// Events to come, the earliest first: a binary heap.
struct EventQueue {
  private var heap: [ClusterEvent] = []
  private var added = 0

  mutating func add(_ event: ClusterEvent) {
    var event = event
    event.number = added
    added += 1
    heap.append(event)
    var place = heap.count - 1
    while place > 0, event.isBefore(heap[(place - 1) / 2]) {
      heap[place] = heap[(place - 1) / 2]
      place = (place - 1) / 2
    }
    heap[place] = event
  }

  mutating func next() -> ClusterEvent? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty { sink(last) }
    return first
  }

  /// Puts an event in place of the first.
  private mutating func sink(_ event: ClusterEvent) {
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      if !heap[child].isBefore(event) { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = event
  }
}

/// Chains of tasks, each task in at most one of them.
struct TaskChains {
  private var following: [Int32]

  init(tasks: Int) {
    following = Array(repeating: -1, count: tasks)
  }

  /// The first and the last task of a chain; -1 where it is empty.
  struct Ends {
    fileprivate(set) var first: Int32 = -1
    fileprivate var last: Int32 = -1
  }

  mutating func append(_ task: Int, to chain: inout Ends) {
    following[task] = -1
    if chain.first >= 0 { following[Int(chain.last)] = Int32(task) }
    if chain.first < 0 { chain.first = Int32(task) }
    chain.last = Int32(task)
  }

  mutating func removeFirst(of chain: inout Ends) {
    chain.first = following[Int(chain.first)]
  }

  /// The task after one.
  func next(_ task: Int) -> Int32 { following[task] }
}
