internal import ComplexModule
internal import Model

/// The iteration that fits one channel with weights for whole windows.
struct RobustIteration<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  private let output: Int
  /// The channels that the output is fitted with, and those that both are correlated with.
  private let regressors: [Int]
  private let references: [Int]
  /// Limits of the weights that come from elsewhere, and those that give windows equal input power.
  private let prior: [Double]
  private let equalising: [Double]
  private let contrast: WindowContrast<Team>?
  private let elements: PowerElements

  private var weights: [Double]
  /// The amplitude of what the estimate leaves of each window.
  private var residuals: [Double]
  private var estimate: [Complex<Double>]?
  private var passes = 0

  init(
    _ problem: SpreadProblem<Team>, output: Int, on regressors: [Int], references: [Int],
    prior: [Double], equalising: [Double], contrast: WindowContrast<Team>? = nil
  ) {
    self.problem = problem
    self.output = output
    self.regressors = regressors
    self.references = references
    self.prior = prior
    self.equalising = equalising
    self.contrast = contrast
    elements = problem.part.elements(for: [output], on: regressors, references: references)
    weights = equalising
    for w in weights.indices { weights[w] *= prior[w] }
    residuals = [Double](repeating: 0, count: weights.count)
  }

  /// Runs all stages.
  ///
  /// - Returns: `nil` when the regressors are not independent.
  mutating func fit(_ stages: [RobustStage], maximumPasses: Int) throws(Team.Failure) -> RobustFit?
  {
    let floor = try roundingFloor()
    var converged = false
    var scale: Double?
    var last: (stage: RobustStage, unit: Double)?
    for stage in stages {
      converged = false
      if case .firstMedian = stage.scale { scale = nil }
      for pass in 0..<maximumPasses {
        guard let next = try solution() else { return nil }
        // The first pass of a stage still has the weights of the stage before.
        converged = pass > 0 && estimate.map { change($0, next) <= stage.tolerance } ?? false
        estimate = next
        passes += 1
        findResiduals(next)
        scale = try self.scale(stage.scale, last: scale)
        let unit = unit(scale ?? 0, floor)
        weigh(stage, unit)
        last = (stage, unit)
        if converged { break }
      }
    }
    guard let last else { return nil }
    return try result(last.stage, last.unit, converged)
  }

  private func solution() throws(Team.Failure) -> [Complex<Double>]? {
    let sums = try problem.weightedSum(try solving(), elements)
    return problem.part.solution(
      for: output, on: regressors, references: references, sums: sums)
  }

  /// Residuals this small are rounding of the output's own power, not noise.
  private mutating func roundingFloor() throws(Team.Failure) -> Double {
    problem.fill(&residuals, problem.part.power(of: output))
    return 1e-7 * (try problem.median(residuals)).squareRoot()
  }

  private mutating func findResiduals(_ estimate: [Complex<Double>]) {
    problem.fill(&residuals, problem.part.residualPower(of: output, on: regressors, estimate))
    var span = residuals.mutableSpan
    for w in span.indices { span[w] = max(0, span[w]).squareRoot() }
  }

  /// The weights with which sums are made.
  private func solving() throws(Team.Failure) -> [Double] {
    guard let contrast else { return weights }
    return try contrast.contrasted(weights)
  }

  /// The scale by a rule.
  private func scale(_ rule: ScaleRule, last: Double?) throws(Team.Failure) -> Double {
    switch rule {
    case .median: return try problem.median(residuals)
    case .firstMedian, .kept:
      if let last { return last }
      return try problem.median(residuals)
    case .sEstimate:
      let start = 2.2 * (try problem.median(residuals))
      guard start > 0 else { return 0 }
      return try SEstimateScale(problem: problem).value(residuals, from: start)
    }
  }

  /// What residuals are measured in; below the floor what is left is rounding, and becomes zero.
  private mutating func unit(_ median: Double, _ floor: Double) -> Double {
    if median > floor { return median }
    for w in residuals.indices { residuals[w] = 0 }
    return 1
  }

  private mutating func weigh(_ stage: RobustStage, _ unit: Double) {
    for w in weights.indices { weights[w] = 1 }
    multiply(&weights, byLimitsOf: stage, prior, equalising)
    stage.weight.multiply(&weights, residuals: residuals, unit: unit)
  }

  private mutating func result(_ stage: RobustStage, _ unit: Double, _ converged: Bool)
    throws(Team.Failure) -> RobustFit?
  {
    guard let estimate else { return nil }
    stage.weight.replaceBySlopes(&residuals, unit: unit)
    multiply(&residuals, byLimitsOf: stage, prior, equalising)
    let sums = try problem.sumsInTurn([weights, residuals])
    return RobustFit(
      channel: output, values: estimate, weights: weights, solving: try solving(),
      weightSum: sums[0], slopeSum: sums[1], passes: passes, converged: converged)
  }

  private func change(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).lengthSquared }
    let size = b.reduce(0) { $0 + $1.lengthSquared }
    return size > 0 ? (difference / size).squareRoot() : 0
  }
}

/// Multiplies values by what the weights of a stage are at most.
///
/// Not a method: that would hold on to the values and have them copied.
private func multiply(
  _ values: inout [Double], byLimitsOf stage: RobustStage, _ prior: [Double],
  _ equalising: [Double]
) {
  var span = values.mutableSpan
  let (prior, equalising) = (prior.span, equalising.span)
  if stage.boundsPower {
    for w in span.indices { span[w] *= prior[w] * min(1, equalising[w]) }
  } else {
    for w in span.indices { span[w] *= prior[w] }
  }
}
