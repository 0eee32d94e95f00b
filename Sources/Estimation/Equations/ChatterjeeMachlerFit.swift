internal import ComplexModule
internal import Kernels

/// One bounded-influence fit: weights fall with an equation's residual and with its leverage.
struct ChatterjeeMachlerFit {
  let values: [Complex<Double>]
  /// One for each row of this rank.
  let weights: [Double]
  let passes: Int

  /// A fit of rows that are all here.
  init(columns: [[Complex<Double>]], y: [Complex<Double>], maximumPasses: Int) {
    self.init(
      columns: columns, y: y, maximumPasses: maximumPasses, sums: RowSums(rowCount: y.count))
  }

  /// A fit of the rows of all ranks.
  init<Team: WindowTeam>(
    columns: [[Complex<Double>]], y: [Complex<Double>], maximumPasses: Int, sums: RowSums<Team>
  ) throws(Team.Failure) {
    let design = ComplexLeastSquares(columns: columns, rowsOfGroup: sums.rowsOfGroup)
    let leverages = try relativeLeverages(design, sums)
    let share = Double(columns.count) / Double(sums.rowCount)
    var weights = leverages.map { 1 / max($0, share) }
    var solution: [Complex<Double>] = []
    var previous: [Complex<Double>]?
    var passes = 0
    let size = try sums.total(y.count) { Complex(y[$0].length) }.real
    while passes < maximumPasses {
      passes += 1
      solution = try design.solve(y, weights: weights) { groups throws(Team.Failure) in
        try sums.total(groups)
      }
      let residuals = design.residuals(y, solution)
      let moduli = residuals.map { $0.length }
      // Nothing is left but rounding: the equations are met.
      if try sums.total(moduli.count, { Complex(moduli[$0]) }).real <= 1e-12 * size { break }
      let floor = try sums.median(moduli)
      for row in weights.indices {
        let influence = (1 - leverages[row]) * (1 - leverages[row])
        weights[row] = influence / max(moduli[row], floor)
      }
      if let previous, try isSame(residuals, previous, sums) { break }
      previous = residuals
    }
    values = solution
    self.weights = weights
    self.passes = passes
  }
}

/// Leverages as shares of the largest one.
func relativeLeverages<Team: WindowTeam>(
  _ design: ComplexLeastSquares, _ sums: RowSums<Team>
) throws(Team.Failure) -> [Double] {
  var leverages = try design.leverages { groups throws(Team.Failure) in try sums.total(groups) }
  let largest = max(try sums.maximum(leverages) ?? 1, .leastNormalMagnitude)
  for row in leverages.indices { leverages[row] /= largest }
  return leverages
}

/// Whether residuals differ from the previous ones by less than 1 part in 10^4.
func isSame<Team: WindowTeam>(
  _ residuals: [Complex<Double>], _ previous: [Complex<Double>], _ sums: RowSums<Team>
) throws(Team.Failure) -> Bool {
  // Two real sums at once, as the parts of a complex one.
  let squares = try sums.total(residuals.count) { row in
    Complex((residuals[row] - previous[row]).lengthSquared, residuals[row].lengthSquared)
  }
  return squares.real.squareRoot() < 1e-4 * squares.imaginary.squareRoot()
}
