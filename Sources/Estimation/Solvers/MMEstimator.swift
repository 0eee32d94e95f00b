package import Model

/// The MM-estimate: a scale and a beginning that half of the windows cannot spoil, then an efficient fit.
///
/// It begins as the M-estimate does. From there an S-estimate makes the M-scale of the residuals as small as
/// it gets, with biweights that end where its `ρ` does, at about 2.2 medians; its scale is kept for the
/// last fit, whose biweights reach half as far again, which brings the efficiency for normal noise near
/// that of least squares. The scale is what makes it an MM-estimate: one that is found anew from the
/// residuals of the last fit lets outliers back in.
///
/// Source: Yohai (1987) doi:10.1214/aos/1176350366.
package struct MMEstimator: TransferFunctionSolver {
  package static let name = "mm"

  private let options: SolverOptions

  package init(_ options: SolverOptions = SolverOptions()) {
    self.options = options
  }

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    if options.form == .equations {
      return try EquationSolver(.mmEstimate(.found), options).solve(problem)
    }
    return try WindowRegression(problem, options, MMEstimator.stages).outcome()
  }

  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    WindowRegression<SoleRank>.workingBytes(
      options, windows: windows, inputs: inputs, outputs: outputs, references: references)
  }

  private static let stages =
    RobustStage.beginning + [
      RobustStage(
        weight: .bisquare(limit: 1), tolerance: 1e-6, scale: .sEstimate, boundsPower: false),
      RobustStage(
        weight: .bisquare(limit: 1.5), tolerance: 1e-7, scale: .kept, boundsPower: false),
    ]
}
