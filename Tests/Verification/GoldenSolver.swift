import ComplexModule
import Estimation
import Model
import TestSupport

/// The regressions of resistics 0.0.6 on its own problems: constructed ones, and equations of its project.
struct GoldenSolver: GoldenPart {
  /// Largest differences: of parameters relative to the largest one, of scales and weights likewise.
  private static let exactLimit = 1e-8
  private static let robustLimit = 1e-6

  /// One row for each estimator, over all problems.
  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    let all = try comparisons()
    var names: [String] = []
    for comparison in all where !names.contains(comparison.product) {
      names.append(comparison.product)
    }
    return names.map { name in
      let own = all.filter { $0.product == name && $0.limit != nil }
      var worst = WorstDifference(limit: own.compactMap(\.limit).min() ?? 0)
      for comparison in own { worst.add(comparison.difference, limit: comparison.limit ?? 0) }
      return GoldenRow("solver \(name)", "\(own.count) problems", worst, unit: "largest")
    }
  }

  /// The table of all problems and estimators.
  func verdict() throws -> Verdict {
    var verdict = Verdict()
    let comparisons = try comparisons()
    var table = TextTable(
      "solvers: largest difference of parameters, scale and weights",
      ["estimator", "problem", "difference", "limit", ""])
    for one in comparisons {
      table.add([
        one.product, one.problem, one.difference.scientific,
        one.limit?.scientific ?? "on purpose", one.remark,
      ])
      guard let limit = one.limit else { continue }
      verdict.require("\(one.product) of \(one.problem)", one.difference, atMost: limit)
    }
    table.show()
    // Thirteen estimators of eleven problems, and two stages of four.
    verdict.require(comparisons.count == 11 * 13 + 4 * 2, "\(comparisons.count) were compared")
    return verdict
  }

  private func comparisons() throws -> [SolverComparison] {
    let problems: [String: GoldenProblem] = try ReferenceData.json("solver/index.json")
    return try problems.keys.sorted().flatMap { name in
      guard let problem = problems[name] else { return [SolverComparison]() }
      let equations = try GoldenEquations(name, inputs: problem.inputs)
      let larger = problems["outliers_leverage_60"]
      return Estimator.all.map { row(name, problem, equations, $0, larger) }
        + twoStageRows(name, problem, equations)
    }
  }

  private func row(
    _ name: String, _ problem: GoldenProblem, _ equations: GoldenEquations, _ estimator: Estimator,
    _ larger: GoldenProblem?
  ) -> SolverComparison {
    let fit = estimator.regression.fit(
      columns: equations.columns, y: equations.y, hasIntercept: estimator.hasIntercept)
    func row(
      _ expected: GoldenProblem.Output?, limit: Double?, weights: Bool = true,
      _ remark: String = ""
    ) -> SolverComparison {
      SolverComparison(
        product: estimator.name, problem: name,
        difference: expected?.difference(of: fit, withWeights: weights) ?? .nan, limit: limit,
        remark: remark)
    }
    let expected = problem.outputs[estimator.name]
    let limit = estimator.isRobust ? GoldenSolver.robustLimit : GoldenSolver.exactLimit
    if equations.y.count < fit.values.count {
      return row(
        expected, limit: nil, weights: false,
        "more unknowns than equations: resistics takes the shortest solution, we one with a zero")
    }
    if equations.y.count == fit.values.count || Self.meets(name, estimator) {
      return row(expected, limit: limit, weights: false, "its weights are rounding noise")
    }
    if name == "four_rows_2", estimator.name == "mm" {
      return row(
        expected, limit: 1e-4,
        "limit is where iterations end: in the first pass one equation has a weight, for two unknowns"
      )
    }
    if name == "tiny_units_60", estimator.stops {
      // The same data in other units, for which resistics' stop value lets it iterate.
      return row(
        larger?.outputs[estimator.name].map {
          $0.scaled(by: 1e-9, hasIntercept: estimator.hasIntercept)
        },
        limit: limit,
        "differs on purpose by \((expected?.difference(of: fit, withWeights: false) ?? .nan).scientific):"
          + " resistics stops at 1e-4 in any unit; compared with its result in larger units")
    }
    return row(expected, limit: limit)
  }

  /// Whether a fit meets all equations that it gives a weight.
  private static func meets(_ name: String, _ estimator: Estimator) -> Bool {
    name == "four_rows_2" && estimator.name == "chatterjee_machler_intercept"
  }

  /// The transfer function and variance from the equations of all windows.
  private func twoStageRows(
    _ name: String, _ problem: GoldenProblem, _ equations: GoldenEquations
  ) -> [SolverComparison] {
    guard let expected = problem.twoStage, let perWindow = problem.rowsPerWindow else { return [] }
    let regression = equations.problem(
      name, crossCount: perWindow, isRemote: problem.remote ?? false)
    guard case .estimated(let estimate) = ChatterjeeMachler().solve(regression.problem) else {
      return [SolverComparison(product: "two-stage Z", problem: name, difference: .nan, limit: 0)]
    }
    let values = zip(estimate.values[regression.output], expected.values)
    let size = expected.values.map(\.value.length).max() ?? 0
    let variances = zip(estimate.variances[regression.output], expected.variances)
    return [
      SolverComparison(
        product: "two-stage Z", problem: name,
        difference: (values.map { ($0 - $1.value).length }.max() ?? .nan) / size,
        limit: GoldenSolver.exactLimit),
      SolverComparison(
        product: "two-stage Var", problem: name,
        difference: variances.map { abs($0 / $1 - 1) }.max() ?? .nan,
        limit: GoldenSolver.exactLimit),
    ]
  }
}

/// One estimator on one problem beside what resistics finds.
private struct SolverComparison {
  let product, problem: String
  let difference: Double
  /// `nil` where we differ on purpose.
  let limit: Double?
  var remark = ""
}

/// One of resistics' estimators, by its name in the reference data, and ours.
private struct Estimator {
  let name: String
  let regression: EquationRegression
  var hasIntercept = false

  /// Whether an absolute stop value matters.
  var stops: Bool { regression != .leastSquares }

  var isRobust: Bool { regression != .leastSquares && regression != .boundedInfluence }

  static let all: [Estimator] =
    WeightFunction.allCases.map { Estimator(name: "m_\($0.rawValue)", regression: .mEstimate($0)) }
    + [
      Estimator(name: "ols", regression: .leastSquares),
      Estimator(name: "ols_intercept", regression: .leastSquares, hasIntercept: true),
      Estimator(name: "chatterjee_machler", regression: .boundedInfluence),
      Estimator(
        name: "chatterjee_machler_intercept", regression: .boundedInfluence, hasIntercept: true),
      Estimator(name: "m_huber_intercept", regression: .mEstimate(.huber), hasIntercept: true),
      Estimator(name: "mm", regression: .mmEstimate(.found)),
      Estimator(name: "mm_intercept", regression: .mmEstimate(.found), hasIntercept: true),
    ]
}
