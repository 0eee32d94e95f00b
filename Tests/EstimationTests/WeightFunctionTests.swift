import ComplexModule
import Model
import RealModule
import TestSupport
import Testing

@testable import Estimation

@Suite("Weight functions")
struct WeightFunctionTests {
  static let functions =
    WeightFunction.allCases.flatMap { [$0.ofWindows, $0.ofEquations] } + [.absolute]

  @Test("have resistics' values for single residuals")
  func values() {
    // At 0.5, 1.5, 3, 5 and 9 scales.
    let expected: [(WeightFunction, [Double])] = [
      (.huber, [1, 1.345 / 1.5, 1.345 / 3, 1.345 / 5, 1.345 / 9]),
      (.bisquare, [0.977350, 0.805490, 0.348056, 0, 0]),
      (.hampel, [1, 1, 2.0 / 3, 0.3, 0]), (.trimmedMean, [1, 1, 0, 0, 0]),
      (.andrewsWave, [0.976922, 0.803583, 0.349934, 0, 0]), (.leastsq, [1, 1, 1, 1, 1]),
    ]
    for (function, values) in expected {
      for (size, value) in zip([0.5, 1.5, 3, 5, 9], values) {
        #expect(abs(function.ofEquations.weight(size) - value) < 2e-6, "\(function) \(size)")
      }
    }
  }

  @Test("are 1 for no residual and never grow with it", arguments: functions)
  func shape(function: RobustWeight) {
    #expect(function.weight(0) == 1)
    let weights = (0...1000).map { function.weight(Double($0) / 100) }
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(weights.allSatisfy { (0...1).contains($0) })
  }

  @Test("multiply as they weigh, and tell how they give way", arguments: functions)
  func slopes(function: RobustWeight) {
    // Off the knots, where the slope jumps.
    let sizes = (0..<90).map { 0.0371 + Double($0) / 10.07 }
    var weights = [Double](repeating: 0.5, count: sizes.count)
    function.multiply(&weights, residuals: sizes.map { $0 * 7 }, unit: 7)
    var slopes = sizes.map { $0 * 7 }
    function.replaceBySlopes(&slopes, unit: 7)
    for (k, size) in sizes.enumerated() {
      #expect(abs(weights[k] - 0.5 * function.weight(size)) < 1e-14)
      let step = 1e-6
      let derivative = (function.weight(size + step) - function.weight(size - step)) / (2 * step)
      // Of a difference quotient of values of 1 with 16 digits, over a step of 1e-6.
      #expect(abs(slopes[k] - size * derivative) < 1e-8, "\(function) \(size)")
    }
  }

  @Test(
    "hold outliers off, but for least squares", arguments: WeightFunction.allCases, [false, true])
  func outliers(function: WeightFunction, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(
      windows: 150, isRemote: isRemote, signalToNoise: 20, outliers: 0.2)
    let result = try #require(
      estimate(solver("mestimate", SolverOptions(weights: function)).solve(synthetic.problem())))
    let error = relativeDistance(result.values, synthetic.truth)
    #expect((error < 0.03) == (function != .leastsq), "\(error)")
  }

  @Test("that are 1 for all windows are least squares")
  func leastSquares() throws {
    let problem = SyntheticProblem(outliers: 0.1).problem()
    let result = try #require(
      estimate(solver("mestimate", SolverOptions(weights: .leastsq)).solve(problem)))
    let expected = try #require(estimate(solver("ols").solve(problem)))
    #expect(relativeDistance(result.values, expected.values) < 1e-13)
    #expect(result.variances == expected.variances)
  }

  @Test("give different estimates each")
  func differ() throws {
    let problem = SyntheticProblem(outliers: 0.1).problem()
    let values = try WeightFunction.allCases.map { function in
      try #require(
        estimate(solver("mestimate", SolverOptions(weights: function)).solve(problem))
      ).values
    }
    #expect(Set(values).count == values.count)
    let standard = try #require(estimate(solver("mestimate").solve(problem)))
    #expect(standard.values == values[1])
  }
}

@Suite("The MM-estimate")
struct MMEstimateTests {
  @Test("holds where the M-estimate does, and with two fifths of the windows gone")
  func breakdown() throws {
    for seed in 1...5 {
      let synthetic = SyntheticProblem(windows: 200, signalToNoise: 20, outliers: 0.4, seed: seed)
      let result = try #require(estimate(solver("mm").solve(synthetic.problem())))
      #expect(relativeDistance(result.values, synthetic.truth) < 0.03)
    }
  }

  @Test("is nearly as good as least squares where noise is normal", arguments: [1, 4])
  func efficiency(harmonics: Int) throws {
    var (errors, least) = (0.0, 0.0)
    for seed in 1...60 {
      let synthetic = SyntheticProblem(windows: 60, harmonics: harmonics, seed: seed)
      let problem = synthetic.problem()
      for name in ["mm", "ols"] {
        let result = try #require(estimate(solver(name).solve(problem)))
        let square = zip(result.values.joined(), synthetic.truth.joined()).reduce(0) {
          $0 + ($1.0 - $1.1).lengthSquared
        }
        if name == "mm" { errors += square } else { least += square }
      }
    }
    // The errors of both are of the same data, so that their ratio is known to a few percent.
    #expect(least / errors > (harmonics == 1 ? 0.85 : 0.93), "\(least / errors)")
  }

  @Test("has a scale that solves its equation, of which half of the residuals know nothing")
  func scale() throws {
    var draws = Draws("scale")
    let problem = SpreadProblem(SyntheticProblem(windows: 999).problem(), team: SoleRank())
    var residuals = (0..<999).map { _ in draws.complex().length }
    let rule = SEstimateScale(problem: problem)
    let scale = rule.value(residuals, from: 1)
    let mean =
      residuals.reduce(0) {
        let rest = max(0, 1 - ($1 / scale) * ($1 / scale))
        return $0 + 1 - rest * rest * rest
      } / 999
    // The iteration ends when the scale changes by less than 1e-6.
    #expect(abs(mean - 0.5) < 1e-5)
    #expect(abs(rule.value(residuals, from: 30) / scale - 1) < 1e-4)
    for k in 0..<450 { residuals[k] = 1e6 }
    #expect(rule.value(residuals, from: 1) < 20 * scale)
  }
}
