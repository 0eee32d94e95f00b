package import Model

/// Estimates a transfer function from the cross-powers of many windows.
package protocol TransferFunctionSolver: Sendable {
  /// The solver's name in the configuration.
  static var name: String { get }

  /// A solver that heeds those of the options that concern it.
  init(_ options: SolverOptions)

  /// Solves for all outputs; a problem without a solution is an outcome, not an error.
  ///
  /// Written once for windows on one rank and on many: a collective call with one outcome on all ranks.
  func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome

  /// Bytes that solving takes at most, beside the cross-powers.
  ///
  /// Parts that are cut within a group of `WindowGroups.size`, or have silent windows left out, are
  /// copied before: `(inputs + outputs + references)²` values a window, for as long as the solution
  /// takes.
  ///
  /// - Parameter windows: Those of the rank.
  func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int
}

extension TransferFunctionSolver {
  /// Solves a problem all of whose windows are here.
  package func solve(_ problem: RegressionProblem) -> EstimateOutcome {
    solve(SpreadProblem(problem, team: SoleRank()))
  }

  /// Solves a problem whose windows are spread over the ranks of a team: a collective call.
  ///
  /// - Parameters:
  ///   - part: This rank's windows, maybe none. Ranks hold consecutive windows in their order, cut
  ///     anywhere; all name the same channels. Silent windows are left out by each rank for itself.
  /// - Returns: On every rank the outcome, to the bit, that one rank with all windows finds.
  package func solve<Team: WindowTeam>(part: RegressionProblem, with team: Team)
    throws(Team.Failure) -> EstimateOutcome
  {
    try solve(SpreadProblem(part, team: team))
  }
}

/// Every solver; a new one is one file and one line here.
package enum TransferFunctionSolvers {
  package static let all: [any TransferFunctionSolver.Type] = [
    MEstimator.self, MMEstimator.self, ChatterjeeMachler.self, LeastSquares.self,
  ]
}
