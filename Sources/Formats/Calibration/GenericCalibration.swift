import Model

/// The general text format of resistics: `Serial = …` and other keys, a line `CALIBRATION DATA`, rows.
package enum GenericCalibration: CalibrationFormat {
  package static let name = "calibration text"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.line(with: "CALIBRATION DATA") != nil && file.value(of: "Static gain") != nil
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    guard let start = file.line(with: "CALIBRATION DATA") else { return [] }
    let gainText = file.value(of: "Static gain") ?? ""
    guard let gain = DecimalNumber.parse(gainText), gain > 0, gain.isFinite else {
      throw file.wrong(
        "is no gain: \(gainText)", "write a number above 0", at: "key `Static gain`")
    }
    let unit = file.value(of: "Magnitude unit") ?? "mV/nT"
    guard unit.lowercased() == "mv/nt" else {
      throw file.wrong(
        "is no unit that is known here: \(unit)", "write mV/nT", at: "key `Magnitude unit`")
    }
    let phaseUnit = (file.value(of: "Phase unit") ?? "degrees").lowercased()
    guard phaseUnit.hasPrefix("deg") || phaseUnit.hasPrefix("rad") else {
      throw file.wrong(
        "is no unit that is known here: \(phaseUnit)", "write degrees or radians",
        at: "key `Phase unit`")
    }
    // The chopper's state in such a file is a remark: it stands for both.
    return [
      CalibrationEntry(
        ChannelResponse(
          try file.rows(from: start + 1), gain: gain, sensor: file.value(of: "Sensor") ?? "",
          serial: file.value(of: "Serial") ?? "", hasDegrees: phaseUnit.hasPrefix("deg")))
    ]
  }
}
