import ComplexModule
import Model
import TestSupport
import Testing

@testable import Estimation

/// Cross channels other than the inputs, more of them than inputs, and constant parts of cross-powers.
@Suite("References of an estimate")
struct ReferenceTests {
  static let names = TransferFunctionSolvers.all.map { $0.name }

  @Test(
    "may be any channels of the run", arguments: names, [[0, 1], [2, 3], [0, 3], [0, 1, 2, 3]])
  func crosses(name: String, crosses: [Int]) throws {
    var synthetic = SyntheticProblem(crosses: crosses, signalToNoise: nil)
    let exact = try #require(estimate(solver(name).solve(synthetic.problem())))
    #expect(relativeDistance(exact.values, synthetic.truth) < 1e-10)
    synthetic.signalToNoise = 10
    let chosen = try #require(estimate(solver(name).solve(synthetic.problem())))
    #expect(relativeDistance(chosen.values, synthetic.truth) < 0.1)
    synthetic.crosses = []
    let usual = try #require(estimate(solver(name).solve(synthetic.problem())))
    // The cross channels that a method takes by itself: all for cm, the inputs for the others.
    let isUsual = crosses == (name == "cm" ? [0, 1, 2, 3] : [0, 1])
    #expect((chosen.values == usual.values) == isUsual)
  }

  @Test("that are outputs give estimates that their noise enlarges")
  func outputsAsReferences() throws {
    // As for noise on the inputs, where it makes them smaller (Gamble et al. 1979).
    var synthetic = SyntheticProblem(windows: 400, crosses: [2, 3], signalToNoise: 2)
    synthetic.harmonics = 6
    let result = try #require(estimate(solver("ols").solve(synthetic.problem())))
    let ratio = result.values[1][0].length / synthetic.truth[1][0].length
    #expect(ratio > 1.1)
  }

  @Test("that are too few, or the same, give no estimate", arguments: names)
  func few(name: String) {
    for crosses in [[0], [0, 0]] {
      let outcome = solver(name).solve(SyntheticProblem(crosses: crosses).problem())
      #expect(estimate(outcome) == nil || name == "cm" && crosses.count == 2)
    }
  }

  @Test(
    "that are more than the inputs know nothing of units", arguments: ["ols", "mestimate", "mm"])
  func units(name: String) throws {
    let synthetic = SyntheticProblem(crosses: [0, 1, 3], outliers: 0.1)
    let plain = try #require(estimate(solver(name).solve(synthetic.problem())))
    for unit in [1e-6, 1e6] {
      let scaled = try #require(
        estimate(solver(name).solve(synthetic.problem(scaling: [1, 1, unit, unit]))))
      let expected = plain.values.map { $0.map { $0 * Complex(unit) } }
      #expect(relativeDistance(scaled.values, expected) < 1e-9)
      for (a, b) in zip(scaled.variances.joined(), plain.variances.joined()) {
        #expect(abs(a / (b * unit * unit) - 1) < 1e-6)
      }
    }
  }

  /// A problem whose cross-powers have a part that is the same in all windows.
  private func withConstants(_ problem: RegressionProblem) -> RegressionProblem {
    var powers = problem.crossPowers
    let n = powers.channelCount
    // Noise power of the inputs, and something that reaches the inputs and outputs together.
    for (a, b, value) in [(0, 0, 0.5), (1, 1, 0.5), (0, 2, 0.8), (1, 2, -0.5), (0, 3, 0.4)] {
      let plane = CrossPowers.plane(a, b, channelCount: n)
      for w in 0..<powers.windowCount { powers.values[plane * powers.windowCount + w] += value }
    }
    return problem.with(powers)
  }

  @Test("with an intercept, what all windows share does not matter", arguments: names)
  func intercept(name: String) throws {
    // Cross channels that are inputs: for cm, equations with outputs as well would have other constants.
    var synthetic = SyntheticProblem(crosses: [0, 1], signalToNoise: nil)
    synthetic.windows = 120
    let options = SolverOptions(hasIntercept: true)
    let exact = try #require(estimate(solver(name, options).solve(synthetic.problem())))
    #expect(relativeDistance(exact.values, synthetic.truth) < 1e-10)
    let problem = withConstants(synthetic.problem())
    let plain = try #require(estimate(solver(name).solve(problem)))
    let result = try #require(estimate(solver(name, options).solve(problem)))
    let (error, before) = (
      relativeDistance(result.values, synthetic.truth),
      relativeDistance(plain.values, synthetic.truth)
    )
    if name == "ols" { #expect(error < 1e-10) }
    #expect(before > 0.02, "\(before)")
    // One constant for all cross channels is not enough for two, and helps in part.
    #expect(error < (name == "cm" ? 1 : 0.3) * before, "\(error) \(before)")
  }

  @Test("with an intercept, errors still hold the truth 95 times in 100", arguments: ["ols", "mm"])
  func coverage(name: String) throws {
    var (inside, count) = (0, 0)
    for seed in 1...60 {
      let synthetic = SyntheticProblem(windows: 60, seed: seed)
      let result = try #require(
        estimate(solver(name, SolverOptions(hasIntercept: true)).solve(synthetic.problem())))
      for (o, row) in synthetic.truth.enumerated() {
        for (i, expected) in row.enumerated() {
          let error = result.values[o][i] - expected
          let bound = 1.96 * (result.variances[o][i] / 2).squareRoot()
          inside += (abs(error.real) <= bound ? 1 : 0) + (abs(error.imaginary) <= bound ? 1 : 0)
          count += 2
        }
      }
    }
    let share = Double(inside) / Double(count)
    #expect(share > 0.90 && share < 0.98, "\(inside) of \(count)")
  }
}
