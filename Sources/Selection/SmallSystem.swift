internal import ComplexModule

/// A small complex system `A x = b` with several right-hand sides.
///
/// Filled and solved window by window without allocating.
struct SmallSystem {
  let order: Int
  let sides: Int
  /// Row by row: the matrix's row, then the right-hand sides'.
  private var cells: [Complex<Double>]
  private var width: Int { order + sides }

  init(order: Int, sides: Int) {
    self.order = order
    self.sides = sides
    cells = [Complex<Double>](repeating: .zero, count: order * (order + sides))
  }

  /// The matrix's element, or behind its columns that of a right-hand side.
  subscript(row: Int, column: Int) -> Complex<Double> {
    get { cells[row * width + column] }
    set { cells[row * width + column] = newValue }
  }

  /// An unknown, once it is solved.
  func solution(_ unknown: Int, side: Int) -> Complex<Double> {
    cells[unknown * width + order + side]
  }

  /// Replaces the right-hand sides by the solutions; what is singular gives what is not a number.
  mutating func solve() {
    for column in 0..<order {
      bringLargest(column)
      let inverse = Complex(1) / self[column, column]
      for c in column..<width { self[column, c] = self[column, c] * inverse }
      for row in 0..<order where row != column {
        let factor = self[row, column]
        for c in column..<width { self[row, c] = self[row, c] - factor * self[column, c] }
      }
    }
  }

  /// Swaps rows so that the pivot is the largest of its column.
  private mutating func bringLargest(_ column: Int) {
    var best = column
    for row in column..<order
    where self[row, column].lengthSquared > self[best, column].lengthSquared { best = row }
    guard best != column else { return }
    for c in 0..<width { cells.swapAt(best * width + c, column * width + c) }
  }
}
