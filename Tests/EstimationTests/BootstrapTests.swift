import ComplexModule
import Model
import TestSupport
import Testing

@testable import Estimation

@Suite("Errors from replicates")
struct BootstrapTests {
  static let names = TransferFunctionSolvers.all.map { $0.name }

  struct Case: CustomTestStringConvertible, Sendable {
    var solver: String
    var windows: Int
    var problems: Int
    var isRemote = false
    var outliers = 0.0

    var testDescription: String {
      "\(solver), \(windows) windows\(isRemote ? ", remote" : "")"
        + (outliers > 0 ? ", outliers" : "")
    }
  }

  static let cases = [
    Case(solver: "ols", windows: 40, problems: 25),
    Case(solver: "ols", windows: 40, problems: 25, isRemote: true),
    Case(solver: "mestimate", windows: 20, problems: 25),
    Case(solver: "mestimate", windows: 40, problems: 25, outliers: 0.2),
    Case(solver: "mestimate", windows: 40, problems: 25, isRemote: true),
    Case(solver: "mm", windows: 40, problems: 25, outliers: 0.2),
  ]

  @Test("of 1.96 sigma hold the truth 95 times in 100", arguments: cases)
  func coverage(test: Case) throws {
    let (share, count) = try share(test, SolverOptions(bootstraps: 40))
    // Three standard errors of a share of 95 %, and 2 % for what errors of a few windows miss.
    let slack = 3 * (0.95 * 0.05 / Double(count)).squareRoot() + 0.02
    #expect(abs(share - 0.95) < slack, "\(share) of \(count)")
  }

  @Test("are honest for Chatterjee and Mächler's method, whose own formula is not")
  func chatterjeeMachler() throws {
    let test = Case(solver: "cm", windows: 40, problems: 20, isRemote: true)
    let replicated = try share(test, SolverOptions(bootstraps: 30)).share
    let formula = try share(test, SolverOptions()).share
    #expect(replicated > 0.85 && replicated < 0.99, "\(replicated)")
    #expect(replicated > formula, "\(replicated) \(formula)")
  }

  @Test(
    "are larger than the formula's where equations are weighted, which hold the truth too rarely",
    arguments: names)
  func equations(name: String) throws {
    let test = Case(solver: name, windows: 40, problems: 20, isRemote: true)
    let formula = try share(test, SolverOptions(form: .equations)).share
    let replicated = try share(test, SolverOptions(bootstraps: 30, form: .equations)).share
    // Without what the weights give way, some of the way to 0.95 is left.
    #expect(formula < 0.8 && replicated > formula + 0.1, "\(formula) \(replicated)")
    #expect(replicated > 0.8 && replicated < 0.99, "\(replicated)")
  }

  /// The share of parts of elements whose truth is within 1.96 sigma, and how many there are.
  private func share(_ test: Case, _ options: SolverOptions) throws -> (share: Double, count: Int) {
    var (inside, count) = (0, 0)
    for seed in 1...test.problems {
      let synthetic = SyntheticProblem(
        windows: test.windows, isRemote: test.isRemote, outliers: test.outliers, seed: seed)
      let result = try #require(
        estimate(solver(test.solver, options).solve(synthetic.problem())))
      for (o, row) in synthetic.truth.enumerated() {
        for (i, expected) in row.enumerated() {
          let error = result.values[o][i] - expected
          let bound = 1.96 * (result.variances[o][i] / 2).squareRoot()
          inside += (abs(error.real) <= bound ? 1 : 0) + (abs(error.imaginary) <= bound ? 1 : 0)
          count += 2
        }
      }
    }
    return (Double(inside) / Double(count), count)
  }

  @Test("leave all but the variances as they are", arguments: names)
  func onlyVariances(name: String) throws {
    let problem = SyntheticProblem(outliers: 0.1).problem()
    let plain = try #require(estimate(solver(name).solve(problem)))
    var replicated = try #require(
      estimate(solver(name, SolverOptions(bootstraps: 50)).solve(problem)))
    #expect(replicated.variances != plain.variances)
    replicated.variances = plain.variances
    #expect(replicated == plain)
  }

  @Test("of many windows and replicates are those of the formula")
  func agreesWithFormula() throws {
    let problem = SyntheticProblem(windows: 150).problem()
    let plain = try #require(estimate(solver("ols").solve(problem)))
    let replicated = try #require(
      estimate(solver("ols", SolverOptions(bootstraps: 400)).solve(problem)))
    for (a, b) in zip(replicated.variances.joined(), plain.variances.joined()) {
      // A variance of 400 complex numbers is good to 1 / √400 = 5 %; four times that.
      #expect(abs(a / b - 1) < 0.2)
    }
  }

  @Test("depend on the problem's label", arguments: names)
  func labels(name: String) throws {
    let problem = SyntheticProblem().problem()
    let variances = try ["A 1 0.5", "A 1 0.25", "A 2 0.5"].map { label in
      let labelled = RegressionProblem(
        crossPowers: problem.crossPowers, inputCount: 2, outputCount: 2, referenceCount: 0,
        degreesOfFreedom: 4, label: label)
      let options = SolverOptions(bootstraps: 20)
      return try #require(estimate(solver(name, options).solve(labelled))).variances
    }
    #expect(Set(variances).count == 3)
  }

  @Test("are finite, whatever a window looks like", arguments: names, [false, true])
  func finite(name: String, hasIntercept: Bool) throws {
    let options = SolverOptions(hasIntercept: hasIntercept, bootstraps: 8)
    for seed in 1...6 {
      // With an intercept, the few windows that are left must also differ.
      let synthetic = SyntheticProblem(
        windows: hasIntercept ? 15 : 5, outliers: 0.3, bursts: 0.3, seed: seed)
      let result = try #require(estimate(solver(name, options).solve(synthetic.problem())))
      #expect(result.variances.joined().allSatisfy { $0.isFinite && $0 > 0 })
    }
  }
}
