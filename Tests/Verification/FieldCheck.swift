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
        guard let stored = functions.first(where: { $0.id.hasPrefix("\(id)_") }) else {
          verdict.require(false, "\(station) has no transfer function \(id)")
          continue
        }
        let function = stored.function
        check(function, id, windows, &verdict)
        try checkEDI(function, "\(folder)/\(station)/edi/\(station)_\(stored.id).edi", &verdict)
        if station == "BP02" && id != "single" { compareWithOthers(function, &verdict) }
      }
    }
    for station in FieldCheck.stations {
      print("figures: \(folder)/\(station)/figures/\(station)_*_impedance.svg")
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
    for point in function.points {
      let expected = windows.count(
        station: station, remote: function.origin.remote, level: point.level)
      let found = point.estimate.windowCount
      table.add(
        [point.period.period] + cells(function, point, .ex, .hy) + cells(function, point, .ey, .hx)
          + ["\(found)", "\(expected)"])
      // Deeper levels' samples may fall to either side of a window's edge.
      verdict.require(
        abs(found - expected) <= (point.level == 0 ? 0 : 1),
        "\(station) \(id) has \(found) windows at \(point.period.period) s where \(expected)"
          + " are expected")
    }
    table.show()
    let isFinite = function.points.allSatisfy { point in
      point.estimate.values.joined().allSatisfy(\.isFinite)
        && point.estimate.variances.joined().allSatisfy(\.isFinite)
    }
    verdict.require(isFinite, "\(station) \(id) has values that are not finite")
    verdict.require(
      function.points.count >= 12, "\(station) \(id) has only \(function.points.count) periods")
  }

  /// Apparent resistivity, its error, and the phase.
  private func cells(
    _ function: TransferFunction, _ point: TransferFunction.Point, _ output: Channel,
    _ input: Channel
  ) -> [String] {
    guard let place = function.element(output, input) else { return ["-", "-", "-"] }
    let value = point.estimate.values[place.output][place.input]
    let variance = point.estimate.variances[place.output][place.input]
    return [
      apparentResistivity(value, period: point.period).scientific,
      apparentResistivityError(value, variance: variance, period: point.period).scientific,
      value.degrees.fixed(1),
    ]
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

  private typealias CurvePoint = (period: Double, resistivity: Double, phase: Double)

  /// No truth, as the coils' response is still in these data: what can be asked for is the company of others.
  private func compareWithOthers(_ function: TransferFunction, _ verdict: inout Verdict) {
    guard let place = function.element(.ey, .hx) else { return }
    let curve = function.points.map { point -> CurvePoint in
      let value = point.estimate.values[place.output][place.input]
      return (point.period, apparentResistivity(value, period: point.period), value.degrees)
    }
    var table = TextTable(
      "Ey/Hx of BP02 with remote reference beside four other programs"
        + " (limits: a fifth and 5° beyond them)",
      ["period s", "Ωm", "others", "phase °", "others"])
    for other in FieldCheck.others {
      let period = other.period.fixed(1)
      guard let ours = interpolated(curve, at: other.period) else {
        verdict.require(false, "BP02 has no estimate around \(period) s")
        continue
      }
      table.add([
        period, ours.resistivity.scientific,
        other.resistivity.map(\.scientific).joined(separator: " to "), ours.phase.fixed(0),
        other.phase.map { $0.fixed(0) }.joined(separator: " to "),
      ])
      let isNear =
        ours.resistivity > other.resistivity[0] / 1.2
        && ours.resistivity < other.resistivity[1] * 1.2
        && ours.phase > other.phase[0] - 5 && ours.phase < other.phase[1] + 5
      verdict.require(
        isNear,
        "Ey/Hx of BP02 at \(period) s is \(ours.resistivity.scientific) Ωm,"
          + " \(ours.phase.fixed(0))°, away from what others get")
    }
    table.show()
  }

  /// Between two periods of ours, along the logarithms of period and resistivity.
  private func interpolated(_ curve: [CurvePoint], at period: Double) -> CurvePoint? {
    guard let after = curve.firstIndex(where: { $0.period >= period }), after > 0 else {
      return nil
    }
    let (low, high) = (curve[after - 1], curve[after])
    let share = Double.log(period / low.period) / Double.log(high.period / low.period)
    let growth = Double.log(high.resistivity / low.resistivity)
    return (
      period, low.resistivity * Double.exp(share * growth),
      low.phase + share * (high.phase - low.phase)
    )
  }
}
