import ComplexModule
import Model
import Pipeline
import TestSupport

/// The other methods of resistics in whole runs: what they make of the golden project is what resistics'
/// regressions found for equations that were taken out of it.
struct GoldenMethods: GoldenPart {
  /// The keys that choose a method, by its name in the reference data.
  private static let methods = [
    ("ols", "method = ols"), ("ols_intercept", "method = ols\nintercept = True"),
    ("m_huber", "method = mestimate\nweights = huber"),
    ("m_bisquare", "method = mestimate\nweights = bisquare"),
    ("m_hampel", "method = mestimate\nweights = hampel"),
    ("m_trimmedMean", "method = mestimate\nweights = trimmedMean"),
    ("m_andrewsWave", "method = mestimate\nweights = andrewsWave"),
    ("m_leastsq", "method = mestimate\nweights = leastsq"),
    ("m_huber_intercept", "method = mestimate\nweights = huber\nintercept = True"),
    ("mm", "method = mm"), ("mm_intercept", "method = mm\nintercept = True"),
  ]

  /// resistics' spectra are of single precision, which moves values by some 1e-8; variances are of residuals,
  /// which are smaller than what they are differences of, and move by some 1e-5.
  fileprivate static let (valueLimit, varianceLimit) = (1e-6, 1e-4)

  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    let problems = try GoldenMethods.problems(golden)
    let functions = problems.map(\.function)
    return try GoldenMethods.methods.flatMap { name, keys in
      let ours = try golden.functions(functions, solver: keys)
      var values = WorstDifference(limit: Self.valueLimit)
      var variances = WorstDifference(limit: Self.varianceLimit)
      for problem in problems {
        problem.compare(name, ours[problem.function.name], &values, &variances)
      }
      let extent = "\(problems.count) outputs"
      return [
        GoldenRow("run with \(name): Z", extent, values, unit: "norm of the row"),
        GoldenRow("run with \(name): Var", extent, variances, unit: "itself"),
      ]
    }
  }

  private static func problems(_ golden: GoldenSet) throws -> [ProjectProblem] {
    let all: [String: GoldenProblem] = try ReferenceData.json("solver/index.json")
    return try all.keys.sorted().compactMap { name in
      guard let problem = all[name], problem.twoStage != nil else { return nil }
      return try ProjectProblem(name, problem, golden.functions)
    }
  }
}

/// Equations of one output at one frequency of the project, and what resistics' regressions make of them.
private struct ProjectProblem {
  let function: GoldenFunction
  private let place: Int
  private let output: String
  private let problem: GoldenProblem
  private let equations: GoldenEquations

  /// - Parameter name: Such as `local_A_L1_e3_Ex`: transfer function, level, its frequency, output.
  init?(_ name: String, _ problem: GoldenProblem, _ functions: [GoldenFunction]) throws {
    let words = name.split(separator: "_").map(String.init)
    let level = words.dropLast(2).last.flatMap { Int($0.dropFirst()) }
    let index = words.dropLast().last.flatMap { Int($0.dropFirst()) }
    let label = words.dropLast(3).joined(separator: "_")
    guard let function = functions.first(where: { $0.name == label }), let level, let index,
      let first = function.level.firstIndex(of: level), let output = words.last
    else { throw UserError(.data, name, "is of no transfer function", remedy: "copy it again") }
    (self.function, place, self.output, self.problem) = (function, first + index, output, problem)
    equations = try GoldenEquations(name, inputs: problem.inputs)
  }

  func compare(
    _ method: String, _ ours: TransferFunction?, _ values: inout WorstDifference,
    _ variances: inout WorstDifference
  ) {
    let all = problem.outputs[method]?.parameters ?? []
    let truth = Array(all.suffix(problem.inputs))
    let frequency = function.frequencies[place]
    let point = ours?.points.first {
      $0.level == function.level[place] && abs($0.frequency / frequency - 1) < 1e-9
    }
    guard let ours, let point, let row = Channel(output).flatMap(ours.outputs.firstIndex(of:)),
      truth.count == problem.inputs
    else {
      values.add(.nan, limit: 0)
      return
    }
    let norm = truth.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
    let constant = all.count > truth.count ? all[0] : .zero
    let expected = formulaVariances(truth, constant)
    for k in truth.indices {
      values.add(
        (point.estimate.values[row][k] - truth[k]).length / norm, limit: GoldenMethods.valueLimit)
      variances.add(
        abs(point.estimate.variances[row][k] / expected[k] - 1),
        limit: GoldenMethods.varianceLimit)
    }
  }

  /// resistics' variances of two inputs, `1.91472 s² Re[(X* X)^-1]_kk`, from its own parameters.
  private func formulaVariances(_ values: [Complex<Double>], _ constant: Complex<Double>)
    -> [Double]
  {
    let (a, b) = (equations.columns[0], equations.columns[1])
    let residuals = equations.y.indices.map {
      (equations.y[$0] - constant - a[$0] * values[0] - b[$0] * values[1]).length
    }.filter { $0 > 0 }.sorted()
    let middle = residuals.count / 2
    let median =
      residuals.count % 2 == 1
      ? residuals[middle] : (residuals[middle - 1] + residuals[middle]) / 2
    let scale = median / 0.67448975019608171
    let powers = [a, b].map { $0.reduce(0) { $0 + $1.lengthSquared } }
    let cross = zip(a, b).reduce(Complex<Double>.zero) { $0 + $1.0.conjugate * $1.1 }
    let determinant = powers[0] * powers[1] - cross.lengthSquared
    return [powers[1], powers[0]].map { 1.91472 * scale * scale * $0 / determinant }
  }
}
