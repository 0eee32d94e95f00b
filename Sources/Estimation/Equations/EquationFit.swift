package import ComplexModule
internal import Kernels

/// A regression of equations that are all here or on many ranks, in the ways of resistics 0.0.6.
package struct EquationFit: Sendable {
  /// One value for each column; with an intercept, that comes first.
  package let values: [Complex<Double>]
  /// One for each equation of this rank.
  package let weights: [Double]
  /// Of the residuals' moduli: their median divided by 0.6745; 0 for fits that use none.
  package let scale: Double
  package let passes: Int
}

/// What the last part of an MM-estimate measures residuals in, and where it begins.
package enum MMScale: Sendable, Hashable {
  /// In the scale of the first part, which is kept, and from its solution: an MM-estimate.
  case kept
  /// As resistics: in that scale in the first pass and then in scales that are found anew, from least squares.
  case found
}

/// Equations `y = X b`, by columns, with what sums over all ranks need.
struct Equations<Team: WindowTeam> {
  /// With the column of ones, if there is an intercept.
  let columns: [[Complex<Double>]]
  let y: [Complex<Double>]
  let sums: RowSums<Team>
  let maximumPasses: Int
  private let factors: [[Complex<Double>]]

  init(
    columns: [[Complex<Double>]], y: [Complex<Double>], hasIntercept: Bool, maximumPasses: Int,
    sums: RowSums<Team>
  ) {
    let ones = [Complex<Double>](repeating: .one, count: y.count)
    self.columns = (hasIntercept ? [ones] : []) + columns
    factors = columns
    self.y = y
    self.sums = sums
    self.maximumPasses = maximumPasses
  }

  func leastSquares() throws(Team.Failure) -> EquationFit {
    let weights = [Double](repeating: 1, count: y.count)
    return EquationFit(values: try solution(weights), weights: weights, scale: 0, passes: 1)
  }

  /// The bounded-influence fit.
  func boundedInfluence() throws(Team.Failure) -> EquationFit {
    let fit = try ChatterjeeMachlerFit(
      columns: columns, y: y, maximumPasses: maximumPasses, sums: sums)
    return EquationFit(values: fit.values, weights: fit.weights, scale: 0, passes: fit.passes)
  }

  func mmEstimate(_ rule: MMScale) throws(Team.Failure) -> EquationFit {
    let first = try mEstimate(.huber)
    return try mEstimate(.bisquare, after: first, rule)
  }

  /// The M-estimate, whose weights fall with an equation's leverage, too.
  ///
  /// - Parameters:
  ///   - first: A fit that lends its scale to the first pass, or to all.
  ///   - rule: What else it lends.
  func mEstimate(
    _ function: WeightFunction, after first: EquationFit? = nil, _ rule: MMScale = .found
  ) throws(Team.Failure) -> EquationFit {
    let limits = try leverageWeights()
    var solution = first?.values ?? []
    if first == nil || rule == .found {
      solution = try self.solution([Double](repeating: 1, count: y.count))
    }
    var residuals = design.residuals(y, solution)
    var scale = 0.0
    if let first { scale = first.scale } else { scale = try self.scale(residuals) }
    var weights = weights(residuals, scale, function, limits)
    let size = try sums.total(y.count) { Complex(y[$0].length) }.real
    var passes = 0
    while passes < maximumPasses {
      passes += 1
      solution = try self.solution(weights)
      let previous = residuals
      residuals = design.residuals(y, solution)
      // Nothing is left but rounding: the equations are met.
      if try sums.total(y.count, { Complex(residuals[$0].length) }).real <= 1e-12 * size { break }
      if first == nil || rule == .found { scale = try self.scale(residuals) }
      weights = self.weights(residuals, scale, function, limits)
      if try isSame(residuals, previous, sums) { break }
    }
    return EquationFit(values: solution, weights: weights, scale: scale, passes: passes)
  }

  private var design: ComplexLeastSquares {
    ComplexLeastSquares(columns: columns, rowsOfGroup: sums.rowsOfGroup)
  }

  private func solution(_ weights: [Double]) throws(Team.Failure) -> [Complex<Double>] {
    try design.solve(y, weights: weights) { groups throws(Team.Failure) in try sums.total(groups) }
  }

  private func scale(_ residuals: [Complex<Double>]) throws(Team.Failure) -> Double {
    try sums.medianScale(residuals.map { $0.length })
  }

  private func weights(
    _ residuals: [Complex<Double>], _ scale: Double, _ function: WeightFunction,
    _ limits: [Double]
  ) -> [Double] {
    var weights = limits
    function.ofEquations.multiply(
      &weights, residuals: residuals.map { $0.length }, unit: max(scale, .leastNormalMagnitude))
    return weights
  }

  /// Huber's weights of the leverages, which do not look at an intercept.
  private func leverageWeights() throws(Team.Failure) -> [Double] {
    let design = ComplexLeastSquares(columns: factors, rowsOfGroup: sums.rowsOfGroup)
    let leverages = try relativeLeverages(design, sums)
    let unit = max(try sums.medianScale(leverages), .leastNormalMagnitude)
    var weights = [Double](repeating: 1, count: leverages.count)
    WeightFunction.huber.ofEquations.multiply(&weights, residuals: leverages, unit: unit)
    return weights
  }
}

extension RowSums {
  /// The median of those that are not zero, as the standard deviation of normal noise with it.
  func medianScale(_ moduli: [Double]) throws(Team.Failure) -> Double {
    try median(moduli.filter { $0 > 0 }) / 0.67448975019608171
  }
}

/// resistics' regressions of equations that are all here: `columns[column][equation]`.
package enum EquationRegression: Sendable, Hashable {
  case leastSquares
  case boundedInfluence
  case mEstimate(WeightFunction)
  case mmEstimate(MMScale)

  /// - Parameter maximumPasses: resistics makes at most 100.
  package func fit(
    columns: [[Complex<Double>]], y: [Complex<Double>], hasIntercept: Bool,
    maximumPasses: Int = 100
  ) -> EquationFit {
    Equations(
      columns: columns, y: y, hasIntercept: hasIntercept, maximumPasses: maximumPasses,
      sums: RowSums(rowCount: y.count)
    ).fit(self)
  }
}

extension Equations {
  func fit(_ regression: EquationRegression) throws(Team.Failure) -> EquationFit {
    switch regression {
    case .leastSquares: try leastSquares()
    case .boundedInfluence: try boundedInfluence()
    case .mEstimate(let function): try mEstimate(function)
    case .mmEstimate(let rule): try mmEstimate(rule)
    }
  }
}
