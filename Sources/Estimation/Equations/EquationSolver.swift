internal import ComplexModule
internal import Kernels
internal import Model

/// Solves the equations between the cross-powers of each window, one output at a time.
///
/// Every window gives one equation for each cross channel, `S_oc = Σ_k Z_k S_kc`: with a remote reference
/// its channels, else those that were chosen, else all inputs and outputs.
struct EquationSolver {
  enum Method: Sendable, Hashable {
    case leastSquares
    case mEstimate(WeightFunction)
    case mmEstimate(MMScale)
    /// Chatterjee and Mächler's fit of all equations and then of their means over windows.
    case twoStage
  }

  private let method: Method
  private let options: SolverOptions

  init(_ method: Method, _ options: SolverOptions) {
    self.method = method
    self.options = options
  }

  func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    let crosses = EquationSolver.crosses(of: problem.part)
    let unknowns = problem.inputs.count + (options.hasIntercept ? 1 : 0)
    let need = (unknowns + crosses.count - 1) / crosses.count
    guard problem.windowCount >= need, crosses.count >= problem.inputs.count else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    let rows = EquationRows(problem, crosses: crosses, options: options)
    var results: [EquationRows<Team>.Result] = []
    for output in problem.outputs { results.append(try result(rows, output)) }
    let powers = try inputPower(problem)
    if let reason = powers.reasonAgainst(problem.inputs, problem.inputs) { return reason }
    guard let power = powers.block(problem.inputs, problem.inputs).inverse() else {
      return .dependentInputs
    }
    var covariance = ComplexMatrix(rows: results.count, columns: results.count)
    for (o, result) in results.enumerated() {
      covariance[o, o] = Complex(
        result.formulaVariances[0] / max(power[0, 0].real, .leastNormalMagnitude))
    }
    return .estimated(
      Estimate(
        values: results.map(\.values), variances: results.map(\.variances),
        inverseSignalPower: power.nested, residualCovariance: covariance.nested,
        windowCount: problem.windowCount,
        weightSums: results.map { _ in Double(problem.windowCount) },
        coherences: results.map(\.coherence), passes: results.map(\.passes).max() ?? 0,
        converged: results.allSatisfy { $0.passes < options.maximumPasses || $0.passes == 1 }))
  }

  private func result<Team: WindowTeam>(_ rows: EquationRows<Team>, _ output: Int)
    throws(Team.Failure) -> EquationRows<Team>.Result
  {
    switch method {
    case .leastSquares: try rows.single(output, .leastSquares)
    case .mEstimate(let function): try rows.single(output, .mEstimate(function))
    case .mmEstimate(let rule): try rows.single(output, .mmEstimate(rule))
    case .twoStage: try rows.twoStage(output)
    }
  }

  /// The channels that equations are multiplied with.
  static func crosses(of problem: RegressionProblem) -> [Int] {
    if problem.hasRemoteReference || !problem.crosses.isEmpty { return problem.references }
    return Array(problem.inputs) + Array(problem.outputs)
  }

  /// For each equation the design and its orthogonal basis, the output and what is left of it, and five
  /// real numbers; an intercept is one input more.
  static func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    let crosses = references > 0 ? references : inputs + outputs
    return windows * crosses * (4 * (inputs + 1) + 9) * MemoryLayout<Double>.stride
  }

  private func inputPower<Team: WindowTeam>(_ problem: SpreadProblem<Team>)
    throws(Team.Failure) -> ComplexMatrix
  {
    try problem.weightedSum(
      [Double](repeating: 1, count: problem.part.windowCount),
      PowerElements(
        rows: problem.inputs, columns: problem.inputs,
        channelCount: problem.part.crossPowers.channelCount))
  }
}
