internal import ComplexModule
internal import Kernels
internal import Model

/// The equations of a problem, window by window and, within, cross channel by cross channel:
/// `S_oc = Σ_k Z_k S_kc`, with a constant where there is an intercept.
struct EquationRows<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  private let crosses: [Int]
  private let options: SolverOptions
  private let columns: [[Complex<Double>]]
  let sums: RowSums<Team>

  init(_ problem: SpreadProblem<Team>, crosses: [Int], options: SolverOptions) {
    self.problem = problem
    self.crosses = crosses
    self.options = options
    columns = problem.inputs.map { rows(problem.part.crossPowers, channel: $0, crosses) }
    sums = RowSums(
      team: problem.team, rowsOfGroup: problem.groupSize * crosses.count,
      directCount: problem.groupSize, rowCount: problem.windowCount * crosses.count)
  }

  struct Result {
    let values: [Complex<Double>]
    let variances: [Double]
    /// The variances by formula.
    let formulaVariances: [Double]
    let coherence: Double
    let passes: Int
  }

  /// What the equations of one output have in common: its values without their constant part, and weights.
  private struct Weighted {
    var y: [Complex<Double>]
    let fit: EquationFit
    /// Without the intercept.
    let values: [Complex<Double>]
  }

  /// One fit of all equations.
  func single(_ output: Int, _ regression: EquationRegression) throws(Team.Failure) -> Result {
    let weighted = try weighted(output, regression)
    return try result(weighted, weighted.values, passes: weighted.fit.passes) {
      factors throws(Team.Failure) in
      try held(weighted, factors)
    }
  }

  /// A fit of all equations, and one of their weighted means over windows.
  func twoStage(_ output: Int) throws(Team.Failure) -> Result {
    let weighted = try weighted(output, .boundedInfluence)
    let second = fit(ofMeans: try means(weighted, factors: [nil])[0])
    return try result(
      weighted, second.values, passes: max(weighted.fit.passes, second.passes)
    ) { factors throws(Team.Failure) in
      try means(weighted, factors: factors).map { fit(ofMeans: $0).values }
    }
  }

  private func weighted(_ output: Int, _ regression: EquationRegression) throws(Team.Failure)
    -> Weighted
  {
    var y = rows(problem.part.crossPowers, channel: output, crosses)
    let fit = try Equations(
      columns: columns, y: y, hasIntercept: options.hasIntercept,
      maximumPasses: options.maximumPasses, sums: sums
    ).fit(regression)
    guard options.hasIntercept, let constant = fit.values.first else {
      return Weighted(y: y, fit: fit, values: fit.values)
    }
    for row in y.indices { y[row] -= constant }
    return Weighted(y: y, fit: fit, values: Array(fit.values.dropFirst()))
  }

  private func result(
    _ weighted: Weighted, _ values: [Complex<Double>], passes: Int,
    replicates: ([WindowFactors?]) throws(Team.Failure) -> [[Complex<Double>]]
  ) throws(Team.Failure) -> Result {
    let residuals = ComplexLeastSquares(columns: columns).residuals(weighted.y, values)
    let explained =
      1 - (try power(residuals)) / max(try power(weighted.y), .leastNormalMagnitude)
    let formula = try variances(residuals)
    var variances = formula
    if options.bootstraps > 0 {
      let all = try self.replicates(replicates)
      variances = values.indices.map { k in
        all.reduce(0) { $0 + ($1[k] - values[k]).lengthSquared } / Double(all.count)
      }
    }
    return Result(
      values: values, variances: variances, formulaVariances: formula,
      coherence: min(1, max(0, explained)), passes: passes)
  }

  private func power(_ values: [Complex<Double>]) throws(Team.Failure) -> Double {
    try sums.total(values.count) { Complex(values[$0].lengthSquared) }.real
  }
}

// Errors.
extension EquationRows {
  /// `1.91472 s² Re[(X* X)^-1]_kk` with s from the median of the residuals' moduli.
  private func variances(_ residuals: [Complex<Double>]) throws(Team.Failure) -> [Double] {
    let scale = try sums.medianScale(residuals.map { $0.length })
    var normal = ComplexMatrix(rows: columns.count, columns: columns.count)
    for a in columns.indices {
      for b in columns.indices {
        normal[a, b] = try sums.total(columns[a].count) {
          columns[a][$0].conjugate * columns[b][$0]
        }
      }
    }
    guard let inverse = normal.inverse() else { return columns.map { _ in .infinity } }
    return columns.indices.map { 1.91472 * scale * scale * inverse[$0, $0].real }
  }

  /// Replicates whose sums are made at a time.
  private static var batch: Int { 16 }

  /// The solutions of replicates in which windows count by chance more or less.
  private func replicates(
    _ solve: ([WindowFactors?]) throws(Team.Failure) -> [[Complex<Double>]]
  ) throws(Team.Failure) -> [[Complex<Double>]] {
    let numbers = RandomNumbers(seed: 0, label: "bootstrap \(problem.part.label)")
    let first = try problem.windowsBefore()
    var all: [[Complex<Double>]] = []
    for start in stride(from: 0, to: options.bootstraps, by: Self.batch) {
      let series = start..<min(start + Self.batch, options.bootstraps)
      all += try solve(series.map { WindowFactors(numbers: numbers, series: $0, first: first) })
    }
    return all
  }

  /// Solutions with the weights that the fit has, times factors.
  private func held(_ weighted: Weighted, _ factors: [WindowFactors?]) throws(Team.Failure)
    -> [[Complex<Double>]]
  {
    let size = columns.count
    let width = 2 * size * (size + 1)
    let totals = try problem.totals(width: width * factors.count) { group, totals in
      for factor in factors {
        let values = factor?.values(group)
        for a in 0..<size {
          for right in columns + [weighted.y] {
            totals += sum(group, values) { row in
              Complex(weighted.fit.weights[row]) * columns[a][row].conjugate * right[row]
            }
          }
        }
      }
    }
    return factors.indices.map { k in
      let elements = complexes(totals, from: k * width, count: width / 2)
      let rows = (0..<size).map { Array(elements[$0 * (size + 1)..<($0 + 1) * (size + 1)]) }
      let normal = ComplexMatrix(rows.map { Array($0.prefix(size)) })
      guard let inverse = normal.inverse() else { return weighted.values }
      return (inverse * ComplexMatrix(rows.map { [$0[size]] })).nested.map { $0[0] }
    }
  }

  /// Means over windows of the weighted equations of each cross channel, for each of the factors: the
  /// columns and then the output, `[column][cross]`; the same on all ranks.
  private func means(_ weighted: Weighted, factors: [WindowFactors?]) throws(Team.Failure)
    -> [[[Complex<Double>]]]
  {
    let (count, all) = (crosses.count, columns + [weighted.y])
    let width = 2 * count * all.count
    let totals = try problem.totals(width: width * factors.count) { group, totals in
      for factor in factors {
        let values = factor?.values(group)
        for column in all {
          for cross in 0..<count {
            var sum = Complex<Double>.zero
            for (place, window) in group.enumerated() {
              let row = window * count + cross
              let weight = weighted.fit.weights[row] * (values?[place] ?? 1)
              sum += Complex(weight) * column[row]
            }
            totals += [sum.real, sum.imaginary]
          }
        }
      }
    }
    return factors.indices.map { k in
      all.indices.map { column in
        complexes(totals, from: k * width + 2 * count * column, count: count).map {
          $0 / Complex(Double(problem.windowCount))
        }
      }
    }
  }

  private func fit(ofMeans means: [[Complex<Double>]]) -> ChatterjeeMachlerFit {
    ChatterjeeMachlerFit(
      columns: Array(means.dropLast()), y: means.last ?? [], maximumPasses: options.maximumPasses)
  }

  /// Both parts of the sum of a value of the equations of these windows.
  private func sum(
    _ group: Range<Int>, _ factors: [Double]?, _ value: (Int) -> Complex<Double>
  ) -> [Double] {
    var sum = Complex<Double>.zero
    for (place, window) in group.enumerated() {
      var own = Complex<Double>.zero
      for cross in 0..<crosses.count { own += value(window * crosses.count + cross) }
      sum += Complex(factors?[place] ?? 1) * own
    }
    return [sum.real, sum.imaginary]
  }
}

/// By how much each window counts in a replicate.
struct WindowFactors {
  let numbers: RandomNumbers
  let series: Int
  /// The number of this rank's first window.
  let first: Int

  func values(_ group: Range<Int>) -> [Double] {
    var factors = [Double](repeating: 0, count: group.count)
    var span = factors.mutableSpan
    numbers.fillExponentials(&span, series: series, first: first + group.lowerBound)
    return factors
  }
}

private func complexes(_ values: [Double], from start: Int, count: Int) -> [Complex<Double>] {
  (0..<count).map { Complex(values[start + 2 * $0], values[start + 2 * $0 + 1]) }
}

private func rows(_ powers: CrossPowers, channel: Int, _ crosses: [Int]) -> [Complex<Double>] {
  var result: [Complex<Double>] = []
  result.reserveCapacity(powers.windowCount * crosses.count)
  for window in 0..<powers.windowCount {
    for cross in crosses {
      let (real, imaginary) = powers.element(channel, cross, window: window)
      result.append(Complex(real, imaginary))
    }
  }
  return result
}
