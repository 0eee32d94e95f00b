internal import ComplexModule
internal import Kernels
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

  private static let stages: [Stage] = [
    Stage(weight: .absolute, tolerance: 1e-3, holdsScale: false, boundsPower: true),
    Stage(weight: .huber(limit: 1.5), tolerance: 1e-4, holdsScale: false, boundsPower: true),
    Stage(weight: .bisquare(limit: 3), tolerance: 1e-7, holdsScale: true, boundsPower: false),
  ]

  private struct Stage {
    let weight: RobustWeight
    /// The relative change of the estimate that ends the stage.
    let tolerance: Double
    let holdsScale: Bool
    /// Whether windows of more than the median input power count only for that much.
    let boundsPower: Bool
  }

  package func solve(_ problem: RegressionProblem) -> EstimateOutcome {
    let need = problem.inputCount + 1
    guard problem.windowCount >= need else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    guard problem.references.count == problem.inputCount else { return .dependentInputs }
    let referenceWeights = weightsOfReferences(problem)
    var fits: [RobustFit] = []
    for output in problem.outputs {
      guard
        let fit = fit(
          problem, output: output, from: problem.inputs, references: problem.references,
          prior: referenceWeights)
      else { return .dependentInputs }
      fits.append(fit)
    }
    return EstimateAssembly(problem: problem, fits: fits).outcome
  }

  /// Weights that spare the estimate windows in which the remote site saw something else.
  private func weightsOfReferences(_ problem: RegressionProblem) -> [Double] {
    var weights = [Double](repeating: 1, count: problem.windowCount)
    guard problem.hasRemoteReference else { return weights }
    for reference in problem.references {
      guard
        let fit = fit(
          problem, output: reference, from: problem.inputs, references: problem.inputs,
          prior: weights)
      else { continue }
      for w in weights.indices { weights[w] *= fit.weights[w] }
    }
    return weights
  }

  /// The robust fit of one channel, or `nil` when the inputs are not independent.
  private func fit(
    _ problem: RegressionProblem, output: Int, from inputs: Range<Int>, references: Range<Int>,
    prior: [Double]
  ) -> RobustFit? {
    let equalising = equalisingWeights(problem, inputs)
    var weights = zip(equalising, prior).map { $0 * $1 }
    var estimate: [Complex<Double>]?
    var (passes, converged) = (0, false)
    var scale: Double?
    var slopes = [Double](repeating: 0, count: problem.windowCount)
    let floor = roundingFloor(problem, output)
    for stage in MEstimator.stages {
      converged = false
      if !stage.holdsScale { scale = nil }
      for pass in 0..<maximumPasses {
        let sums = problem.crossPowers.weightedSum(weights)
        guard
          let next = problem.solution(
            for: output, from: inputs, references: references, sums: sums)
        else { return nil }
        // The first pass of a stage still has the weights of the stage before.
        converged = pass > 0 && estimate.map { change($0, next) <= stage.tolerance } ?? false
        estimate = next
        passes += 1
        let powers = problem.residualPowers(of: output, next, from: inputs)
        let residuals = ScaledResiduals(powers: powers, floor: floor, scale: scale)
        if stage.holdsScale { scale = residuals.scale }
        for w in weights.indices {
          let limit = stage.boundsPower ? prior[w] * min(1, equalising[w]) : prior[w]
          weights[w] = limit * stage.weight.weight(residuals.sizes[w])
          slopes[w] = limit * stage.weight.slope(residuals.sizes[w])
        }
        if converged { break }
      }
    }
    guard let estimate else { return nil }
    return RobustFit(
      channel: output, values: estimate, weights: weights, slopes: slopes, passes: passes,
      converged: converged)
  }

  /// Weights that give every window the same input power.
  private func equalisingWeights(_ problem: RegressionProblem, _ inputs: Range<Int>) -> [Double] {
    var power = PlaneCombination(channelCount: problem.crossPowers.channelCount)
    for i in inputs { power.addReal(.one, i, i) }
    let powers = power.values(problem.crossPowers)
    let typical = median(powers)
    return powers.map { typical > 0 && $0 > 0 ? typical / $0 : 0 }
  }

  /// Residuals this small are rounding of the output's own power, not noise.
  private func roundingFloor(_ problem: RegressionProblem, _ output: Int) -> Double {
    var power = PlaneCombination(channelCount: problem.crossPowers.channelCount)
    power.addReal(.one, output, output)
    return 1e-7 * median(power.values(problem.crossPowers)).squareRoot()
  }

  private func change(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).lengthSquared }
    let size = b.reduce(0) { $0 + $1.lengthSquared }
    return size > 0 ? (difference / size).squareRoot() : 0
  }
}
