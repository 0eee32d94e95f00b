internal import ComplexModule
package import Estimation
package import Model

/// What came of a run, as rank 0 tells it.
package struct RunReport: Sendable {
  /// A transfer function of a site, without its points.
  package struct Summary: Sendable, Hashable {
    package let site: String
    package let label: String
    package let rate: SamplingRate
    package let pointCount: Int
    package let outputs: [Channel]
    package let inputs: [Channel]
    package let gaps: [EstimateGap]
    /// Periods at which the estimate did not settle, in seconds.
    package let unsettled: [Double]
    /// Why it should not be believed at some periods.
    package let doubts: [EstimateDoubt]
    /// Where what the band leaves is more of the error than what windows show.
    package let floored: [Floor]
  }

  /// What a band leaves of error at a period.
  package struct Floor: Sendable, Hashable {
    /// Seconds.
    package let period: Double
    /// Of a row's modulus, the largest of all rows.
    package let percent: Double
  }

  /// A recording that could not be read, and so was left out.
  package struct Loss: Sendable, Hashable {
    package let recording: SurveyRecording
    package let site: String
    package let problem: UserError
  }

  /// In the order of the job's sites and runs.
  package let functions: [Summary]
  /// Empty if the run is complete.
  package let losses: [Loss]
  /// Units, estimates and files that were made; the others were there.
  package let tasksDone: Int
  /// Seconds of all threads together for each stage.
  package let seconds: [(stage: Meter.Stage, seconds: Double)]
  /// Samples of all channels of all recordings.
  package let sampleCount: Int

  /// Gathers it from the journals of all sites, one after the other.
  init(
    _ plan: Plan, _ ports: Ports, _ lost: [LostRecording], _ faults: RunFaults, _ meter: Meter,
    tasksDone: Int
  ) throws {
    self.tasksDone = tasksDone
    losses = lost.map {
      let recording = plan.recordings[$0.recording]
      return Loss(
        recording: recording.recording, site: plan.job.survey.sites[recording.site].name,
        problem: $0.problem)
    }
    functions = try plan.writtenSites.flatMap { site in
      let name = plan.job.survey.sites[site].name
      let functions = try plan.functions(
        ofSite: site, ports.work.estimates(ofSite: name), faults: faults.ofRuns(ofSite: site))
      return functions.map { Summary($0, site: name) }
    }
    seconds = Array(zip(Meter.Stage.allCases, meter.seconds))
    sampleCount = plan.recordings.reduce(0) {
      $0 + $1.header.sampleCount * $1.header.channels.count
    }
  }
}

extension RunReport.Summary {
  fileprivate init(
    _ labelled: LabelledTransferFunction, site: String
  ) {
    let function = labelled.function
    self.site = site
    label = labelled.label
    rate = function.rate
    pointCount = function.points.count
    outputs = function.outputs
    inputs = function.inputs
    gaps = labelled.gaps
    unsettled = function.points.filter { !$0.estimate.converged }.map(\.period)
    doubts = labelled.doubts
    floored = function.points.filter { $0.estimate.isFloored }.map {
      RunReport.Floor(period: $0.period, percent: 100 * ($0.estimate.errorFloors.max() ?? 0))
    }
  }
}

extension Estimate {
  /// Whether the floor is more than half of the variance of some element.
  fileprivate var isFloored: Bool {
    errorFloors.indices.contains { output in
      let power = values[output].reduce(0) { $0 + $1.lengthSquared }
      let least = variances[output].min() ?? 0
      return errorFloors[output] * errorFloors[output] * power > least / 2
    }
  }
}
