import ComplexModule
import Estimation
import Model
import TestSupport
import Testing

@Suite("Windows without power")
struct SilentWindowTests {
  /// One input, one output that is twice it; every window with the power given.
  private func problem(_ powers: [Double]) -> RegressionProblem {
    var values: [Double] = []
    values += powers
    values += powers.map { 2 * $0 }
    values += powers.map { _ in 0 }
    values += powers.map { 4 * $0 }
    return RegressionProblem(
      crossPowers: CrossPowers(channelCount: 2, windowCount: powers.count, values: values)
        .withoutSilentWindows(),
      inputCount: 1, outputCount: 1, referenceCount: 0, degreesOfFreedom: 3)
  }

  @Test(
    "do not count, and are no estimate when they are all there is",
    arguments: ["mestimate", "cm", "ols"])
  func silent(solver: String) throws {
    let solver = SolverSettings(method: solver).makeSolver()
    let powers = [1.0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2]
    let problem = problem(powers)
    #expect(problem.windowCount == 6)
    guard case .estimated(let estimate) = solver.solve(problem) else {
      Issue.record("no estimate from six windows")
      return
    }
    #expect((estimate.values[0][0] - Complex(2)).length < 1e-9)
    #expect(estimate.windowCount == 6)
    guard case .tooFewWindows = solver.solve(self.problem([0, 0, 0, 0])) else {
      Issue.record("an estimate from nothing")
      return
    }
  }
}
