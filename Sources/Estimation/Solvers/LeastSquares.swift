package import Model

/// Least squares over all windows with equal weights: fast, and not robust.
package struct LeastSquares: TransferFunctionSolver {
  package static let name = "ols"

  private let options: SolverOptions

  /// There is one pass, whatever is asked for.
  package init(_ options: SolverOptions = SolverOptions()) {
    self.options = options
  }

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    if options.form == .equations {
      return try EquationSolver(.leastSquares, options).solve(problem)
    }
    if let reason = problem.reasonAgainstEstimate { return reason }
    let weights = [Double](repeating: 1, count: problem.part.windowCount)
    var solving = weights
    if options.hasIntercept { solving = try WindowContrast(problem).contrasted(weights) }
    let elements = problem.part.elements(
      for: Array(problem.outputs), on: problem.inputs, references: problem.references)
    let sums = try problem.weightedSum(solving, elements)
    var fits: [RobustFit] = []
    for output in problem.outputs {
      guard
        let values = problem.part.solution(
          for: output, on: problem.inputs, references: problem.references, sums: sums)
      else { return .dependentInputs }
      fits.append(
        RobustFit(
          channel: output, values: values, weights: weights, solving: solving,
          weightSum: Double(problem.windowCount), slopeSum: 0, passes: 1, converged: true))
    }
    return try EstimateAssembly(problem: problem, fits: fits, options: options).outcome()
  }

  /// One or two weights for each window.
  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    if options.form == .equations {
      return EquationSolver.workingBytes(
        windows: windows, inputs: inputs, outputs: outputs, references: references)
    }
    return windows * (options.hasIntercept ? 3 : 1) * MemoryLayout<Double>.stride
  }
}
