package import Model

/// Robust estimation by weighting whole windows, one output at a time.
///
/// The estimate is `Z = (Σ w S_or)(Σ w S_ir)^-1` over windows, with the inputs themselves or a remote
/// site's channels as reference `r`. A window's weight comes from the power that the estimate leaves of its
/// output. The iteration begins with every window given the same input power; least absolute residuals
/// and Huber's weights follow, while windows of more than the median input power count only for that much:
/// a burst on an input explains itself by a wrong transfer function if its power is let in. The biweight
/// comes last, without that limit and with its scale held: what is strong and fits is signal, and what is
/// strong and does not fit is gone by then. With a remote reference, windows whose reference the local
/// inputs do not explain (noise at the remote site) are weighted down in the same way.
///
/// Sources: Huber (1981); Egbert & Booker (1986) doi:10.1111/j.1365-246X.1986.tb00552.x for M-estimates of
/// transfer functions; Chave & Thomson (2004) for the two-sided weighting of a remote reference.
package struct MEstimator: TransferFunctionSolver {
  package static let name = "mestimate"

  /// Passes of each of the three stages, at most.
  package var maximumPasses: Int

  package init(maximumPasses: Int) {
    self.maximumPasses = maximumPasses
  }

  private static let stages: [RobustStage] = [
    RobustStage(weight: .absolute, tolerance: 1e-3, holdsScale: false, boundsPower: true),
    RobustStage(weight: .huber(limit: 1.5), tolerance: 1e-4, holdsScale: false, boundsPower: true),
    RobustStage(weight: .bisquare(limit: 3), tolerance: 1e-7, holdsScale: true, boundsPower: false),
  ]

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    let need = problem.inputs.count + 1
    guard problem.windowCount >= need else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    guard problem.references.count == problem.inputs.count else { return .dependentInputs }
    guard let fits = try fits(problem) else { return .dependentInputs }
    return try EstimateAssembly(problem: problem, fits: fits).outcome()
  }

  /// Weights of all outputs, the weights that limit them, and residuals.
  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    windows * (outputs + 3) * MemoryLayout<Double>.stride
  }

  /// The fits of all outputs, or `nil` when the inputs are not independent.
  private func fits<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> [RobustFit]?
  {
    let equalising = try equalisingWeights(problem)
    let prior = try weightsOfReferences(problem, equalising)
    var fits: [RobustFit] = []
    for output in problem.outputs {
      var iteration = RobustIteration(
        problem, output: output, references: problem.references, prior: prior,
        equalising: equalising)
      let fit = try iteration.fit(MEstimator.stages, maximumPasses: maximumPasses)
      guard let fit else { return nil }
      fits.append(fit)
    }
    return fits
  }

  /// Weights that spare the estimate windows in which the remote site saw something else.
  private func weightsOfReferences<Team: WindowTeam>(
    _ problem: SpreadProblem<Team>, _ equalising: [Double]
  ) throws(Team.Failure) -> [Double] {
    var weights = [Double](repeating: 1, count: equalising.count)
    guard problem.part.hasRemoteReference else { return weights }
    for reference in problem.references {
      var iteration = RobustIteration(
        problem, output: reference, references: problem.inputs, prior: weights,
        equalising: equalising)
      let fit = try iteration.fit(MEstimator.stages, maximumPasses: maximumPasses)
      guard let fit else { continue }
      for w in weights.indices { weights[w] *= fit.weights[w] }
    }
    return weights
  }

  /// Weights that give every window the same input power.
  private func equalisingWeights<Team: WindowTeam>(_ problem: SpreadProblem<Team>)
    throws(Team.Failure) -> [Double]
  {
    var powers = [Double](repeating: 0, count: problem.part.windowCount)
    problem.fill(&powers, problem.part.totalPower(of: problem.inputs))
    let typical = try problem.median(powers)
    for w in powers.indices {
      powers[w] = typical > 0 && powers[w] > 0 ? typical / powers[w] : 0
    }
    return powers
  }
}
