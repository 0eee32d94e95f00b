/// How a solver works, beside its method.
package struct SolverOptions: Hashable, Sendable {
  /// Passes of a stage of an iteration, at most.
  package var maximumPasses: Int
  /// Of the last stage of M-estimates.
  package var weights: WeightFunction
  /// Whether the cross-powers of all windows may have a constant part that is not the inputs'.
  package var hasIntercept: Bool
  /// Replicates from which errors are estimated; 0 for errors by formula.
  package var bootstraps: Int
  package var form: RegressionForm

  package init(
    maximumPasses: Int = 50, weights: WeightFunction = .bisquare, hasIntercept: Bool = false,
    bootstraps: Int = 0, form: RegressionForm = .windows
  ) {
    self.maximumPasses = maximumPasses
    self.weights = weights
    self.hasIntercept = hasIntercept
    self.bootstraps = bootstraps
    self.form = form
  }
}

/// What a weight is given to.
package enum RegressionForm: String, Hashable, Sendable, CaseIterable {
  /// Windows.
  case windows
  /// Single equations between the cross-powers of a window, all of which count as independent: the form of
  /// resistics, whose constants, scales and errors come with it.
  case equations
}

/// Which solver makes transfer functions, and how.
package struct SolverSettings: Hashable, Sendable {
  /// A name from the registry of solvers.
  package var method: String
  package var options: SolverOptions

  package init(method: String = MEstimator.name, options: SolverOptions = SolverOptions()) {
    precondition(TransferFunctionSolvers.all.contains { $0.name == method }, "no such solver")
    self.method = method
    self.options = options
  }

  /// The solver.
  package func makeSolver() -> any TransferFunctionSolver {
    guard let type = TransferFunctionSolvers.all.first(where: { $0.name == method }) else {
      preconditionFailure("checked when the settings were made")
    }
    return type.init(options)
  }
}
