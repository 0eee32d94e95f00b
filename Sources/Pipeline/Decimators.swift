internal import Model
internal import Spectra

/// The filters of all levels of a job, which take longer to make than to plan with.
struct Decimators {
  private let bySteps: [[Int]: Decimator]

  init(_ job: Job) {
    let steps = Set(job.levels.values.joined().map(\.steps).filter { !$0.isEmpty })
    bySteps = Dictionary(
      uniqueKeysWithValues: steps.map {
        ($0, Decimator(steps: $0, filter: job.spectra.decimation))
      })
  }

  /// From the level above to this one; `nil` where both are the same.
  subscript(level: DecimationLevel) -> Decimator? { bySteps[level.steps] }
}
