internal import Model

/// A robust regression in stages with weights for whole windows, output by output.
struct WindowRegression<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  private let options: SolverOptions
  private let stages: [RobustStage]

  init(_ problem: SpreadProblem<Team>, _ options: SolverOptions, _ stages: [RobustStage]) {
    self.problem = problem
    self.options = options
    self.stages = stages
  }

  func outcome() throws(Team.Failure) -> EstimateOutcome {
    if let reason = problem.reasonAgainstEstimate { return reason }
    guard let fits = try fits() else { return .dependentInputs }
    return try EstimateAssembly(problem: problem, fits: fits, options: options).outcome()
  }

  /// The fits of all outputs, or `nil` when the inputs are not independent.
  private func fits() throws(Team.Failure) -> [RobustFit]? {
    let equalising = try equalisingWeights()
    let prior = try referenceSideWeights(equalising)
    let contrast = try contrast()
    var fits: [RobustFit] = []
    for output in problem.outputs {
      var iteration = RobustIteration(
        problem, output: output, on: problem.inputs, references: problem.references, prior: prior,
        equalising: equalising, contrast: contrast)
      let fit = try iteration.fit(stages, maximumPasses: options.maximumPasses)
      guard let fit else { return nil }
      fits.append(fit)
    }
    return fits
  }

  private func contrast() throws(Team.Failure) -> WindowContrast<Team>? {
    options.hasIntercept ? try WindowContrast(problem) : nil
  }

  /// Weights that spare the estimate windows in which an input is not what the references say: a burst on
  /// either of them.
  ///
  /// Each input is fitted with the references, never the other way round: a regression with noisy inputs as
  /// regressors leaves least of windows whose noise is in phase with the references, and weights made of that
  /// bias the transfer function.
  private func referenceSideWeights(_ equalising: [Double]) throws(Team.Failure) -> [Double] {
    let ones = [Double](repeating: 1, count: equalising.count)
    guard problem.part.hasRemoteReference else { return ones }
    var weights = ones
    for input in problem.inputs {
      var iteration = RobustIteration(
        problem, output: input, on: problem.references, references: problem.references,
        prior: ones, equalising: equalising)
      let fit = try iteration.fit(stages, maximumPasses: options.maximumPasses)
      guard let fit else { continue }
      for w in weights.indices { weights[w] = min(weights[w], fit.weights[w]) }
    }
    return weights
  }

  /// Weights that give every window the same power.
  private func equalisingWeights() throws(Team.Failure) -> [Double] {
    var powers = try problem.relativePowers(of: problem.part.powerChannels)
    let typical = try problem.median(powers)
    for w in powers.indices {
      powers[w] = typical > 0 && powers[w] > 0 ? typical / powers[w] : 0
    }
    return powers
  }
}

extension WindowRegression {
  /// Weights of all outputs, the weights that limit them, and residuals; with an intercept, a contrast for
  /// each output and what it comes from.
  static func workingBytes(
    _ options: SolverOptions, windows: Int, inputs: Int, outputs: Int, references: Int
  ) -> Int {
    if options.form == .equations {
      return EquationSolver.workingBytes(
        windows: windows, inputs: inputs, outputs: outputs, references: references)
    }
    let arrays = outputs + 3 + (options.hasIntercept ? outputs + 2 : 0)
    return windows * arrays * MemoryLayout<Double>.stride
  }
}

extension RobustStage {
  /// How robust iterations begin.
  static let beginning = [
    RobustStage(weight: .absolute, tolerance: 1e-3, scale: .median, boundsPower: true),
    RobustStage(weight: .huber(limit: 1.5), tolerance: 1e-4, scale: .median, boundsPower: true),
  ]
}

extension SpreadProblem {
  /// Why no weights for windows can give an estimate, if so.
  var reasonAgainstEstimate: EstimateOutcome? {
    let need = inputs.count + 1
    guard windowCount >= need else { return .tooFewWindows(have: windowCount, need: need) }
    return references.count >= inputs.count ? nil : .dependentInputs
  }
}
