internal import Estimation
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
    _ plan: Plan, _ ports: Ports, _ lost: [LostRecording], _ meter: Meter, tasksDone: Int
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
      return try plan.functions(ofSite: site, ports.work.estimates(ofSite: name)).map {
        Summary(
          site: name, label: $0.label, rate: $0.function.rate,
          pointCount: $0.function.points.count, outputs: $0.function.outputs,
          inputs: $0.function.inputs, gaps: $0.gaps,
          unsettled: $0.function.points.filter { !$0.estimate.converged }.map(\.period))
      }
    }
    seconds = Array(zip(Meter.Stage.allCases, meter.seconds))
    sampleCount = plan.recordings.reduce(0) {
      $0 + $1.header.sampleCount * $1.header.channels.count
    }
  }
}
