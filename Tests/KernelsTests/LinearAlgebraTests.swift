import ComplexModule
import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Small complex matrices")
struct ComplexMatrixTests {
  private func random(_ size: Int, _ draws: inout Draws) -> ComplexMatrix {
    ComplexMatrix((0..<size).map { _ in draws.complexes(size) })
  }

  private func error(_ matrix: ComplexMatrix, _ inverse: ComplexMatrix) -> Double {
    let product = matrix * inverse
    return distance(
      product.nested.flatMap(\.self), ComplexMatrix.identity(matrix.rows).nested.flatMap(\.self))
  }

  @Test("times their inverses are the identity", arguments: 1...5)
  func inverse(size: Int) throws {
    var draws = Draws("matrices", seed: size)
    for _ in 0..<10 {
      let matrix = random(size, &draws)
      let inverse = try #require(matrix.inverse())
      #expect(error(matrix, inverse) < 1e-11)
    }
  }

  @Test("are inverted whatever the units of rows and columns")
  func scaled() throws {
    var draws = Draws("scaled")
    var matrix = random(3, &draws)
    let (rows, columns) = ([1e-12, 1, 1e9], [1e6, 1e-9, 1])
    for r in 0..<3 {
      for c in 0..<3 { matrix[r, c] = matrix[r, c] * Complex(rows[r] * columns[c]) }
    }
    let product = matrix * (try #require(matrix.inverse()))
    for r in 0..<3 {
      for c in 0..<3 {
        // Element (r, c) of the product carries the units of row r over row c.
        let expected = Complex<Double>(r == c ? 1 : 0)
        #expect((product[r, c] - expected).length < 1e-12 * rows[r] / rows[c])
      }
    }
  }

  @Test("without an inverse say so")
  func singular() {
    var draws = Draws("singular")
    let row = draws.complexes(3)
    let turned = row.map { $0 * Complex(0, 2e-7) }
    #expect(ComplexMatrix([row, turned, draws.complexes(3)]).inverse() == nil)
    #expect(ComplexMatrix(rows: 2, columns: 2).inverse() == nil)
    var gap = ComplexMatrix.identity(3)
    gap[1, 1] = .zero
    #expect(gap.inverse() == nil)
    #expect(ComplexMatrix([[Complex(.nan), .one], [.one, .zero]]).inverse() == nil)
  }

  @Test("have adjoints that turn products around")
  func adjoint() {
    var draws = Draws("adjoint")
    let (a, b) = (random(3, &draws), random(3, &draws))
    let (left, right) = ((a * b).adjoint, b.adjoint * a.adjoint)
    #expect(distance(left.nested.flatMap(\.self), right.nested.flatMap(\.self)) < 1e-14)
  }
}

@Suite("Complex least squares")
struct ComplexLeastSquaresTests {
  static let problems = [
    "six_rows", "clean_60", "outliers_leverage_60", "three_inputs_45", "exactly_determined_2",
    "four_rows_2", "tiny_units_60", "local_A_L1_e3_Ex", "remote_A_R_L1_e3_Ey",
  ]

  struct Problem: Decodable {
    struct Result: Decodable {
      let params: [Pair]?
    }
    struct Outputs: Decodable {
      let ols: Result
    }
    let outputs: Outputs
  }

  @Test(
    "gives the solutions of NumPy",
    .enabled(if: ReferenceData.hasGolden, "\(ReferenceData.absence)"),
    arguments: problems)
  func golden(name: String) throws {
    let index: [String: Problem] = try ReferenceData.json("solver/index.json")
    let expected = try #require(index[name]?.outputs.ols.params).map(\.value)
    // One file for two problems that differ in units.
    let x = try ReferenceData.complexArray("solver/\(name)_x.npy")
    let y = try ReferenceData.complexArray("solver/\(name)_y.npy")
    let columns = (0..<x.shape[1]).map { c in
      stride(from: c, to: x.values.count, by: x.shape[1]).map { x.values[$0] }
    }
    let solution = ComplexLeastSquares(columns: columns).solve(y.values)
    let size = expected.map(\.length).max() ?? 0
    #expect(distance(solution, expected) < 1e-11 * size)
  }

  @Test("finds the coefficients of an exact relation, with any weights")
  func exact() {
    var draws = Draws("exact")
    let columns = (0..<3).map { _ in draws.complexes(20) }
    let truth = draws.complexes(3)
    let y = (0..<20).map { r in
      zip(truth, columns).reduce(Complex<Double>.zero) { $0 + $1.0 * $1.1[r] }
    }
    let weights = (0..<20).map { _ in draws.uniform() }
    let design = ComplexLeastSquares(columns: columns)
    #expect(distance(design.solve(y), truth) < 1e-13)
    #expect(distance(design.solve(y, weights: weights), truth) < 1e-13)
    #expect(design.residuals(y, truth).allSatisfy { $0.length < 1e-13 })
  }

  @Test("leaves residuals at right angles to the weighted columns")
  func normalEquations() {
    var draws = Draws("normal equations")
    let columns = (0..<2).map { _ in draws.complexes(30) }
    let y = draws.complexes(30)
    let weights = (0..<30).map { _ in draws.uniform() }
    let design = ComplexLeastSquares(columns: columns)
    let residuals = design.residuals(y, design.solve(y, weights: weights))
    for column in columns {
      let product = (0..<30).reduce(Complex<Double>.zero) {
        $0 + column[$1].conjugate * residuals[$1] * Complex(weights[$1])
      }
      #expect(product.length < 1e-13)
    }
  }

  @Test("gives a column that depends on others the coefficient 0")
  func dependent() {
    var draws = Draws("dependent")
    let column = draws.complexes(10)
    let double = column.map { $0 * Complex(0, 2) }
    let solution = ComplexLeastSquares(columns: [column, double]).solve(column)
    #expect((solution[0] - .one).length < 1e-14)
    #expect(solution[1] == .zero)
  }

  @Test("has leverages that sum to the unknowns")
  func leverages() {
    var draws = Draws("leverages")
    let columns = (0..<3).map { _ in draws.complexes(25) }
    let leverages = ComplexLeastSquares(columns: columns).leverages()
    #expect(abs(leverages.reduce(0, +) - 3) < 1e-13)
    #expect(leverages.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("of rows in groups is that of all rows")
  func grouped() {
    var draws = Draws("grouped")
    let columns = (0..<2).map { _ in draws.complexes(50) }
    let y = draws.complexes(50)
    let (whole, groups) = (
      ComplexLeastSquares(columns: columns), ComplexLeastSquares(columns: columns, rowsOfGroup: 16)
    )
    // Fifty rows and two unknowns: rounding stays below 50 · 2^-52 of numbers near 1.
    #expect(distance(whole.solve(y), groups.solve(y)) < 1e-14)
    #expect(zip(whole.leverages(), groups.leverages()).allSatisfy { abs($0 - $1) < 1e-14 })
    var counts: Set<Int> = []
    _ = groups.solve(y, weights: nil) { sums in
      counts.insert(sums.count)
      return sums.reduce(.zero, +)
    }
    #expect(counts == [4])
  }
}
