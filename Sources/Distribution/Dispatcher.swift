package struct Dispatcher: Sendable {
  private var unmet: [Int]
  private var successors: [[Int]]
  private var ready: [Int] = []
  private let threads: [Int]
  private var left: Int
  package private(set) var outstandingCount = 0
  package init(_ graph: TaskGraph, threads: [Int]) {
    unmet = graph.predecessors.map(\.count)
    successors = [[Int]](repeating: [], count: graph.count)
    for (task, before) in graph.predecessors.enumerated() {
      for other in before { successors[other].append(task) }
    }
    let counts = unmet
    ready = counts.indices.filter { counts[$0] == 0 }
    self.threads = threads
    left = graph.count
  }
  package var readyCount: Int { ready.count }
  package var isFinished: Bool { left == 0 }
  package mutating func orders(for rank: Int, holding: Int) -> [Int] {
    let count = max(0, min(ready.count, 2 * threads[rank] - holding))
    let orders = Array(ready.prefix(count))
    ready.removeFirst(count)
    outstandingCount += count
    return orders
  }
  package mutating func finish(_ task: Int) {
    left -= 1
    outstandingCount -= 1
    for next in successors[task] {
      unmet[next] -= 1
      if unmet[next] == 0 { ready.append(next) }
    }
  }
}
