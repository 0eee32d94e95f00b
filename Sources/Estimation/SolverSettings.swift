/// Which solver makes transfer functions, and how.
package struct SolverSettings: Hashable, Sendable {
  /// A name from the registry of solvers.
  package var method: String
  package var maximumPasses: Int

  package init(method: String = MEstimator.name, maximumPasses: Int = 50) {
    precondition(TransferFunctionSolvers.all.contains { $0.name == method }, "no such solver")
    self.method = method
    self.maximumPasses = maximumPasses
  }

  /// The solver.
  package func makeSolver() -> any TransferFunctionSolver {
    guard let type = TransferFunctionSolvers.all.first(where: { $0.name == method }) else {
      preconditionFailure("checked when the settings were made")
    }
    return type.init(maximumPasses: maximumPasses)
  }
}
