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

  package func bytes(of problem: Problem, _ plan: Plan) -> Int {
    let channels = plan.job.runs[problem.run].channelCount
    return problem.windowCount * channels * channels * 8 * 3
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
