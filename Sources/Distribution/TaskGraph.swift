package struct TaskGraph: Sendable {
  package private(set) var seconds: [Double] = []
  package private(set) var predecessors: [[Int]] = []
  package init() {}
  package var count: Int { seconds.count }
  @discardableResult
  package mutating func add(seconds: Double, memory: Int, group: Int, after: [Int]) -> Int {
    self.seconds.append(seconds)
    predecessors.append(after)
    return self.seconds.count - 1
  }
}
