import ComplexModule
import Formats
import Foundation
import Model
import RealModule
import Synthesis

/// Estimates of synthetic surveys of many seeds against their truth: what `run/verify-remote` leaves.
struct RemoteCheck {
  /// Holds `NOISE/SEED/truth.json` and `NOISE/SEED/results/METHOD_RUN.edi`.
  let folder: String

  /// Those that have to be without bias, and those that are printed beside them.
  private static let judged = [
    "mestimate", "mestimate-huber", "mestimate-hampel", "mestimate-trimmedMean",
    "mestimate-andrewsWave", "mm",
  ]
  private static let beside = ["mestimate-leastsq", "cm"]
  /// Percent of Z, and what parts within two standard errors may be.
  private static let medianBias = 0.15
  private static let shares = 0.92...0.98
  /// Seconds.
  private static let biasPeriods = 0.03...4.0001
  private static let accuracyPeriods = 0.05...20.0

  /// Median and 90th percentile of |Δρ|/ρ in percent; nil where only the median is judged.
  private static let accuracy: [(noise: String, run: String, median: Double, high: Double?)] = [
    ("hard", "remote-R", 1.5, nil), ("quiet", "single", 0.15, 0.5),
    ("quiet", "remote-R", 0.15, 0.5),
    ("outliers", "single", 0.22, 0.9), ("outliers", "remote-R", 0.22, 0.9),
  ]

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    try bias(&verdict)
    try accuracy(&verdict)
    for (noise, run, _, _) in Self.accuracy where noise != "hard" {
      try halfDecades(noise, run, &verdict)
    }
    try halfDecades("hard", "remote-R", &verdict)
    return verdict
  }

  /// One comparison of xy and yx a seed.
  private func comparisons(_ noise: String, _ method: String, _ run: String) throws -> [Comparison]
  {
    let seeds = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(noise)")
    return try seeds.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.map { seed in
      let survey = "\(folder)/\(noise)/\(seed)"
      let path = "\(survey)/truth.json"
      let truth = try Truth(json: Data(contentsOf: URL(filePath: path)), path: path)
      let function = try EDI.read("\(survey)/results/\(method)_\(run).edi")
      return Comparison(function, to: truth.reference(site: "A")).selecting([.xy, .yx])
    }
  }

  private func bias(_ verdict: inout Verdict) throws {
    var table = TextTable(
      "hard, remote: Re(ΔZ/Z) of xy and yx in percent, \(Self.biasPeriods.lowerBound) to 4 s",
      ["solver", "seeds", "median", "mean", "s.e.", "parts in 2 s.e.", "moduli", ""])
    for method in Self.judged + Self.beside {
      let seeds = try comparisons("hard", method, "remote-R").map {
        $0.selecting([.xy, .yx], periods: Self.biasPeriods)
      }
      let all = Comparison(rows: seeds.flatMap(\.rows))
      let middle = median(all.rows.map(\.alongError))
      let (bias, error) = meanAndError(seeds.map { mean($0.rows.map(\.alongError)) })
      let summary = all.summary
      let isJudged = Self.judged.contains(method)
      table.add([
        method, "\(seeds.count)", middle.fixed(3), bias.fixed(3), error.fixed(3),
        summary.withinTwoErrors.fixed(3), summary.moduliWithinTwoErrors.fixed(3),
        isJudged ? "" : "not judged",
      ])
      guard isJudged else { continue }
      verdict.require(
        "median bias of Z, \(method),", abs(middle), atMost: Self.medianBias, unit: " %",
        decimals: 3)
      verdict.require(
        "mean bias of Z, \(method),", abs(bias) / error, atMost: 2.5,
        unit: " of its standard errors", decimals: 2)
      judge(summary.withinTwoErrors, "hard, \(method)", Self.shares, &verdict)
    }
    table.show()
  }

  private func accuracy(_ verdict: inout Verdict) throws {
    var table = TextTable(
      "mestimate: |Δρ|/ρ of xy and yx in percent, 0.05 to 20 s",
      ["survey", "run", "values", "median", "90 %", "limits"])
    for (noise, run, middle, high) in Self.accuracy {
      let all = Comparison(rows: try comparisons(noise, "mestimate", run).flatMap(\.rows))
      let summary = all.selecting([.xy, .yx], periods: Self.accuracyPeriods).summary
      table.add([
        noise, run, "\(summary.rowCount)", summary.resistivityError.fixed(3),
        summary.resistivityError90.fixed(3),
        "\(middle.fixed(2)) / \(high?.fixed(2) ?? "-")",
      ])
      let name = "error of rho, \(noise) \(run),"
      verdict.require(
        "median \(name)", summary.resistivityError, atMost: middle, unit: " %", decimals: 3)
      guard let high else { continue }
      verdict.require(
        "90th percentile of \(name)", summary.resistivityError90, atMost: high, unit: " %",
        decimals: 3)
    }
    table.show()
  }

  private func halfDecades(_ noise: String, _ run: String, _ verdict: inout Verdict) throws {
    let seeds = try comparisons(noise, "mestimate", run)
    var table = TextTable(
      "\(noise), \(run), mestimate: ρ of xy and yx by half-decades",
      ["periods s", "values", "bias %", "s.e.", "parts in 2 s.e.", "moduli"])
    // Edges at 10^(n/2) s, and one at 0.4 s, from where on errors have to be right.
    let edges = [
      0.03, 0.1, 0.1.squareRoot(), 0.4, 1, 10.0.squareRoot(), 10, 1000.0.squareRoot(), 100,
      1e5.squareRoot(),
    ]
    for (low, high) in zip(edges, edges.dropFirst()) {
      let parts = seeds.map { $0.selecting([.xy, .yx], periods: low...(high * 0.99999)) }
      let all = Comparison(rows: parts.flatMap(\.rows))
      guard !all.rows.isEmpty else { continue }
      let filled = parts.filter { !$0.rows.isEmpty }
      let (bias, error) = meanAndError(filled.map { mean($0.rows.map(\.resistivityError)) })
      let summary = all.summary
      let name = "\(low.period) to \(high.period)"
      table.add([
        name, "\(summary.rowCount)", bias.fixed(3), error.fixed(3),
        summary.withinTwoErrors.fixed(3), summary.moduliWithinTwoErrors.fixed(3),
      ])
      let place = "\(noise) \(run), \(name) s"
      verdict.require(
        "mean bias of rho, \(place),", abs(bias), atMost: max(0.2, 2.5 * error), unit: " %",
        decimals: 3)
      judge(summary.withinTwoErrors, place, low < 0.4 ? 0.85...1 : Self.shares, &verdict)
    }
    table.show()
  }

  private func judge(
    _ share: Double, _ place: String, _ limits: ClosedRange<Double>, _ verdict: inout Verdict
  ) {
    verdict.require(
      limits.contains(share),
      "\(share.fixed(3)) of parts within 2 standard errors where \(limits.lowerBound.fixed(2)) to"
        + " \(limits.upperBound.fixed(2)) are due: \(place)")
  }
}

extension Comparison.Row {
  /// The real part of the relative error, percent.
  fileprivate var alongError: Double { 100 * ((value / reference).real - 1) }
}

private func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(values.count)
}

/// With the standard error from the spread; not a number of fewer than two values.
private func meanAndError(_ values: [Double]) -> (Double, Double) {
  let middle = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
  return (middle, (squares / Double(values.count - 1) / Double(values.count)).squareRoot())
}
