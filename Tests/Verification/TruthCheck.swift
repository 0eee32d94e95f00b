import ComplexModule
import Model
import Pipeline
import Synthesis
import TestSupport

/// Against surveys that were made without noise, so that every difference is the method's own.
struct TruthCheck {
  private static let constantLimit = 1e-5
  /// Percent, degrees, percent.
  private static let layeredLimits = (median: 0.5, phase: 0.3, worst: 3.0)
  private static let solvers = ["ols", "cm", "mestimate"]
  private static let enoughWindows = 20

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    try constant(&verdict)
    try layered(isOffGrid: false, &verdict)
    try layered(isOffGrid: true, &verdict)
    return verdict
  }

  /// A transfer function that is real and the same at all frequencies comes back at every period.
  private func constant(_ verdict: inout Verdict) throws {
    let survey = try TruthSurveys.survey(TruthSurveys.constant, isOffGrid: false)
    let runs = [survey.run("A"), survey.run("A", remote: "R")]
    var columns: [(name: String, errors: [(period: Double, windows: Int, error: Double)])] = []
    for solver in TruthCheck.solvers {
      for function in try survey.process(survey.job(runs, solver: solver)) {
        let name = "\(solver) \(function.origin.remote == nil ? "single" : "remote")"
        columns.append((name, errors(function)))
        verdict.require(
          "constant ground, \(name)", columns.last?.errors.map(\.error).max() ?? .nan,
          atMost: TruthCheck.constantLimit, unit: " of the row's norm")
      }
    }
    verdict.require(
      columns.count == 2 * TruthCheck.solvers.count, "some transfer functions are missing")
    let fewest = columns.map(\.errors.count).min() ?? 0
    verdict.require(fewest >= 20, "constant ground: only \(fewest) periods")
    var table = TextTable(
      "frequency-independent Z and T: error, of the norm of the row; limit "
        + TruthCheck.constantLimit.scientific, ["period s", "windows"] + columns.map(\.name))
    for (index, row) in (columns.first?.errors ?? []).enumerated() {
      table.add(
        [row.period.period, "\(row.windows)"]
          + columns.map {
            index < $0.errors.count ? $0.errors[index].error.scientific : "-"
          })
    }
    table.show()
  }

  /// The largest error of the three rows at each period.
  private func errors(_ function: TransferFunction)
    -> [(period: Double, windows: Int, error: Double)]
  {
    let truth = TruthSurveys.constant.values(at: 1)
    return function.points.map { point in
      let errors = zip(function.outputs, point.estimate.values).map { output, row in
        let exact = function.inputs.map { truth.element(output, $0) ?? .zero }
        let norm = exact.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
        return (zip(row, exact).map { ($0 - $1).length }.max() ?? .nan) / norm
      }
      return (point.period, point.estimate.windowCount, errors.max() ?? .nan)
    }
  }
}

// Layers, at sites on and off the grid of samples.
extension TruthCheck {
  private func layered(isOffGrid: Bool, _ verdict: inout Verdict) throws {
    let survey = try TruthSurveys.survey(TruthSurveys.layered, isOffGrid: isOffGrid)
    let runs =
      isOffGrid
      ? [survey.run("A", input: "B"), survey.run("A", input: "B", remote: "R")]
      : [survey.run("A"), survey.run("A", remote: "R")]
    let place = isOffGrid ? "inter-site off the grid" : "one site on the grid"
    let functions = try survey.process(survey.job(runs))
    verdict.require(functions.count == 2, "some transfer functions are missing")
    for function in functions {
      let name = "\(place), \(function.origin.remote == nil ? "no remote" : "remote reference")"
      let comparison = Comparison(function) { output, input, hertz in
        TruthSurveys.layered.values(at: hertz).element(output, input)
      }
      show(name, comparison)
      judge(name, comparison, &verdict)
    }
  }

  private func judge(_ name: String, _ comparison: Comparison, _ verdict: inout Verdict) {
    let rows = comparison.selecting([.xy, .yx]).rows.filter {
      $0.windowCount >= TruthCheck.enoughWindows
    }
    let moduli = rows.map { abs($0.modulusError) }
    let phases = rows.map { abs($0.phaseError) }
    let limits = TruthCheck.layeredLimits
    let worst = moduli.max() ?? .nan
    print("  |Z| of xy and yx at periods of \(TruthCheck.enoughWindows) windows and more:")
    print(
      "  median \(median(moduli).fixed(3)) % (limit \(limits.median.fixed(1))),"
        + " \(median(phases).fixed(3))° (\(limits.phase.fixed(1)));"
        + " worst \(worst.fixed(2)) % (\(limits.worst.fixed(1))),"
        + " \((phases.max() ?? .nan).fixed(2))°\n")
    verdict.require(
      "median |Z| error, \(name),", median(moduli), atMost: limits.median, unit: " %", decimals: 3)
    verdict.require(
      "median phase error, \(name),", median(phases), atMost: limits.phase, unit: "°", decimals: 3)
    verdict.require(
      "worst |Z| error, \(name),", worst, atMost: limits.worst, unit: " %", decimals: 2)
    let levels = Set(rows.map(\.frequency)).count
    verdict.require(levels >= 15, "\(name): only \(levels) periods have enough windows")
  }

  private func show(_ name: String, _ comparison: Comparison) {
    var table = TextTable(
      "layered ground, \(name): error of |Z| and phase, others as a share of their row",
      [
        "period s", "windows", "xy %", "xy °", "yx %", "yx °", "xx %", "yy %", "zx %", "zy %", "",
      ])
    for period in Set(comparison.rows.map(\.period)).sorted() {
      let rows = comparison.rows.filter { $0.period == period }
      let windows = rows.map(\.windowCount).max() ?? 0
      func row(_ output: Channel, _ input: Channel) -> Comparison.Row? {
        rows.first { $0.output == output && $0.input == input }
      }
      func share(_ output: Channel, _ input: Channel) -> String {
        let norm = rows.filter { $0.output == output }
          .reduce(0) { $0 + $1.reference.lengthSquared }.squareRoot()
        let error = row(output, input).map { ($0.value - $0.reference).length }
        return (100 * (error ?? .nan) / norm).fixed(2)
      }
      let main = [row(.ex, .hy), row(.ey, .hx)].flatMap {
        [($0?.modulusError ?? .nan).fixed(2), ($0?.phaseError ?? .nan).fixed(2)]
      }
      table.add(
        [period.period, "\(windows)"] + main
          + [share(.ex, .hx), share(.ey, .hy), share(.hz, .hx), share(.hz, .hy)]
          + [windows < TruthCheck.enoughWindows ? "not judged" : ""])
    }
    table.show()
  }
}
