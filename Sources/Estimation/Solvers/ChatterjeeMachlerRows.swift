internal import ComplexModule
internal import Kernels
internal import Model

/// The equations of a problem, window by window and, within, cross channel by cross channel.
struct ChatterjeeMachlerRows<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  private let crosses: [Int]
  private let columns: [[Complex<Double>]]
  private let sums: RowSums<Team>

  init(_ problem: SpreadProblem<Team>, crosses: [Int]) {
    self.problem = problem
    self.crosses = crosses
    columns = problem.inputs.map { rows(problem.part.crossPowers, channel: $0, crosses) }
    sums = RowSums(
      team: problem.team, rowsOfGroup: problem.groupSize * crosses.count,
      directCount: problem.groupSize, rowCount: problem.windowCount * crosses.count)
  }

  struct Result {
    let values: [Complex<Double>]
    let variances: [Double]
    let coherence: Double
    let passes: Int
  }

  func twoStage(_ output: Int, maximumPasses: Int) throws(Team.Failure) -> Result {
    let y = rows(problem.part.crossPowers, channel: output, crosses)
    let first = try ChatterjeeMachlerFit(
      columns: columns, y: y, maximumPasses: maximumPasses, sums: sums)
    var meanColumns: [[Complex<Double>]] = []
    for column in columns { meanColumns.append(try means(column, first.weights)) }
    let second = ChatterjeeMachlerFit(
      columns: meanColumns, y: try means(y, first.weights), maximumPasses: maximumPasses)
    let residuals = ComplexLeastSquares(columns: columns).residuals(y, second.values)
    let explained = 1 - (try power(residuals)) / max(try power(y), .leastNormalMagnitude)
    return Result(
      values: second.values, variances: try variances(residuals),
      coherence: min(1, max(0, explained)), passes: max(first.passes, second.passes))
  }

  /// Means over windows of the weighted equations of each cross channel; the same on all ranks.
  private func means(_ values: [Complex<Double>], _ weights: [Double]) throws(Team.Failure)
    -> [Complex<Double>]
  {
    let count = crosses.count
    let totals = try problem.totals(width: 2 * count) { group, totals in
      for cross in 0..<count {
        var sum = Complex<Double>.zero
        for window in group {
          let row = window * count + cross
          sum += Complex(weights[row]) * values[row]
        }
        totals += [sum.real, sum.imaginary]
      }
    }
    return (0..<count).map {
      Complex(totals[2 * $0], totals[2 * $0 + 1]) / Complex(Double(problem.windowCount))
    }
  }

  /// `1.91472 s² Re[(X* X)^-1]_kk` with s from the median of the residuals' moduli.
  private func variances(_ residuals: [Complex<Double>]) throws(Team.Failure) -> [Double] {
    let scale = try sums.median(residuals.map { $0.length }.filter { $0 > 0 }) / 0.67448975019608171
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

  private func power(_ values: [Complex<Double>]) throws(Team.Failure) -> Double {
    try sums.total(values.count) { Complex(values[$0].lengthSquared) }.real
  }
}

extension ChatterjeeMachlerRows where Team == SoleRank {
  /// The channels that equations are multiplied with.
  static func crosses(of problem: RegressionProblem) -> [Int] {
    problem.hasRemoteReference
      ? Array(problem.references) : Array(problem.inputs) + Array(problem.outputs)
  }
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

/// Sums over the rows of all ranks.
struct RowSums<Team: WindowTeam> {
  let team: Team
  /// Rows of one group.
  let rowsOfGroup: Int
  /// As many values are brought together to find their median.
  let directCount: Int
  /// Rows of all ranks.
  let rowCount: Int

  /// Adds sums of the groups of all ranks, one after another.
  func total(_ sums: [Complex<Double>]) throws(Team.Failure) -> Complex<Double> {
    let total = try team.carried([0, 0]) { total in
      for sum in sums {
        total[0] += sum.real
        total[1] += sum.imaginary
      }
    }
    return Complex(total[0], total[1])
  }

  /// The sum of a value for each of this rank's `count` rows, and of the others'.
  @inline(__always)
  func total(_ count: Int, _ value: (Int) -> Complex<Double>) throws(Team.Failure)
    -> Complex<Double>
  {
    try total(
      WindowGroups.ranges(count: count, size: rowsOfGroup).map { group in
        var sum = Complex<Double>.zero
        for row in group { sum += value(row) }
        return sum
      })
  }

  /// The median of any number of values of each rank.
  func median(_ own: [Double]) throws(Team.Failure) -> Double {
    let count = Int(try team.added([Double(own.count)])[0])
    return try OrderStatistics(own, team: team, directCount: directCount).median(count: count)
  }

  /// The largest value; `nil` for none.
  func maximum(_ own: [Double]) throws(Team.Failure) -> Double? {
    try team.carried([]) { largest in
      largest = (largest + own).max().map { [$0] } ?? []
    }.first
  }
}

extension RowSums where Team == SoleRank {
  /// For rows that are all here.
  init(rowCount: Int) {
    self.init(
      team: SoleRank(), rowsOfGroup: max(rowCount, 1), directCount: rowCount, rowCount: rowCount)
  }
}
