package import Model

/// Robust estimation by weighting whole windows, one output at a time.
///
/// The estimate is `Z = (Σ w S_or)(Σ w S_ir)^-1` over windows, with the inputs themselves, other cross
/// channels or a remote site's channels as references `r`. A window's weight comes from the power that the
/// estimate leaves of its output. The iteration begins with every window given the same input power; least
/// absolute residuals and Huber's weights follow, while windows of more than the median input power count
/// only for that much: a burst on an input explains itself by a wrong transfer function if its power is let
/// in. The chosen weights come last, without that limit (but for Huber's, which never let go of a burst) and
/// with their scale held: what is strong and fits is signal, and what is strong and does not fit is gone by
/// then. With a remote reference, windows whose reference the local inputs do not explain (noise at the
/// remote site) are weighted down in the same way.
///
/// Sources: Huber (1981); Egbert & Booker (1986) doi:10.1111/j.1365-246X.1986.tb00552.x for M-estimates of
/// transfer functions; Chave & Thomson (2004) for the two-sided weighting of a remote reference.
package struct MEstimator: TransferFunctionSolver {
  package static let name = "mestimate"

  private let options: SolverOptions

  package init(_ options: SolverOptions = SolverOptions()) {
    self.options = options
  }

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    if options.form == .equations {
      return try EquationSolver(.mEstimate(options.weights), options).solve(problem)
    }
    return try WindowRegression(problem, options, MEstimator.stages(options.weights)).outcome()
  }

  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    WindowRegression<SoleRank>.workingBytes(
      options, windows: windows, inputs: inputs, outputs: outputs, references: references)
  }

  private static func stages(_ weights: WeightFunction) -> [RobustStage] {
    RobustStage.beginning + [
      RobustStage(
        weight: weights.ofWindows, tolerance: 1e-7, scale: .firstMedian,
        boundsPower: weights.isMonotone)
    ]
  }
}
