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

  // resistics' errors are far larger than the standard errors that it gives, which take no account of
  // what noise in the inputs and its filters take off; so a better estimate lies many of those away, and
  // is asked to be nearer to resistics than that is to the truth. What its own filter alone is worth must
  // be within its standard errors.
  func judge(_ verdict: inout Verdict) throws {
    var table = TextTable(
      "impedances of levels 0 and 1: medians of errors and of differences from resistics, of the norm"
        + " of the row",
      [
        "case", "level", "settings", "values", "error of resistics", "our error", "difference",
        "of its standard error",
      ])
    let cases = golden.functions.filter { DecimationBenefit.cases.contains($0.name) }
    for (name, settings) in try variations() {
      let project = try GoldenProject(survey: golden.survey(), settings: settings, cases: cases)
      for expected in cases {
        let rows = rows(expected, project.functions[expected.name])
        for levels in [[0], [1], [0, 1]] {
          table.add(
            [expected.name, levels.map(String.init).joined(separator: ", "), name]
              + DecimationBenefit.cells(rows.filter { levels.contains($0.level) }))
        }
        require(expected.name, name, rows, &verdict)
      }
    }
    table.show()
  }

  private static let withoutSwitch = "our defaults"
  private static let filterAlone = "resistics' but filter = fir"

  private func variations() throws -> [(name: String, settings: Settings)] {
    let text = "compatibility = resistics\n[Decimation]\nfilter = fir"
    return [
      (DecimationBenefit.withoutSwitch, .standard),
      (DecimationBenefit.filterAlone, try Settings(text: text, file: "")),
    ]
  }

  private func require(
    _ name: String, _ settings: String, _ rows: [Row], _ verdict: inout Verdict
  ) {
    let (theirs, ours) = (median(rows.map(\.theirError)), median(rows.map(\.ourError)))
    verdict.require(!rows.isEmpty, "\(name) has no values")
    let isLocal = name == "local_A"
    guard settings == DecimationBenefit.withoutSwitch else {
      guard isLocal else { return }
      return verdict.require(
        "what the filter alone changes in \(name)", median(rows.map(\.standardErrors)), atMost: 1,
        unit: " standard errors")
    }
    let limit = isLocal ? theirs : DecimationBenefit.byFar * theirs
    verdict.require("\(name)'s error", ours, atMost: limit)
    guard isLocal else { return }
    verdict.require(
      "\(name)'s difference from resistics", median(rows.map(\.difference)), atMost: theirs)
  }

  private static func cells(_ rows: [Row]) -> [String] {
    [
      "\(rows.count)", median(rows.map(\.theirError)).scientific,
      median(rows.map(\.ourError)).scientific, median(rows.map(\.difference)).scientific,
      median(rows.map(\.standardErrors)).fixed(2),
    ]
  }

  /// One element at one frequency.
  private struct Row {
    let level: Int
    /// Distances from the truth, of the norm of the row.
    let theirError, ourError: Double
    /// Ours from theirs, of the norm of the row and of their standard error.
    let difference, standardErrors: Double
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
      guard let theirs = expected.value(output, input, place), let exact,
        let o = Channel(output), let i = Channel(input), let element = function.element(o, i)
      else { return nil }
      let ours = point.estimate.values[element.output][element.input]
      let difference = (ours - theirs.value).length
      return Row(
        level: expected.level[place], theirError: (theirs.value - exact).length / norm,
        ourError: (ours - exact).length / norm, difference: difference / norm,
        standardErrors: difference / theirs.variance.squareRoot())
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
