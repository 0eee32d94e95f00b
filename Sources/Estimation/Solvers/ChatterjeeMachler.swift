internal import ComplexModule
internal import Kernels
package import Model

/// The two-stage bounded-influence regression of resistics 0.0.6, for results that compare with it.
///
/// Every window gives one equation for each cross channel, `S_oc = Σ_k Z_k S_kc`: with a remote reference
/// its channels, else all inputs and outputs. A first fit weights the equations; their weighted means over
/// windows, one a cross channel, are fitted again. The stop of the iteration is relative to the data,
/// where resistics' is absolute and depends on units. Variances are resistics' own, which count every
/// equation as independent and are therefore small.
///
/// Source: Chatterjee & Mächler (1997) doi:10.1080/03610929708831988.
package struct ChatterjeeMachler: TransferFunctionSolver {
  package static let name = "cm"

  private let maximumPasses: Int

  /// resistics makes at most 100 passes.
  package init(maximumPasses: Int = 100) {
    self.maximumPasses = maximumPasses
  }

  package func solve(_ problem: RegressionProblem) -> EstimateOutcome {
    let crosses =
      problem.hasRemoteReference
      ? Array(problem.references) : Array(problem.inputs) + Array(problem.outputs)
    let need = (problem.inputCount + crosses.count - 1) / crosses.count
    guard problem.windowCount >= need, crosses.count >= problem.inputCount else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    let rows = problem.outputs.map { Rows(problem, output: $0, crosses: crosses) }
    let results = rows.map { $0.twoStage(maximumPasses: maximumPasses) }
    let count = problem.outputCount
    let sums = problem.crossPowers.weightedSum(
      [Double](repeating: 1, count: problem.windowCount))
    guard let power = sums.block(problem.inputs, problem.inputs).inverse() else {
      return .dependentInputs
    }
    var covariance = ComplexMatrix(rows: count, columns: count)
    for (o, result) in results.enumerated() {
      covariance[o, o] = Complex(result.variances[0] / max(power[0, 0].real, .leastNormalMagnitude))
    }
    return .estimated(
      Estimate(
        values: results.map(\.values), variances: results.map(\.variances),
        inverseSignalPower: power.nested, residualCovariance: covariance.nested,
        windowCount: problem.windowCount,
        weightSums: results.map { _ in Double(problem.windowCount) },
        coherences: results.map(\.coherence), passes: results.map(\.passes).max() ?? 0,
        converged: results.allSatisfy { $0.passes < maximumPasses }))
  }
}

/// The equations of one output, window by window and, within, cross channel by cross channel.
private struct Rows {
  let columns: [[Complex<Double>]]
  let y: [Complex<Double>]
  let crossCount: Int

  init(_ problem: RegressionProblem, output: Int, crosses: [Int]) {
    func row(_ channel: Int) -> [Complex<Double>] {
      (0..<problem.windowCount).flatMap { window in
        crosses.map { cross in
          let (real, imaginary) = problem.crossPowers.element(channel, cross, window: window)
          return Complex(real, imaginary)
        }
      }
    }
    columns = problem.inputs.map(row)
    y = row(output)
    crossCount = crosses.count
  }

  struct Result {
    let values: [Complex<Double>]
    let variances: [Double]
    let coherence: Double
    let passes: Int
  }

  func twoStage(maximumPasses: Int) -> Result {
    let first = ChatterjeeMachlerFit(columns: columns, y: y, maximumPasses: maximumPasses)
    let second = ChatterjeeMachlerFit(
      columns: columns.map { means($0, first.weights) }, y: means(y, first.weights),
      maximumPasses: maximumPasses)
    let design = ComplexLeastSquares(columns: columns)
    let residuals = design.residuals(y, second.values)
    let explained = 1 - power(residuals) / max(power(y), .leastNormalMagnitude)
    return Result(
      values: second.values, variances: variances(residuals), coherence: min(1, max(0, explained)),
      passes: max(first.passes, second.passes))
  }

  /// Means over windows of the weighted equations of each cross channel.
  private func means(_ values: [Complex<Double>], _ weights: [Double]) -> [Complex<Double>] {
    let windows = values.count / crossCount
    return (0..<crossCount).map { cross in
      var sum = Complex<Double>.zero
      for window in 0..<windows {
        let row = window * crossCount + cross
        sum += Complex(weights[row]) * values[row]
      }
      return sum / Complex(Double(windows))
    }
  }

  /// `1.91472 s² Re[(X* X)^-1]_kk` with s from the median of the residuals' moduli.
  private func variances(_ residuals: [Complex<Double>]) -> [Double] {
    let scale = median(residuals.map(\.length).filter { $0 > 0 }) / 0.67448975019608171
    var normal = ComplexMatrix(rows: columns.count, columns: columns.count)
    for a in columns.indices {
      for b in columns.indices {
        var sum = Complex<Double>.zero
        for row in y.indices { sum += columns[a][row].conjugate * columns[b][row] }
        normal[a, b] = sum
      }
    }
    guard let inverse = normal.inverse() else { return columns.map { _ in .infinity } }
    return columns.indices.map { 1.91472 * scale * scale * inverse[$0, $0].real }
  }

  private func power(_ values: [Complex<Double>]) -> Double {
    values.reduce(0) { $0 + $1.lengthSquared }
  }
}

/// One bounded-influence fit: weights fall with an equation's residual and with its leverage.
struct ChatterjeeMachlerFit {
  let values: [Complex<Double>]
  let weights: [Double]
  let passes: Int

  init(columns: [[Complex<Double>]], y: [Complex<Double>], maximumPasses: Int) {
    let design = ComplexLeastSquares(columns: columns)
    var leverages = design.leverages()
    let largest = max(leverages.max() ?? 1, .leastNormalMagnitude)
    for row in leverages.indices { leverages[row] /= largest }
    let share = Double(columns.count) / Double(y.count)
    var weights = leverages.map { 1 / max($0, share) }
    var solution: [Complex<Double>] = []
    var previous: [Complex<Double>]?
    var passes = 0
    let size = y.reduce(0) { $0 + $1.length }
    while passes < maximumPasses {
      passes += 1
      solution = design.solve(y, weights: weights)
      let residuals = design.residuals(y, solution)
      let moduli = residuals.map(\.length)
      // Nothing is left but rounding: the equations are met.
      if moduli.reduce(0, +) <= 1e-12 * size { break }
      let floor = median(moduli)
      for row in weights.indices {
        let influence = (1 - leverages[row]) * (1 - leverages[row])
        weights[row] = influence / max(moduli[row], floor)
      }
      if let previous, distance(residuals, previous) < 1e-4 * norm(residuals) { break }
      previous = residuals
    }
    values = solution
    self.weights = weights
    self.passes = passes
  }
}

private func norm(_ values: [Complex<Double>]) -> Double {
  values.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
}

private func distance(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).lengthSquared }.squareRoot()
}
