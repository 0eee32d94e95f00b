import ComplexModule
import Formats
import Model
import Synthesis
import TestSupport

/// EMTF's classic synthetic series beside EMTF's own result, both against the ground that they were made for.
struct ClassicCheck {
  /// The folder of the survey that was processed.
  let project: String

  /// Degrees that our phases may be worse by.
  private static let phaseMargin = 0.05

  func verdict() throws -> Verdict {
    let theirs = bands(
      try TransferFunctionFile.read(try ReferenceData.path("emtf/test1.zss")))
    let ours = try TransferFunctionFile.read("\(project)/edi/test1_single_1Hz.edi")
    var verdict = Verdict()
    let pairs = theirs.points.compactMap { point in
      ours.points.first { abs($0.frequency / point.frequency - 1) < 1e-4 }.map { ($0, point) }
    }
    verdict.require(
      theirs.points.count == 20 && pairs.count == 20,
      "\(pairs.count) of \(theirs.points.count) bands have an estimate where 20 are to be compared")
    let both = [
      comparison(of: ours, pairs.map(\.0)), comparison(of: theirs, theirs.points),
    ]
    show(both)
    judge(both, &verdict)
    return verdict
  }

  /// The bands of 4.65 to 410 s.
  ///
  /// At 409.6 s there are two, of the third and of the fourth level: that of the third is taken, so that
  /// they are the 20 bands of its first three levels.
  private func bands(_ function: TransferFunction) -> TransferFunction {
    var chosen = function
    chosen.points = function.points.filter { (4.6...410).contains($0.period) && $0.level <= 2 }
    return chosen
  }

  /// In this file's sign convention the electric field is turned, so the impedance is that of a uniform
  /// ground with the sign changed.
  private func comparison(of function: TransferFunction, _ points: [TransferFunction.Point])
    -> Comparison
  {
    var chosen = function
    chosen.points = points
    let ground = ImpedanceModel.uniform(100)
    return Comparison(chosen) { output, input, hertz in
      ground.values(at: hertz).element(output, input).map { -$0 }
    }.selecting([.xy, .yx])
  }

  private func show(_ both: [Comparison]) {
    var table = TextTable(
      "test1.asc, 100 Ωm: error of apparent resistivity and phase, ours and EMTF's",
      [
        "period s", "xy ours %", "EMTF %", "ours °", "EMTF °", "yx ours %", "EMTF %", "ours °",
        "EMTF °",
      ])
    for row in both[1].rows where row.output == .ex {
      let cells = [Channel.ex, .ey].flatMap { output -> [String] in
        let pair = both.map { comparison in
          comparison.rows.first {
            $0.output == output && abs($0.frequency / row.frequency - 1) < 1e-4
          }
        }
        return pair.map { ($0?.resistivityError ?? .nan).fixed(2) }
          + pair.map { ($0?.phaseError ?? .nan).fixed(2) }
      }
      table.add([row.period.period] + cells)
    }
    table.show()
  }

  /// Zxy and Zyx are judged, each alone and both together.
  private func judge(_ both: [Comparison], _ verdict: inout Verdict) {
    var table = TextTable(
      "median of the absolute error over the 20 bands",
      ["", "ours %", "EMTF %", "ours °", "EMTF °"])
    let choices: [(String, [Comparison.Element])] = [
      ("Zxy", [.xy]), ("Zyx", [.yx]), ("both", [.xy, .yx]),
    ]
    for (name, elements) in choices {
      let chosen = both.map { $0.selecting(elements).rows }
      let resistivities = chosen.map { median($0.map { abs($0.resistivityError) }) }
      let phases = chosen.map { median($0.map { abs($0.phaseError) }) }
      table.add([name] + resistivities.map { $0.fixed(3) } + phases.map { $0.fixed(3) })
      verdict.require(
        "\(name): median error of the apparent resistivity", resistivities[0],
        atMost: resistivities[1],
        unit: " %", decimals: 3)
      verdict.require(
        "\(name): median error of the phase", phases[0],
        atMost: phases[1] + ClassicCheck.phaseMargin,
        unit: "°", decimals: 3)
    }
    table.show()
  }
}
