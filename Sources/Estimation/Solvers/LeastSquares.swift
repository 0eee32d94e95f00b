package import Model

/// Least squares over all windows with equal weights: fast, and not robust.
package struct LeastSquares: TransferFunctionSolver {
  package static let name = "ols"

  /// There is one pass, whatever is asked for.
  package init(maximumPasses: Int = 1) {}

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    let need = problem.inputs.count + 1
    guard problem.windowCount >= need else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    guard problem.references.count == problem.inputs.count else { return .dependentInputs }
    let weights = [Double](repeating: 1, count: problem.part.windowCount)
    let elements = PowerElements(
      rows: Array(problem.inputs) + Array(problem.outputs), columns: Array(problem.references),
      channelCount: problem.part.crossPowers.channelCount)
    let sums = try problem.weightedSum(weights, elements)
    var fits: [RobustFit] = []
    for output in problem.outputs {
      guard
        let values = problem.part.solution(
          for: output, references: problem.references, sums: sums)
      else { return .dependentInputs }
      fits.append(
        RobustFit(
          channel: output, values: values, weights: weights,
          weightSum: Double(problem.windowCount), slopeSum: 0, passes: 1, converged: true))
    }
    return try EstimateAssembly(problem: problem, fits: fits).outcome()
  }

  /// One weight for each window.
  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    windows * MemoryLayout<Double>.stride
  }
}
