internal import Distribution

/// Measures how fast a machine is at what a run computes, in about half a second.
package struct MachineMeasurement: Sendable {
  /// What a unit of noise takes.
  package struct Times: Hashable, Sendable {
    package var spectra: Double
    package var decimation: Double
    package var solving: Double

    /// On the machine that `CostConstants.reference` was measured on.
    package static let reference = Times(spectra: 3.2e-3, decimation: 2.3e-3, solving: 2.06e-3)
  }

  /// Seconds that the calling thread has computed, so that other programs do not count.
  private let clock: @Sendable () -> Double
  private static let repetitions = 9

  package init(clock: @escaping @Sendable () -> Double) {
    self.clock = clock
  }

  /// The speed while so many threads compute, which share caches and memory.
  ///
  /// - Throws: `ThreadError` if the system gives fewer threads.
  package func speed(threads: Int) throws -> MachineSpeed {
    let times = try times(threads: threads)
    let reference = Times.reference
    return MachineSpeed(
      spectra: times.spectra / reference.spectra,
      decimation: times.decimation / reference.decimation,
      solving: times.solving / reference.solving)
  }

  /// Medians of several times.
  package func times(threads: Int) throws -> Times {
    let crew = try Crew<[Times]>(width: threads)
    let clock = clock
    for _ in 0..<threads {
      crew.submit { _ in
        let unit = PretendUnit()
        return (0..<MachineMeasurement.repetitions).map { _ in
          let times = unit.times(clock)
          return Times(
            spectra: times.spectra, decimation: times.decimation, solving: times.solving)
        }
      }
    }
    var found: [[Times]] = []
    while found.count < threads {
      crew.waitForFinished(seconds: 1)
      found += crew.takeFinished()
    }
    let all = found.joined()
    return Times(
      spectra: median(all.map(\.spectra)), decimation: median(all.map(\.decimation)),
      solving: median(all.map(\.solving)))
  }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
