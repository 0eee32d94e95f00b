internal import Estimation
internal import Model

/// What pieces of work cost: seconds of one thread, and bytes while they last.
package struct CostModel: Sendable {
  /// Of one channel of a unit, with all that is made of it.
  static let bytesPerSample = 40

  package init() {}

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

  func seconds(of unit: LevelUnit, _ plan: Plan) -> Double {
    let samples = unit.inputs.reduce(0) { $0 + $1.samples.count * $1.channels.count }
    return Double(samples) * 20e-9
  }

  func seconds(of problem: Problem, _ plan: Plan) -> Double {
    Double(problem.windowCount) * 2e-6
  }

  var secondsOfDrawing: Double { 0.01 }
  var secondsOfFinishing: Double { 0.02 }

  var bytesOfFinishing: Int { 32 << 20 }
}
