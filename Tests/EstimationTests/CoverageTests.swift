import ComplexModule
import Estimation
import Model
import TestSupport
import Testing

/// Whether two standard errors hold the truth as often as they should: 95 of 100 times.
@Suite("Error bars")
struct CoverageTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var solver = "mestimate"
    var windows: Int
    var problems: Int
    var harmonics = 4
    var isRemote: Bool
    var outliers = 0.0

    var testDescription: String {
      "\(solver), \(windows) windows of \(harmonics), \(isRemote ? "remote" : "single")"
        + (outliers > 0 ? ", outliers" : "")
    }
  }

  static let cases: [Case] =
    [(30, 100), (100, 40), (400, 14)].flatMap { windows, problems in
      [false, true].flatMap { isRemote in
        [0, 0.2].map { outliers in
          Case(windows: windows, problems: problems, isRemote: isRemote, outliers: outliers)
        }
      }
    } + [
      // A single harmonic a window, where a window has one equation for two unknowns.
      Case(windows: 10, problems: 150, harmonics: 1, isRemote: false),
      Case(windows: 10, problems: 150, harmonics: 1, isRemote: true),
      Case(windows: 30, problems: 100, harmonics: 1, isRemote: false),
      Case(windows: 30, problems: 100, harmonics: 1, isRemote: true),
      Case(solver: "ols", windows: 30, problems: 100, isRemote: false),
      Case(solver: "ols", windows: 30, problems: 100, isRemote: true),
      Case(solver: "mm", windows: 30, problems: 100, isRemote: false),
      Case(solver: "mm", windows: 30, problems: 100, isRemote: true, outliers: 0.2),
    ]

  @Test("of two sigma hold the truth 95 times in 100", arguments: cases)
  func coverage(test: Case) throws {
    var (inside, count) = (0, 0)
    for seed in 1...test.problems {
      let synthetic = SyntheticProblem(
        windows: test.windows, harmonics: test.harmonics, isRemote: test.isRemote,
        outliers: test.outliers, seed: seed)
      let result = try #require(estimate(solver(test.solver).solve(synthetic.problem())))
      for (o, row) in synthetic.truth.enumerated() {
        for (i, expected) in row.enumerated() {
          let error = result.values[o][i] - expected
          let bound = 2 * (result.variances[o][i] / 2).squareRoot()
          inside += (abs(error.real) <= bound ? 1 : 0) + (abs(error.imaginary) <= bound ? 1 : 0)
          count += 2
        }
      }
    }
    let share = Double(inside) / Double(count)
    #expect(share > 0.90 && share < 0.98, "\(inside) of \(count)")
  }

  @Test("shrink as the root of the number of windows")
  func size() throws {
    let sizes = try [50, 200].map { windows in
      try (1...10).reduce(0.0) { sum, seed in
        let problem = SyntheticProblem(windows: windows, seed: seed).problem()
        let result = try #require(estimate(solver("mestimate").solve(problem)))
        return sum + result.variances.joined().reduce(0, +)
      }
    }
    #expect(abs(sizes[0] / sizes[1] / 4 - 1) < 0.15)
  }

  @Test("residual covariance times inverse signal power is the variance, on average")
  func factors() throws {
    let result = try #require(
      estimate(solver("mestimate").solve(SyntheticProblem(windows: 200).problem())))
    for (o, row) in result.variances.enumerated() {
      let products = row.indices.map {
        result.residualCovariance[o][o].real * result.inverseSignalPower[$0][$0].real
      }
      for (product, variance) in zip(products, row) {
        #expect(abs(product / variance - 1) < 0.3)
      }
    }
  }
}
