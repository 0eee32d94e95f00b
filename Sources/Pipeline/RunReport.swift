internal import Distribution
internal import Model

/// What a run made and where its time went, as rank 0 knows it.
package struct RunReport: Sendable {
  /// In the order of the job's runs.
  package let functions: [LabelledTransferFunction]
  /// Seconds of the slowest rank for each stage.
  package let seconds: [(stage: Meter.Stage, seconds: Double)]
  /// Samples of all channels of all recordings.
  package let sampleCount: Int

  /// Brings the transfer functions of all owners to rank 0; a collective call.
  static func gather<T: Team & ~Copyable>(
    _ functions: [Int: LabelledTransferFunction], _ meter: Meter, _ plan: Plan,
    _ team: borrowing T
  ) throws -> RunReport? {
    let message = OwnedFunctions(
      runs: functions.keys.sorted(), functions: functions.sorted { $0.key < $1.key }.map(\.value))
    let gathered = try team.gather(message)
    var seconds = meter.seconds
    try team.maximum(&seconds)
    guard let gathered else { return nil }
    let all = gathered.flatMap { zip($0.runs, $0.functions) }.sorted { $0.0 < $1.0 }
    return RunReport(
      functions: all.map(\.1), seconds: Array(zip(Meter.Stage.allCases, seconds)),
      sampleCount: plan.recordings.reduce(0) {
        $0 + $1.header.sampleCount * $1.header.channels.count
      })
  }
}

/// The transfer functions of the runs of one rank's sites.
struct OwnedFunctions: Sendable {
  let runs: [Int]
  let functions: [LabelledTransferFunction]
}
