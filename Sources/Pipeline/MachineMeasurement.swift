internal import Distribution
package import Estimation

/// Measures how fast a machine is at what a run computes, in about half a second.
package struct MachineMeasurement: Sendable {
  private let solver: SolverSettings
  /// Seconds that the calling thread has computed, so that other programs do not count.
  private let clock: @Sendable () -> Double
  private static let repetitions = 7

  package init(solver: SolverSettings, clock: @escaping @Sendable () -> Double) {
    self.solver = solver
    self.clock = clock
  }

  /// The speed while so many threads compute, which share caches and memory.
  ///
  /// - Throws: `ThreadError` if the system gives fewer threads.
  package func speed(threads: Int, relativeTo constants: CostConstants) throws -> MachineSpeed {
    let crew = try Crew<[MachineSpeed]>(width: threads)
    let (solver, clock) = (solver, clock)
    for _ in 0..<threads {
      crew.submit { _ in
        let unit = PretendUnit(solver: solver)
        return (0..<MachineMeasurement.repetitions).map { _ in unit.speed(constants, clock) }
      }
    }
    var found: [[MachineSpeed]] = []
    while found.count < threads {
      crew.waitForFinished(seconds: 1)
      found += crew.takeFinished()
    }
    let all = found.joined()
    return MachineSpeed(
      spectra: median(all.map(\.spectra)), decimation: median(all.map(\.decimation)),
      solving: median(all.map(\.solving)))
  }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
