internal import Estimation
internal import Model

/// What pieces of work cost: by `StageCosts` seconds of one thread, and bytes while they last.
package struct CostModel: Sendable {
  /// Of one channel of a unit, with all that is made of it: more than twice what `bytes(of:)` comes to with
  /// windows as they are by default.
  static let bytesPerSample = 40

  package let constants: CostConstants

  package init(_ constants: CostConstants = .reference) {
    self.constants = constants
  }

  func bytes(of order: Order, _ plan: Plan) -> Int {
    switch order.work {
    case .unit(let unit): bytes(of: plan.unit(unit.unit), plan)
    case .solve(let problem): bytes(of: plan.problems[problem], plan)
    case .tables(let unit): bytesOfTables(of: plan.unit(unit), plan)
    case .draw, .finish: bytesOfFinishing
    case .settle: 0
    }
  }

  /// Of samples, of one channel's while they are decimated, of spectra on their way to a file, and of what the
  /// unit leaves.
  func bytes(of unit: LevelUnit, _ plan: Plan) -> Int {
    let recording = plan.recordings[unit.recording]
    let level = recording.levels[unit.level].level
    // Series that are put together from pieces grow by doubling.
    let growth = unit.level == 0 ? 1 : 2
    let samples = unit.inputs.reduce(0) { $0 + $1.samples.count * $1.channels.count }
    let longest = unit.inputs.map(\.samples.count).max() ?? 0
    let decimated = unit.outputs.count * recording.channels.count
    let spectra = SpectraOnTheirWay.byteCount(
      harmonics: level.harmonicCount, windowCount: unit.windows.count)
    return 8 * (growth * samples + 3 * longest + decimated) + spectra * recording.channels.count
      + plan.powerBytes(of: unit) + plan.tableBytes(of: unit)
  }

  /// Of rows of tables that are made of stored cross-powers.
  func bytesOfTables(of unit: LevelUnit, _ plan: Plan) -> Int {
    plan.tableBytes(of: unit) + plan.powerBytes(of: unit)
  }

  /// Of cross-powers as they are read and put together, and of the solver.
  package func bytes(of problem: Problem, _ plan: Plan) -> Int {
    let run = plan.job.runs[problem.run]
    let planes = run.channelCount * run.channelCount + plan.planeCount(ofRun: problem.run)
    return 8 * planes * problem.windowCount
      + plan.job.solver.makeSolver().workingBytes(
        windows: problem.windowCount, inputs: run.inputs.count, outputs: run.outputs.count,
        references: run.references.count)
  }

  var bytesOfFinishing: Int { 32 << 20 }
}
