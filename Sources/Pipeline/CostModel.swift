internal import Estimation
internal import Model

/// What pieces of work cost: by `StageCosts` seconds of one thread, and bytes while they last.
package struct CostModel: Sendable {
  /// Of one channel of a unit, with all that is made of it.
  static let bytesPerSample = 40

  package let constants: CostConstants

  package init(_ constants: CostConstants = .reference) {
    self.constants = constants
  }

  func bytes(of order: Order, _ plan: Plan) -> Int {
    switch order.work {
    case .unit(let unit): bytes(of: plan.unit(unit.unit), plan)
    case .solve(let problem): bytes(of: plan.problems[problem], plan)
    case .draw, .finish: bytesOfFinishing
    }
  }

  func bytes(of unit: LevelUnit, _ plan: Plan) -> Int {
    let samples = unit.inputs.reduce(0) { $0 + $1.samples.count * $1.channels.count }
    return samples * CostModel.bytesPerSample
  }

  /// Of cross-powers as they are read and put together, and of the solver.
  package func bytes(of problem: Problem, _ plan: Plan) -> Int {
    let run = plan.job.runs[problem.run]
    let crossPowers = problem.windowCount * run.channelCount * run.channelCount * 8
    return 2 * crossPowers
      + plan.job.solver.makeSolver().workingBytes(
        windows: problem.windowCount, inputs: run.inputs.count, outputs: run.outputs.count,
        references: run.references.count)
  }

  var bytesOfFinishing: Int { 32 << 20 }
}
