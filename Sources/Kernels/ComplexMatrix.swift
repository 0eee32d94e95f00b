package import ComplexModule

/// A small dense complex matrix: a handful of channels by a handful of channels.
package struct ComplexMatrix: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Row by row.
  private var elements: [Complex<Double>]

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    elements = [Complex<Double>](repeating: .zero, count: rows * columns)
  }

  /// The matrix of these rows, which have equal lengths.
  package init(_ rows: [[Complex<Double>]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    for (r, row) in rows.enumerated() {
      precondition(row.count == columns, "ragged rows")
      for (c, value) in row.enumerated() { self[r, c] = value }
    }
  }

  package static func identity(_ size: Int) -> ComplexMatrix {
    var matrix = ComplexMatrix(rows: size, columns: size)
    for i in 0..<size { matrix[i, i] = .one }
    return matrix
  }

  package subscript(row: Int, column: Int) -> Complex<Double> {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The rows as nested arrays.
  package var nested: [[Complex<Double>]] {
    (0..<rows).map { row in (0..<columns).map { self[row, $0] } }
  }

  /// The conjugate transpose.
  package var adjoint: ComplexMatrix {
    var result = ComplexMatrix(rows: columns, columns: rows)
    for r in 0..<rows {
      for c in 0..<columns { result[c, r] = self[r, c].conjugate }
    }
    return result
  }

  package static func * (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    precondition(a.columns == b.rows, "shape")
    var result = ComplexMatrix(rows: a.rows, columns: b.columns)
    for r in 0..<a.rows {
      for c in 0..<b.columns {
        var sum = Complex<Double>.zero
        for k in 0..<a.columns { sum += a[r, k] * b[k, c] }
        result[r, c] = sum
      }
    }
    return result
  }

  /// The inverse by elimination with complete row pivoting of a matrix scaled to unit rows and columns.
  ///
  /// - Returns: `nil` when the scaled matrix is singular to 1 part in 10^12: its rows say the same
  ///   thing, whatever their units.
  package func inverse() -> ComplexMatrix? {
    precondition(rows == columns, "only a square matrix has an inverse")
    guard let (rowScale, columnScale) = equilibration() else { return nil }
    var left = self
    for r in 0..<rows {
      for c in 0..<rows { left[r, c] = left[r, c] * Complex(rowScale[r] * columnScale[c]) }
    }
    guard var right = left.eliminated() else { return nil }
    for r in 0..<rows {
      for c in 0..<rows { right[r, c] = right[r, c] * Complex(columnScale[r] * rowScale[c]) }
    }
    return right
  }

  /// How much of the relative precision of a matrix, scaled as for its inverse, that inverse loses: the product
  /// of both norms (Frobenius) over their size, 1 for the identity; infinite where there is no inverse.
  package var conditionNumber: Double {
    guard let (rowScale, columnScale) = equilibration(), let inverse = inverse() else {
      return .infinity
    }
    var (norm, inverseNorm) = (0.0, 0.0)
    for r in 0..<rows {
      for c in 0..<rows {
        norm += (self[r, c] * Complex(rowScale[r] * columnScale[c])).lengthSquared
        inverseNorm += (inverse[r, c] / Complex(columnScale[r] * rowScale[c])).lengthSquared
      }
    }
    return (norm * inverseNorm).squareRoot() / Double(rows)
  }

  /// Factors that bring the largest element of every row, then of every column, to 1.
  private func equilibration() -> ([Double], [Double])? {
    var rowScale: [Double] = []
    for r in 0..<rows {
      let largest = (0..<columns).map { self[r, $0].length }.max() ?? 0
      guard largest > 0, largest.isFinite else { return nil }
      rowScale.append(1 / largest)
    }
    var columnScale: [Double] = []
    for c in 0..<columns {
      let largest = (0..<rows).map { self[$0, c].length * rowScale[$0] }.max() ?? 0
      guard largest > 0 else { return nil }
      columnScale.append(1 / largest)
    }
    return (rowScale, columnScale)
  }

  private func eliminated() -> ComplexMatrix? {
    var left = self
    var right = ComplexMatrix.identity(rows)
    for step in 0..<rows {
      guard let pivot = (step..<rows).max(by: { left[$0, step].length < left[$1, step].length }),
        left[pivot, step].length > 1e-12
      else { return nil }
      left.swapRows(step, pivot)
      right.swapRows(step, pivot)
      let factor = Complex<Double>.one / left[step, step]
      left.scaleRow(step, by: factor)
      right.scaleRow(step, by: factor)
      for r in 0..<rows where r != step {
        let share = left[r, step]
        left.subtractRow(step, times: share, from: r)
        right.subtractRow(step, times: share, from: r)
      }
    }
    return right
  }

  private mutating func swapRows(_ a: Int, _ b: Int) {
    guard a != b else { return }
    for c in 0..<columns { elements.swapAt(a * columns + c, b * columns + c) }
  }

  private mutating func scaleRow(_ r: Int, by factor: Complex<Double>) {
    for c in 0..<columns { self[r, c] = self[r, c] * factor }
  }

  private mutating func subtractRow(_ source: Int, times share: Complex<Double>, from row: Int) {
    for c in 0..<columns { self[row, c] = self[row, c] - share * self[source, c] }
  }
}
