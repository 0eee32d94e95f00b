/// Where the time of a piece of work goes, in seconds.
package struct Meter: Hashable, Sendable {
  package enum Stage: Int, CaseIterable, Sendable {
    case reading, spectra, writing, solving
  }

  /// By stage.
  package private(set) var seconds = [Double](repeating: 0, count: Stage.allCases.count)

  init() {}

  init(seconds: [Double]) {
    self.seconds = seconds
  }

  /// Of all stages.
  package var total: Double { seconds.reduce(0, +) }

  subscript(stage: Stage) -> Double {
    get { seconds[stage.rawValue] }
    set { seconds[stage.rawValue] = newValue }
  }

  /// Does something and adds the time that it took to a stage.
  mutating func time<R>(_ stage: Stage, _ clock: () -> Double, _ body: () throws -> R) rethrows
    -> R
  {
    let start = clock()
    defer { seconds[stage.rawValue] += clock() - start }
    return try body()
  }

  /// Books seconds of one stage to another, within which they were spent.
  mutating func move(_ amount: Double, from outer: Stage, to inner: Stage) {
    seconds[outer.rawValue] -= amount
    seconds[inner.rawValue] += amount
  }

  mutating func add(_ other: Meter) {
    for stage in seconds.indices { seconds[stage] += other.seconds[stage] }
  }
}
