import Archive
import ComplexModule
import Formats
import Model
import RealModule

/// Two real stations that recorded side by side, each alone and with the other as reference.
struct FieldCheck {
  /// Holds the surveys `BP02` and `BP03`, each named for the station that was processed.
  let folder: String

  private static let stations = ["BP02", "BP03"]
  /// What four other programs get for Ey/Hx of BP02 with remote reference, from least to most.
  private static let others: [(period: Double, resistivity: [Double], phase: [Double])] = [
    (1, [3.4e3, 4.2e3], [123, 127]), (2, [1.9e4, 2.7e4], [107, 112]),
    (3.9, [1.8e5, 2.2e5], [95, 101]), (7.7, [1.1e6, 1.7e6], [85, 98]),
  ]

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    let windows = try FieldWindows("\(folder)/BP02/timeData")
    print("common time of the two stations: \(windows.commonSeconds.fixed(1)) s\n")
    verdict.require(
      abs(windows.commonSeconds - 7881) < 1,
      "the stations have \(windows.commonSeconds.fixed(1)) s in common where 7881 s are expected")
    for station in FieldCheck.stations {
      let remote = station == "BP02" ? "BP03" : "BP02"
      let functions = try StoredTransferFunction.readAll("\(folder)/\(station)/survey.h5")
        .filter { $0.station == station }
      for id in ["single", "remote-\(remote)"] {
        guard let function = functions.first(where: { $0.id == id })?.function else {
          verdict.require(false, "\(station) has no transfer function \(id)")
          continue
        }
        check(function, id, windows, &verdict)
        try checkEDI(function, "\(folder)/\(station)/edi/\(station)_\(id).edi", &verdict)
        if station == "BP02" && id != "single" { compareWithOthers(function, &verdict) }
      }
    }
    for station in FieldCheck.stations {
      print("figures: \(folder)/\(station)/figures/\(station)_impedance.svg")
    }
    print("EDI:     \(folder)/*/edi/*.edi")
    return verdict
  }

  private func check(
    _ function: TransferFunction, _ id: String, _ windows: FieldWindows,
    _ verdict: inout Verdict
  ) {
    let station = function.origin.output
    var table = TextTable(
      "\(station) \(id): apparent resistivity (Ωm) and phase (°)",
      ["period s", "Ex/Hy", "error", "°", "Ey/Hx", "error", "°", "windows", "expected"])
    var isFinite = true
    for point in function.points {
      let expected = windows.count(
        station: station, remote: function.origin.remote, level: point.level)
      let cells = [(Channel.ex, Channel.hy), (.ey, .hx)].flatMap { output, input -> [String] in
        guard let place = function.element(output, input) else { return ["-", "-", "-"] }
        let value = point.estimate.values[place.output][place.input]
        let variance = point.estimate.variances[place.output][place.input]
        isFinite = isFinite && value.isFinite && variance.isFinite
        return [
          apparentResistivity(value, period: point.period).scientific,
          apparentResistivityError(value, variance: variance, period: point.period).scientific,
          value.degrees.fixed(1),
        ]
      }
      let found = point.estimate.windowCount
      table.add([point.period.period] + cells + ["\(found)", "\(expected)"])
      // Deeper levels' samples may fall to either side of a window's edge.
      verdict.require(
        abs(found - expected) <= (point.level == 0 ? 0 : 1),
        "\(station) \(id) has \(found) windows at \(point.period.period) s where \(expected)"
          + " are expected")
    }
    table.show()
    verdict.require(isFinite, "\(station) \(id) has values that are not finite")
    verdict.require(
      function.points.count >= 12, "\(station) \(id) has only \(function.points.count) periods")
  }

  /// What the EDI file says must be what the MTH5 file says, to the digits of the former.
  private func checkEDI(
    _ function: TransferFunction, _ path: String, _ verdict: inout Verdict
  ) throws {
    let read = try EDI.read(path)
    guard read.points.count == function.points.count else {
      verdict.require(false, "\(path) has \(read.points.count) of \(function.points.count) periods")
      return
    }
    var largest = 0.0
    for (theirs, ours) in zip(read.points, function.points) {
      largest = max(largest, abs(theirs.frequency / ours.frequency - 1))
      for (o, output) in function.outputs.enumerated() {
        for (i, input) in function.inputs.enumerated() {
          guard let place = read.element(output, input) else { return missing(path, &verdict) }
          let value = theirs.estimate.values[place.output][place.input]
          let exact = ours.estimate.values[o][i]
          largest = max(largest, (value - exact).length / exact.length)
        }
      }
    }
    print("read back from \(path): largest difference \(largest.scientific) of the value\n")
    verdict.require("what \(path) says", largest, atMost: 1e-6, unit: " of the value off")
  }

  private func missing(_ path: String, _ verdict: inout Verdict) {
    verdict.require(false, "\(path) has not all elements")
  }

  /// No truth, as the coils' response is still in these data: what can be asked for is the company of others.
  private func compareWithOthers(_ function: TransferFunction, _ verdict: inout Verdict) {
    guard let place = function.element(.ey, .hx) else { return }
    let curve = function.points.map { point in
      let value = point.estimate.values[place.output][place.input]
      return (
        period: point.period, resistivity: apparentResistivity(value, period: point.period),
        phase: value.degrees
      )
    }
    var table = TextTable(
      "Ey/Hx of BP02 with remote reference beside four other programs"
        + " (limits: a fifth and 5° beyond them)",
      ["period s", "Ωm", "others", "phase °", "others"])
    for other in FieldCheck.others {
      guard let after = curve.firstIndex(where: { $0.period >= other.period }), after > 0 else {
        verdict.require(false, "BP02 has no estimate around \(other.period.fixed(1)) s")
        continue
      }
      let (low, high) = (curve[after - 1], curve[after])
      let share =
        Double.log(other.period / low.period) / Double.log(high.period / low.period)
      let resistivity =
        low.resistivity * Double.exp(share * Double.log(high.resistivity / low.resistivity))
      let phase = low.phase + share * (high.phase - low.phase)
      table.add([
        other.period.fixed(1), resistivity.scientific,
        other.resistivity.map(\.scientific).joined(separator: " to "), phase.fixed(0),
        other.phase.map { $0.fixed(0) }.joined(separator: " to "),
      ])
      let isNear =
        resistivity > other.resistivity[0] / 1.2 && resistivity < other.resistivity[1] * 1.2
        && phase > other.phase[0] - 5 && phase < other.phase[1] + 5
      verdict.require(
        isNear,
        "Ey/Hx of BP02 at \(other.period.fixed(1)) s is \(resistivity.scientific) Ωm,"
          + " \(phase.fixed(0))°, away from what others get")
    }
    table.show()
  }
}
