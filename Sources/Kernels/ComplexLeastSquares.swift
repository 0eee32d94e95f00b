package import ComplexModule

/// Weighted complex least squares with few unknowns and many rows: minimises `Σ w |y - X b|²`.
///
/// Orthogonalises the columns twice by modified Gram-Schmidt, which is as good as Householder's method
/// (Björck 1996, section 2.4) and keeps rows in order in memory.
package struct ComplexLeastSquares {
  /// `[column][row]`.
  private let columns: [[Complex<Double>]]
  private let rowCount: Int

  /// A problem with these columns of the design, all of the same length.
  package init(columns: [[Complex<Double>]]) {
    self.columns = columns
    rowCount = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == rowCount }, "ragged columns")
  }

  /// The solution; columns that depend on earlier ones get the coefficient 0.
  package func solve(_ y: [Complex<Double>], weights: [Double]? = nil) -> [Complex<Double>] {
    precondition(y.count == rowCount && weights?.count ?? rowCount == rowCount, "shape")
    let roots = weights.map { $0.map { $0.squareRoot() } }
    var basis = columns
    var rest = y
    if let roots {
      for c in basis.indices { scale(&basis[c], by: roots) }
      scale(&rest, by: roots)
    }
    let upper = orthogonalise(&basis)
    let projections = basis.map { project(&rest, on: $0) }
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
    var basis = columns
    _ = orthogonalise(&basis)
    var sums = [Double](repeating: 0, count: rowCount)
    for column in basis {
      for r in 0..<rowCount { sums[r] += column[r].lengthSquared }
    }
    return sums
  }

  /// Replaces the columns by an orthonormal basis and returns `R` of `X = Q R`, `[row][column]`.
  private func orthogonalise(_ basis: inout [[Complex<Double>]]) -> [[Complex<Double>]] {
    let count = basis.count
    var upper = [[Complex<Double>]](
      repeating: [Complex<Double>](repeating: .zero, count: count), count: count)
    for c in 0..<count {
      let before = norm(basis[c])
      // The second pass removes what rounding left of the first.
      for _ in 0..<2 {
        for k in 0..<c { upper[k][c] += project(&basis[c], on: basis[k]) }
      }
      let after = norm(basis[c])
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

/// Takes the part along the unit vector `direction` out of `vector` and returns its coefficient.
private func project(_ vector: inout [Complex<Double>], on direction: [Complex<Double>])
  -> Complex<Double>
{
  var coefficient = Complex<Double>.zero
  for r in vector.indices { coefficient += direction[r].conjugate * vector[r] }
  for r in vector.indices { vector[r] -= coefficient * direction[r] }
  return coefficient
}

private func norm(_ vector: [Complex<Double>]) -> Double {
  var sum = 0.0
  for value in vector { sum += value.lengthSquared }
  return sum.squareRoot()
}
