internal import ComplexModule
internal import Kernels
internal import Model

/// The fit of one channel.
struct RobustFit {
  /// The channel's row in the cross-powers.
  let channel: Int
  /// One value for each input.
  let values: [Complex<Double>]
  /// The last weight of each of this rank's windows.
  let weights: [Double]
  /// What windows are summed with for the estimate: the weights, or their contrast.
  let solving: [Double]
  /// The sum of the weights of all windows.
  let weightSum: Double
  /// The sum of how each weight answers to its window's residual, `size · weight'(size)`.
  let slopeSum: Double
  let passes: Int
  let converged: Bool
}

/// Makes an estimate with its uncertainty from the fits of all outputs.
///
/// The covariance is the sandwich of a weighted instrumental-variable estimate (White 1980; Huber 1981,
/// section 6.3): with the score of a window `g = w (S_or - Z S_ir)` and `A = Σ w S_ir`, the error of Z is
/// `(Σ g) A^-1`, where of more references than inputs `A^-1` is their instrument. It needs no assumption on how many independent values a window holds, nor that noise is
/// the same in all windows. Scores are enlarged by 1 / (1 - leverage), as the jackknife does, and the
/// whole by how much the weights give way to residuals.
struct EstimateAssembly<Team: WindowTeam> {
  let problem: SpreadProblem<Team>
  let fits: [RobustFit]
  let options: SolverOptions

  /// What the errors of a fit come from.
  private struct Errors {
    let scatter: ScoreScatter
    let variances: [Double]
  }

  func outcome() throws(Team.Failure) -> EstimateOutcome {
    var errors: [Errors] = []
    var coherences: [Double] = []
    for fit in fits {
      let sums = try problem.weightedSum(fit.weights, elements(with: [fit.channel]))
      let solved = try solvedSums(of: fit, sums)
      if let reason = solved.reasonAgainst(problem.inputs, problem.references) { return reason }
      guard let found = try self.errors(of: fit, sums, solved) else { return .dependentInputs }
      errors.append(found)
      coherences.append(coherence(fit, sums))
    }
    guard let power = try inverseSignalPower() else { return .dependentInputs }
    let covariance = try residualCovariance(errors.map(\.variances), power)
    return .estimated(
      Estimate(
        values: fits.map(\.values), variances: try variances(errors),
        inverseSignalPower: power.nested, residualCovariance: covariance.nested,
        windowCount: problem.windowCount, weightSums: fits.map(\.weightSum),
        coherences: coherences, passes: fits.map(\.passes).max() ?? 0,
        converged: fits.allSatisfy(\.converged)))
  }

  /// By formula, or from replicates.
  private func variances(_ errors: [Errors]) throws(Team.Failure) -> [[Double]] {
    guard options.bootstraps > 0 else { return errors.map(\.variances) }
    let spreads = try ScoreBootstrap(problem, errors.map(\.scatter))
      .variances(replicates: options.bootstraps)
    return zip(fits, spreads).map { fit, row in
      let stiffness = stiffness(fit)
      return row.map { $0 / (stiffness * stiffness) }
    }
  }

  /// All elements of the inputs and these outputs, and those with the references.
  private func elements(with outputs: [Int]) -> PowerElements {
    let rows = problem.inputs + outputs
    return PowerElements(
      rows: rows + extraReferences, columns: rows + problem.references,
      channelCount: problem.part.crossPowers.channelCount)
  }

  /// References whose own powers are needed.
  private var extraReferences: [Int] {
    problem.references.count > problem.inputs.count ? problem.references : []
  }

  /// The sums that the estimate was solved from.
  private func solvedSums(of fit: RobustFit, _ sums: ComplexMatrix) throws(Team.Failure)
    -> ComplexMatrix
  {
    guard options.hasIntercept else { return sums }
    return try problem.weightedSum(fit.solving, elements(with: [fit.channel]))
  }

  /// Variances of the elements of one row, and what they come from.
  private func errors(of fit: RobustFit, _ sums: ComplexMatrix, _ solved: ComplexMatrix)
    throws(Team.Failure) -> Errors?
  {
    guard let inverse = solved.instrument(problem.inputs, problem.references) else { return nil }
    let scatter = ScoreScatter(
      problem.part, fit, sums, hasIntercept: options.hasIntercept)
    let size = problem.references.count
    let products = try problem.totals(width: 2 * size * size) { group, sums in
      scatter.appendSums(windows: group, to: &sums)
    }
    let covariance = inverse.adjoint * scatter.matrix(products) * inverse
    let stiffness = stiffness(fit)
    let variances = problem.inputs.map {
      max(0, covariance[$0, $0].real) / (stiffness * stiffness)
    }
    return Errors(scatter: scatter, variances: variances)
  }

  /// The share of the weights that stays when residuals change: 1 for least squares.
  private func stiffness(_ fit: RobustFit) -> Double {
    let lost = fit.slopeSum / (2 * problem.part.degreesOfFreedom)
    return fit.weightSum > 0 ? max(0.5, 1 + lost / fit.weightSum) : 1
  }

  /// `A^-1 (Σ w S_rr) A^-1*`, which without a remote reference is `(Σ w S_ii)^-1`.
  private func inverseSignalPower() throws(Team.Failure) -> ComplexMatrix? {
    let channels = PowerElements(
      rows: problem.inputs + problem.references, columns: problem.references,
      channelCount: problem.part.crossPowers.channelCount)
    let sums = try problem.weightedSum(channels) { meanWeights($0) }
    guard let inverse = sums.instrument(problem.inputs, problem.references) else { return nil }
    return inverse.adjoint * sums.block(problem.references, problem.references) * inverse
  }

  /// Means over the outputs.
  private func meanWeights(_ windows: Range<Int>) -> [Double] {
    var means = [Double](repeating: 0, count: windows.count)
    for fit in fits {
      let weights = fit.weights.span.extracting(windows)
      for w in weights.indices { means[w] += weights[w] / Double(fits.count) }
    }
    return means
  }

  /// Residual covariance whose product with the inverse signal power is, on average over the inputs, the
  /// variance of each element; off the diagonal with the correlation of the residuals.
  private func residualCovariance(_ variances: [[Double]], _ power: ComplexMatrix)
    throws(Team.Failure) -> ComplexMatrix
  {
    let scales = variances.map { row in
      zip(row, problem.inputs).map { $0 / max(power[$1, $1].real, .leastNormalMagnitude) }
        .reduce(0, +) / Double(row.count)
    }
    var result = ComplexMatrix(rows: fits.count, columns: fits.count)
    for a in fits.indices {
      result[a, a] = Complex((scales[a] * scales[a]).squareRoot())
      for b in a + 1..<max(a + 1, fits.count) {
        let size = Complex((scales[a] * scales[b]).squareRoot())
        let sums = try sharedSums(fits[a], fits[b])
        result[a, b] = size * correlation(fits[a], fits[b], sums)
        result[b, a] = size * correlation(fits[b], fits[a], sums)
      }
    }
    return result
  }

  /// Sums over windows with the weights that two fits share.
  private func sharedSums(_ a: RobustFit, _ b: RobustFit) throws(Team.Failure) -> ComplexMatrix {
    try problem.weightedSum(elements(with: [a.channel, b.channel])) { windows in
      var weights = Array(a.weights[windows])
      let others = b.weights.span.extracting(windows)
      for w in others.indices { weights[w] = (weights[w] * others[w]).squareRoot() }
      return weights
    }
  }

  /// The complex correlation of the residuals of two outputs.
  private func correlation(_ a: RobustFit, _ b: RobustFit, _ sums: ComplexMatrix)
    -> Complex<Double>
  {
    let cross = residualProduct(a, b, sums)
    let size = (residualProduct(a, a, sums).real * residualProduct(b, b, sums).real).squareRoot()
    guard size > 0, cross.length <= size else { return .zero }
    return cross / Complex(size)
  }

  /// `(S_ab - Z_a S_ib - S_ai Z_b* + Z_a S_ij Z_b*)` of summed cross-powers.
  private func residualProduct(_ a: RobustFit, _ b: RobustFit, _ sums: ComplexMatrix)
    -> Complex<Double>
  {
    var product = sums[a.channel, b.channel]
    for (i, z) in zip(problem.inputs, a.values) {
      product -= z * sums[i, b.channel]
      for (j, other) in zip(problem.inputs, b.values) {
        product += z * sums[i, j] * other.conjugate
      }
    }
    for (j, other) in zip(problem.inputs, b.values) {
      product -= sums[a.channel, j] * other.conjugate
    }
    return product
  }

  /// The share of the output's power that the estimate explains.
  private func coherence(_ fit: RobustFit, _ sums: ComplexMatrix) -> Double {
    let total = sums[fit.channel, fit.channel].real
    guard total > 0 else { return 0 }
    return min(1, max(0, 1 - residualProduct(fit, fit, sums).real / total))
  }
}
