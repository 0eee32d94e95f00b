package import ComplexModule

/// Weighted complex least squares with few unknowns and many rows: minimises `Σ w |y - X b|²`.
///
/// Orthogonalises the columns twice by modified Gram-Schmidt, which is as good as Householder's method
/// (Björck 1996, section 2.4) and keeps rows in order in memory. Rows may lie on many ranks: of the rows of
/// others the method needs their sums alone.
package struct ComplexLeastSquares {
  /// `[column][row]`.
  private let columns: [[Complex<Double>]]
  private let rowCount: Int
  private let groups: RowGroups

  /// A problem with these columns of the design, all of the same length.
  ///
  /// - Parameter rowsOfGroup: Rows that are summed before the partial sums are.
  package init(columns: [[Complex<Double>]], rowsOfGroup: Int = .max) {
    self.columns = columns
    rowCount = columns.first?.count ?? 0
    groups = RowGroups(rowCount: rowCount, size: rowsOfGroup)
    precondition(columns.allSatisfy { $0.count == rowCount }, "ragged columns")
  }

  /// The solution; columns that depend on earlier ones get the coefficient 0.
  package func solve(_ y: [Complex<Double>], weights: [Double]? = nil) -> [Complex<Double>] {
    solve(y, weights: weights, total: added)
  }

  /// The solution when these rows are some of all.
  ///
  /// - Parameter total: Adds sums of the groups of all rows; it is given those of the rows here.
  package func solve<E: Error>(
    _ y: [Complex<Double>], weights: [Double]?,
    total: ([Complex<Double>]) throws(E) -> Complex<Double>
  ) throws(E) -> [Complex<Double>] {
    precondition(y.count == rowCount && weights?.count ?? rowCount == rowCount, "shape")
    var basis = columns
    var rest = y
    if let weights {
      let roots = weights.map { $0.squareRoot() }
      for c in basis.indices { scale(&basis[c], by: roots) }
      scale(&rest, by: roots)
    }
    let upper = try orthogonalise(&basis, total)
    var projections: [Complex<Double>] = []
    for direction in basis {
      projections.append(try groups.project(&rest, on: direction, total))
    }
    return backSubstitute(upper, projections)
  }

  /// The residuals `y - X b`.
  package func residuals(_ y: [Complex<Double>], _ b: [Complex<Double>]) -> [Complex<Double>] {
    var rest = y
    for (c, column) in columns.enumerated() {
      for r in 0..<rowCount { rest[r] -= b[c] * column[r] }
    }
    return rest
  }

  /// The diagonal of the hat matrix: how much each row determines its own fit, summing to the unknowns.
  package func leverages() -> [Double] {
    leverages(total: added)
  }

  /// The leverages of these rows when they are some of all; `total` as for `solve`.
  package func leverages<E: Error>(total: ([Complex<Double>]) throws(E) -> Complex<Double>)
    throws(E) -> [Double]
  {
    var basis = columns
    _ = try orthogonalise(&basis, total)
    var sums = [Double](repeating: 0, count: rowCount)
    for column in basis {
      for r in 0..<rowCount { sums[r] += column[r].lengthSquared }
    }
    return sums
  }

  /// Replaces the columns by an orthonormal basis and returns `R` of `X = Q R`, `[row][column]`.
  private func orthogonalise<E: Error>(
    _ basis: inout [[Complex<Double>]], _ total: ([Complex<Double>]) throws(E) -> Complex<Double>
  ) throws(E) -> [[Complex<Double>]] {
    let count = basis.count
    var upper = [[Complex<Double>]](
      repeating: [Complex<Double>](repeating: .zero, count: count), count: count)
    for c in 0..<count {
      let before = try groups.norm(basis[c], total)
      // The second pass removes what rounding left of the first.
      for _ in 0..<2 {
        for k in 0..<c { upper[k][c] += try groups.project(&basis[c], on: basis[k], total) }
      }
      let after = try groups.norm(basis[c], total)
      let dependent = after <= 1e-14 * before
      upper[c][c] = dependent ? .zero : Complex(after)
      let factor = dependent ? 0 : 1 / after
      for r in 0..<rowCount { basis[c][r] = basis[c][r] * Complex(factor) }
    }
    return upper
  }

  private func backSubstitute(_ upper: [[Complex<Double>]], _ right: [Complex<Double>])
    -> [Complex<Double>]
  {
    var solution = right
    for c in right.indices.reversed() {
      for k in c + 1..<max(c + 1, right.count) { solution[c] -= upper[c][k] * solution[k] }
      solution[c] = upper[c][c] == .zero ? .zero : solution[c] / upper[c][c]
    }
    return solution
  }
}

private func scale(_ values: inout [Complex<Double>], by factors: [Double]) {
  for r in values.indices { values[r] = values[r] * Complex(factors[r]) }
}

private func added(_ sums: [Complex<Double>]) -> Complex<Double> {
  sums.reduce(.zero, +)
}

/// Rows in groups that are summed one by one.
private struct RowGroups {
  let ranges: [Range<Int>]

  init(rowCount: Int, size: Int) {
    let size = min(size, max(rowCount, 1))
    ranges = stride(from: 0, to: rowCount, by: size).map { $0..<min($0 + size, rowCount) }
  }

  /// Takes the part along the unit vector `direction` out of `vector` and returns its coefficient.
  func project<E: Error>(
    _ vector: inout [Complex<Double>], on direction: [Complex<Double>],
    _ total: ([Complex<Double>]) throws(E) -> Complex<Double>
  ) throws(E) -> Complex<Double> {
    let coefficient = try total(ranges.map { innerProduct(direction, vector, $0) })
    for r in vector.indices { vector[r] -= coefficient * direction[r] }
    return coefficient
  }

  func norm<E: Error>(
    _ vector: [Complex<Double>], _ total: ([Complex<Double>]) throws(E) -> Complex<Double>
  ) throws(E) -> Double {
    try total(ranges.map { Complex(squareSum(vector, $0)) }).real.squareRoot()
  }
}

private func innerProduct(_ a: [Complex<Double>], _ b: [Complex<Double>], _ rows: Range<Int>)
  -> Complex<Double>
{
  let (a, b) = (a.span.extracting(rows), b.span.extracting(rows))
  var sum = Complex<Double>.zero
  for r in a.indices { sum += unsafe a[unchecked: r].conjugate * b[unchecked: r] }
  return sum
}

private func squareSum(_ vector: [Complex<Double>], _ rows: Range<Int>) -> Double {
  let vector = vector.span.extracting(rows)
  var sum = 0.0
  for r in vector.indices { sum += unsafe vector[unchecked: r].lengthSquared }
  return sum
}
