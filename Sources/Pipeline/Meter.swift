/// Where the time of a rank goes.
package final class Meter {
  package enum Stage: Int, CaseIterable, Sendable {
    case reading, spectra, writing, solving
  }

  private let clock: @Sendable () -> Double
  private(set) var seconds: [Double]

  init(clock: @escaping @Sendable () -> Double) {
    self.clock = clock
    seconds = Stage.allCases.map { _ in 0 }
  }

  /// Does something and adds the time that it took to a stage.
  func time<R>(_ stage: Stage, _ body: () throws -> R) rethrows -> R {
    let start = clock()
    defer { seconds[stage.rawValue] += clock() - start }
    return try body()
  }
}
