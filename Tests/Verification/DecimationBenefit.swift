import ComplexModule
import Configuration
import Model

/// Transfer functions of the golden project without the switch, beside resistics' and beside the truth.
struct DecimationBenefit {
  private static let cases = ["local_A", "intersite_B_A"]
  /// Below this many times resistics' error an estimate is better by far.
  private static let byFar = 0.5

  private let golden: GoldenSet
  private let truth: GoldenTruth

  init(golden: GoldenSet) throws {
    self.golden = golden
    truth = try decodeJSON(GoldenTruth.self, "\(golden.folder)/project/truth.json")
  }

  func judge(_ verdict: inout Verdict) throws {
    let cases = golden.functions.filter { DecimationBenefit.cases.contains($0.name) }
    let project = try GoldenProject(survey: golden.survey(), settings: .standard, cases: cases)
    var table = TextTable(
      "impedances of levels 0 and 1 without the switch: errors, of the norm of the row; differences"
        + " from resistics, of the standard error",
      [
        "case", "level", "values", "median error of resistics", "ours", "median difference",
        "largest",
      ])
    for expected in cases {
      let rows = rows(expected, project.functions[expected.name])
      for level in [0, 1] {
        table.add(
          [expected.name, "\(level)"] + DecimationBenefit.cells(rows.filter { $0.level == level }))
      }
      table.add([expected.name, "0, 1"] + DecimationBenefit.cells(rows))
      require(expected.name, rows, &verdict)
    }
    table.show()
  }

  private func require(_ name: String, _ rows: [Row], _ verdict: inout Verdict) {
    let (theirs, ours) = (median(rows.map(\.theirError)), median(rows.map(\.ourError)))
    verdict.require(!rows.isEmpty, "\(name) has no values")
    if name == "local_A" {
      verdict.require("\(name)'s error", ours, atMost: theirs)
      let inside = rows.count { $0.difference < 1 }
      verdict.require(
        median(rows.map(\.difference)) < 1,
        "\(name) differs from resistics by more than its error: \(inside) of \(rows.count) within")
    } else {
      verdict.require("\(name)'s error", ours, atMost: DecimationBenefit.byFar * theirs)
    }
  }

  private static func cells(_ rows: [Row]) -> [String] {
    [
      "\(rows.count)", median(rows.map(\.theirError)).scientific,
      median(rows.map(\.ourError)).scientific, median(rows.map(\.difference)).fixed(2),
      (rows.map(\.difference).max() ?? .nan).fixed(2),
    ]
  }

  /// One element at one frequency.
  private struct Row {
    let level: Int
    /// Distances from the truth, of the norm of the row.
    let theirError, ourError: Double
    /// Ours from theirs, of our standard error.
    let difference: Double
  }

  private func rows(_ expected: GoldenFunction, _ function: TransferFunction?) -> [Row] {
    guard let function else { return [] }
    return expected.frequencies.indices.flatMap { place -> [Row] in
      let frequency = expected.frequencies[place]
      let point = function.points.first { abs($0.frequency / frequency - 1) < 1e-9 }
      guard let point, expected.level[place] < 2 else { return [] }
      return expected.outputs.flatMap { output in
        row(expected, place, output, function, point)
      }
    }
  }

  private func row(
    _ expected: GoldenFunction, _ place: Int, _ output: String, _ function: TransferFunction,
    _ point: TransferFunction.Point
  ) -> [Row] {
    let exact = expected.inputs.map {
      truth.value(expected, output, $0, expected.frequencies[place])
    }
    let norm = exact.reduce(0) { $0 + ($1?.lengthSquared ?? .nan) }.squareRoot()
    return zip(expected.inputs, exact).compactMap { input, exact in
      guard let theirs = expected.value(output, input, place)?.value, let exact,
        let o = Channel(output), let i = Channel(input), let element = function.element(o, i)
      else { return nil }
      let ours = point.estimate.values[element.output][element.input]
      let variance = point.estimate.variances[element.output][element.input]
      return Row(
        level: expected.level[place], theirError: (theirs - exact).length / norm,
        ourError: (ours - exact).length / norm,
        difference: (ours - theirs).length / variance.squareRoot())
    }
  }
}

/// The transfer functions that the golden project was made with.
private struct GoldenTruth: Decodable {
  private let frequencies: [Double]
  private let sites: [String: [String: [[Double]]]]

  private enum CodingKeys: String, CodingKey {
    case frequency
    case a = "A"
    case b = "B"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    frequencies = try container.decode([Double].self, forKey: .frequency)
    sites = [
      "A": try container.decode([String: [[Double]]].self, forKey: .a),
      "B": try container.decode([String: [[Double]]].self, forKey: .b),
    ]
  }

  /// The element of the output site; the plane wave is the same at all sites.
  func value(_ function: GoldenFunction, _ output: String, _ input: String, _ frequency: Double)
    -> Complex<Double>?
  {
    guard let place = frequencies.firstIndex(where: { abs($0 / frequency - 1) < 1e-9 }),
      let parts = sites[function.outputSite]?[output + input]?[place]
    else { return nil }
    return Complex(parts[0], parts[1])
  }
}
