internal import ComplexModule
internal import Kernels
internal import Model

/// The fit of one channel.
struct RobustFit {
  /// The channel's row in the cross-powers.
  let channel: Int
  /// One value for each input.
  let values: [Complex<Double>]
  /// The last weight of each window.
  let weights: [Double]
  /// How each weight answers to its window's residual, `size · weight'(size)`.
  let slopes: [Double]
  let passes: Int
  let converged: Bool
}

/// Makes an estimate with its uncertainty from the fits of all outputs.
///
/// The covariance is the sandwich of a weighted instrumental-variable estimate (White 1980; Huber 1981,
/// section 6.3): with the score of a window `g = w (S_or - Z S_ir)` and `A = Σ w S_ir`, the error of Z is
/// `(Σ g) A^-1`. It needs no assumption on how many independent values a window holds, nor that noise is
/// the same in all windows. Scores are enlarged by 1 / (1 - leverage), as the jackknife does, and the
/// whole by how much the weights give way to residuals.
struct EstimateAssembly {
  let problem: RegressionProblem
  let fits: [RobustFit]

  var outcome: EstimateOutcome {
    var variances: [[Double]] = []
    for fit in fits {
      guard let variance = elementVariances(of: fit) else { return .dependentInputs }
      variances.append(variance)
    }
    guard let power = inverseSignalPower() else { return .dependentInputs }
    return .estimated(
      Estimate(
        values: fits.map(\.values), variances: variances, inverseSignalPower: power.nested,
        residualCovariance: residualCovariance(variances, power).nested,
        windowCount: problem.windowCount, weightSums: fits.map { $0.weights.reduce(0, +) },
        coherences: fits.map(coherence), passes: fits.map(\.passes).max() ?? 0,
        converged: fits.allSatisfy(\.converged)))
  }

  /// Variances of the elements of one row.
  private func elementVariances(of fit: RobustFit) -> [Double]? {
    let sums = problem.crossPowers.weightedSum(fit.weights)
    guard let inverse = sums.block(problem.inputs, problem.references).inverse() else { return nil }
    let shares = leverages(fit, sums)
    let effective = zip(fit.weights, shares).map { $0 / max(1 - $1, 0.1) }
    let middle = scoreProducts(fit, squaredWeights: effective.map { $0 * $0 })
    let covariance = inverse.adjoint * middle * inverse
    let stiffness = stiffness(fit)
    return problem.inputs.map { max(0, covariance[$0, $0].real) / (stiffness * stiffness) }
  }

  /// `Σ w² g_k* g_l` over windows for the references k, l, where `g = S_or - Z S_ir`.
  private func scoreProducts(_ fit: RobustFit, squaredWeights: [Double]) -> ComplexMatrix {
    let scores = problem.references.map { score(fit, reference: $0) }
    var products = ComplexMatrix(rows: scores.count, columns: scores.count)
    for k in scores.indices {
      for l in scores.indices {
        let real = weighted(squaredWeights, scores[k].0, scores[l].0, scores[k].1, scores[l].1, 1)
        let imaginary = weighted(
          squaredWeights, scores[k].0, scores[l].1, scores[k].1, scores[l].0, -1)
        products[k, l] = Complex(real, imaginary)
      }
    }
    return products
  }

  /// Real and imaginary parts of `S_or - Z S_ir` for every window.
  private func score(_ fit: RobustFit, reference: Int) -> ([Double], [Double]) {
    var real = PlaneCombination(channelCount: problem.crossPowers.channelCount)
    var imaginary = real
    real.addReal(.one, fit.channel, reference)
    imaginary.addImaginary(.one, fit.channel, reference)
    for (i, z) in zip(problem.inputs, fit.values) {
      real.addReal(-z, i, reference)
      imaginary.addImaginary(-z, i, reference)
    }
    return (real.values(problem.crossPowers), imaginary.values(problem.crossPowers))
  }

  /// How much each window determines the estimate: its share of the weighted input power.
  private func leverages(_ fit: RobustFit, _ sums: ComplexMatrix) -> [Double] {
    guard let inverse = sums.block(problem.inputs, problem.inputs).inverse() else {
      return fit.weights.map { _ in 0 }
    }
    var share = PlaneCombination(channelCount: problem.crossPowers.channelCount)
    for i in problem.inputs {
      for j in problem.inputs { share.addReal(inverse[j, i], i, j) }
    }
    // A window that settles all that it can has leverage 1: one direction of the inputs for each
    // independent value that it holds, as many as there are inputs at most.
    let directions = min(Double(problem.inputCount), problem.degreesOfFreedom)
    return zip(share.values(problem.crossPowers), fit.weights).map {
      min(1, max(0, $0 * $1) / directions)
    }
  }

  /// The share of the weights that stays when residuals change: 1 for least squares.
  private func stiffness(_ fit: RobustFit) -> Double {
    let weights = fit.weights.reduce(0, +)
    let lost = fit.slopes.reduce(0, +) / (2 * problem.degreesOfFreedom)
    return weights > 0 ? max(0.5, 1 + lost / weights) : 1
  }

  /// `A^-1 (Σ w S_rr) A^-1*`, which without a remote reference is `(Σ w S_ii)^-1`.
  private func inverseSignalPower() -> ComplexMatrix? {
    var weights = [Double](repeating: 0, count: problem.windowCount)
    for fit in fits {
      for w in weights.indices { weights[w] += fit.weights[w] / Double(fits.count) }
    }
    let sums = problem.crossPowers.weightedSum(weights)
    guard let inverse = sums.block(problem.inputs, problem.references).inverse() else { return nil }
    return inverse.adjoint * sums.block(problem.references, problem.references) * inverse
  }

  /// Residual covariance whose product with the inverse signal power is, on average over the inputs, the
  /// variance of each element; off the diagonal with the correlation of the residuals.
  private func residualCovariance(_ variances: [[Double]], _ power: ComplexMatrix)
    -> ComplexMatrix
  {
    let scales = variances.map { row in
      zip(row, problem.inputs).map { $0 / max(power[$1, $1].real, .leastNormalMagnitude) }
        .reduce(0, +) / Double(row.count)
    }
    var result = ComplexMatrix(rows: fits.count, columns: fits.count)
    for a in fits.indices {
      for b in fits.indices {
        let size = (scales[a] * scales[b]).squareRoot()
        result[a, b] = a == b ? Complex(size) : Complex(size) * correlation(fits[a], fits[b])
      }
    }
    return result
  }

  /// The complex correlation of the residuals of two outputs.
  private func correlation(_ a: RobustFit, _ b: RobustFit) -> Complex<Double> {
    let weights = zip(a.weights, b.weights).map { ($0 * $1).squareRoot() }
    let sums = problem.crossPowers.weightedSum(weights)
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
  private func coherence(_ fit: RobustFit) -> Double {
    let sums = problem.crossPowers.weightedSum(fit.weights)
    let total = sums[fit.channel, fit.channel].real
    guard total > 0 else { return 0 }
    return min(1, max(0, 1 - residualProduct(fit, fit, sums).real / total))
  }
}

/// `Σ w (a b + sign · c d)`.
private func weighted(
  _ w: [Double], _ a: [Double], _ b: [Double], _ c: [Double], _ d: [Double], _ sign: Double
) -> Double {
  var products = [Double](repeating: 0, count: w.count)
  for i in w.indices { products[i] = a[i] * b[i] + sign * c[i] * d[i] }
  return dotProduct(w.span, products.span)
}
