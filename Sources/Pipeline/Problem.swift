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
  package let windowCount: Int

  package var frequency: Double { level.evaluationFrequencies[band] }

  /// The problems of all runs, for each level that has windows of the run.
  static func all(_ job: Job, _ planners: [[UnitPlanner?]]) -> [Problem] {
    var windows = [[Int: Int]](repeating: [:], count: job.runs.count)
    for (level, planners) in planners.enumerated() {
      for planner in planners {
        for (run, count) in planner?.windowCounts ?? [] {
          windows[run][level, default: 0] += count
        }
      }
    }
    let freedoms = freedoms(job)
    return job.runs.indices.flatMap { run in
      windows[run].sorted { $0.key < $1.key }.flatMap { level, windowCount in
        problems(of: run, level: level, windowCount: windowCount, job, freedoms)
      }
    }
  }

  private static func problems(
    of run: Int, level index: Int, windowCount: Int, _ job: Job, _ freedoms: [Kind: [[Double]]]
  ) -> [Problem] {
    let definition = job.runs[run]
    let level = (job.levels[definition.rate] ?? [])[index]
    let kind = Kind(rate: definition.rate, isRemote: definition.remoteSite != nil)
    return (freedoms[kind]?[index] ?? []).enumerated().map {
      Problem(
        run: run, level: level, band: $0, degreesOfFreedom: $1, windowCount: windowCount)
    }
  }

  private struct Kind: Hashable {
    let rate: SamplingRate
    let isRemote: Bool
  }

  /// For each level and band, computed once and not for every run.
  private static func freedoms(_ job: Job) -> [Kind: [[Double]]] {
    var freedoms: [Kind: [[Double]]] = [:]
    for (rate, levels) in job.levels {
      for isRemote in [false, true] {
        freedoms[Kind(rate: rate, isRemote: isRemote)] = levels.map {
          job.spectra.degreesOfFreedom(of: $0, job.spectra.smoothing(remote: isRemote))
        }
      }
    }
    return freedoms
  }
}
