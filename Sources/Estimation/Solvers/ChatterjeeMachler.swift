package import Model

/// The two-stage bounded-influence regression of resistics 0.0.6, for results that compare with it.
///
/// A first fit weights the equations between cross-powers; their weighted means over windows, one a cross
/// channel, are fitted again. An intercept is found in the first fit and taken off before the second, which
/// has as few equations as there are cross channels. The stop of the iteration is relative to the data,
/// where resistics' is absolute and depends on units. Variances by formula are resistics' own, which count
/// every equation as independent and are therefore small; those from replicates do not.
///
/// Source: Chatterjee & Mächler (1997) doi:10.1080/03610929708831988.
package struct ChatterjeeMachler: TransferFunctionSolver {
  package static let name = "cm"

  private let options: SolverOptions

  /// resistics makes at most 100 passes.
  package init(_ options: SolverOptions = SolverOptions(maximumPasses: 100)) {
    self.options = options
  }

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    try EquationSolver(.twoStage, options).solve(problem)
  }

  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    EquationSolver.workingBytes(
      windows: windows, inputs: inputs, outputs: outputs, references: references)
  }
}
