import ComplexModule
import Model
import TestSupport
import Testing

@testable import Estimation

@Suite("Regressions of equations")
struct EquationTests {
  static let x: [(Double, Double)] = [(1, 0), (0, 1), (1, 1), (2, 1), (1, -1), (3, 2)]
  static let y: [Complex<Double>] = [
    Complex(2), Complex(3), Complex(5.5), Complex(6.8), Complex(-1.2), Complex(12, 3),
  ]

  private func fit(_ regression: EquationRegression, unit: Double = 1) -> EquationFit {
    let x = Self.x
    return regression.fit(
      columns: [x.map { Complex($0.0 * unit) }, x.map { Complex($0.1 * unit) }],
      y: Self.y.map { $0 * Complex(unit) }, hasIntercept: false)
  }

  @Test("give resistics' numbers for six rows")
  func sixRows() {
    let huber = fit(.mEstimate(.huber))
    #expect(
      relativeDistance(
        [huber.values], [[Complex(1.929778336, 0.251198916), Complex(3.144088172, 0.251198916)]])
        < 1e-9)
    #expect(abs(huber.scale - 0.703028906) < 1e-9)
    #expect(abs(huber.weights[5] - 0.432042080) < 1e-9)
    let mm = fit(.mmEstimate(.found))
    #expect(
      relativeDistance(
        [mm.values], [[Complex(1.930949648, 0.313744444), Complex(3.138138226, 0.304962166)]])
        < 1e-9)
    #expect(abs(mm.scale - 0.807104798) < 1e-9)
  }

  @Test("keep the first part's scale in an MM-estimate of our own")
  func keptScale() {
    let huber = fit(.mEstimate(.huber))
    #expect(fit(.mmEstimate(.kept)).scale == huber.scale)
    #expect(fit(.mmEstimate(.kept)).values != fit(.mmEstimate(.found)).values)
  }

  static let regressions: [EquationRegression] =
    [.leastSquares, .boundedInfluence, .mmEstimate(.kept), .mmEstimate(.found)]
    + WeightFunction.allCases.map { .mEstimate($0) }

  @Test("do not know of units", arguments: regressions)
  func units(regression: EquationRegression) {
    let plain = fit(regression)
    for unit in [1e-12, 1e12] {
      #expect(relativeDistance([fit(regression, unit: unit).values], [plain.values]) < 1e-9)
    }
  }

  @Test("find a constant part where there is one", arguments: regressions)
  func intercept(regression: EquationRegression) {
    var draws = Draws("intercept")
    let columns = (0..<2).map { _ in draws.complexes(40) }
    let y = (0..<40).map { columns[0][$0] - Complex(0, 2) * columns[1][$0] + Complex(3, 1) }
    let fit = regression.fit(columns: columns, y: y, hasIntercept: true)
    #expect(relativeDistance([fit.values], [[Complex(3, 1), Complex(1), Complex(0, -2)]]) < 1e-12)
  }

  @Test(
    "make transfer functions in the form of equations, too",
    arguments: ["ols", "mestimate", "mm"], [false, true])
  func form(name: String, isRemote: Bool) throws {
    let options = SolverOptions(form: .equations)
    var synthetic = SyntheticProblem(
      isRemote: isRemote, signalToNoise: nil, remoteNoise: 0, outputs: 3)
    let exact = try #require(estimate(solver(name, options).solve(synthetic.problem())))
    #expect(relativeDistance(exact.values, synthetic.truth) < 1e-11)
    synthetic = SyntheticProblem(windows: 150, isRemote: isRemote, outliers: 0.2)
    let problem = synthetic.problem()
    let result = try #require(estimate(solver(name, options).solve(problem)))
    let windows = try #require(estimate(solver(name).solve(problem)))
    #expect(result.values != windows.values)
    if name != "ols" { #expect(relativeDistance(result.values, synthetic.truth) < 0.1) }
  }
}
