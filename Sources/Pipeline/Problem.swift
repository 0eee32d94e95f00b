package import Model
internal import Spectra

/// One regression problem: a run at one evaluation frequency.
package struct Problem: Sendable, Hashable {
  /// In the job's list.
  package let run: Int
  package let level: DecimationLevel
  /// In the level's list of evaluation frequencies.
  package let band: Int
  package let degreesOfFreedom: Double
  /// Of those that constraints of time keep; masks may take more.
  package let windowCount: Int

  package var frequency: Double { level.evaluationFrequencies[band] }

  /// The problems of all runs that are solved, for each level that has windows of the run.
  ///
  /// - Parameter windows: Of each run and level.
  static func all(_ job: Job, _ windows: [[WindowRanges]]) -> [Problem] {
    var freedoms = Freedoms(job.spectra)
    return job.runs.indices.filter { job.runs[$0].isSolved }.flatMap { run in
      windows[run].enumerated().flatMap { index, shared -> [Problem] in
        let definition = job.runs[run]
        guard job.suffices(shared), let level = job.levels[definition.rate]?[index] else {
          return []
        }
        let isLast = !windows[run].dropFirst(index + 1).contains(where: job.suffices)
        let bandCount = level.evaluationFrequencies.count - (isLast ? 0 : level.lastOnly)
        let kept = job.timeWindows(ofRun: run, level).map(shared.intersection) ?? shared
        guard !kept.isEmpty else { return [] }
        return freedoms.values(level, definition.powers.smoothing(job.spectra))
          .prefix(bandCount).enumerated().map {
            Problem(
              run: run, level: level, band: $0, degreesOfFreedom: $1, windowCount: kept.count)
          }
      }
    }
  }

  /// For each level and smoothing, computed once and not for every run.
  private struct Freedoms {
    struct Kind: Hashable {
      let level: DecimationLevel
      let smoothing: SpectralSmoothing
    }

    let settings: SpectralSettings
    var known: [Kind: [Double]] = [:]

    init(_ settings: SpectralSettings) { self.settings = settings }

    mutating func values(_ level: DecimationLevel, _ smoothing: SpectralSmoothing) -> [Double] {
      let kind = Kind(level: level, smoothing: smoothing)
      let values = known[kind] ?? settings.degreesOfFreedom(of: level, smoothing)
      known[kind] = values
      return values
    }
  }
}

extension Job {
  /// Whether the windows of a run at a level are enough for estimates; masks may take more of them.
  func suffices(_ windows: WindowRanges) -> Bool {
    windows.count >= (spectra.countsByRecording ? 1 : spectra.minimumWindows)
  }
}
