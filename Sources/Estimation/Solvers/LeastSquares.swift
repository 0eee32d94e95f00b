package import Model

/// Least squares over all windows with equal weights: fast, and not robust.
package struct LeastSquares: TransferFunctionSolver {
  package static let name = "ols"

  /// There is one pass, whatever is asked for.
  package init(maximumPasses: Int = 1) {}

  package func solve(_ problem: RegressionProblem) -> EstimateOutcome {
    let need = problem.inputCount + 1
    guard problem.windowCount >= need else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    guard problem.references.count == problem.inputCount else { return .dependentInputs }
    let weights = [Double](repeating: 1, count: problem.windowCount)
    let sums = problem.crossPowers.weightedSum(weights)
    var fits: [RobustFit] = []
    for output in problem.outputs {
      guard
        let values = problem.solution(
          for: output, from: problem.inputs, references: problem.references, sums: sums)
      else { return .dependentInputs }
      fits.append(
        RobustFit(
          channel: output, values: values, weights: weights, slopes: weights.map { _ in 0 },
          passes: 1, converged: true))
    }
    return EstimateAssembly(problem: problem, fits: fits).outcome
  }
}
