import Model

/// Emerald's response of a coil as text (RSP): `StaticGain`, a head line with `FREQUENCY`, rows of hertz,
/// mV/nT without the static gain, and degrees.
package enum EmeraldText: CalibrationFormat {
  package static let name = "RSP"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.value(of: "StaticGain") != nil && file.line(with: "FREQUENCY") != nil
      && !file.text.contains("<")
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    guard let head = file.line(with: "FREQUENCY") else { return [] }
    let gain = try staticGain(file.value(of: "StaticGain") ?? "", file)
    let type = file.value(of: "SensorType") ?? ""
    // A ruler follows the head line.
    let rows = try file.rows(from: head + 2)
    let coil = file.lines.compactMap { serial($0) }.first ?? ""
    return [
      CalibrationEntry(
        ChannelResponse(rows, gain: gain, sensor: type, serial: coil), chopper: chopper(type))
    ]
  }

  static func staticGain(_ text: String, _ file: CalibrationText) throws -> Double {
    guard let gain = DecimalNumber.parse(text), gain > 0, gain.isFinite else {
      throw file.wrong("is no gain: \(text)", "write a number above 0", at: "StaticGain")
    }
    return gain
  }

  /// Of a type such as `006_LF`.
  static func chopper(_ type: String) -> Bool? {
    switch type.split(separator: "_").last?.uppercased() {
    case "LF": true
    case "HF": false
    default: nil
    }
  }

  /// Of `… induction coil no.: 365 - date of …`.
  private static func serial(_ line: String) -> String? {
    let words = line.split { $0 == " " || $0 == ":" || $0 == "," }
    guard let place = words.firstIndex(where: { $0.lowercased() == "no." }),
      place + 1 < words.count, words[place + 1].allSatisfy(\.isNumber)
    else { return nil }
    return String(words[place + 1])
  }
}

/// The same as XML (RSPX).
package enum EmeraldXML: CalibrationFormat {
  package static let name = "RSPX"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.text.contains("<EmeraldModuleResponse")
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    let tree = try file.markup()
    let gain = try EmeraldText.staticGain(tree.descendant("StaticGain")?.text ?? "1", file)
    let unit = tree.descendant("Unit")?.text ?? "mV/nT"
    guard unit.lowercased() == "mv/nt" else {
      throw file.wrong("is no unit that is known here: \(unit)", "write mV/nT", at: "Unit")
    }
    let rows = try tree.descendants("ResponseData").map { element in
      let values = try ["Frequency", "Magnitude", "Phase"].map { name in
        try element.number(of: name, file)
      }
      return CalibrationRow(frequency: values[0], amplitude: values[1], phase: values[2])
    }.sorted { $0.frequency < $1.frequency }
    let type = tree.descendant("SensorSpecification")?.text ?? ""
    return [
      CalibrationEntry(
        ChannelResponse(
          rows, gain: gain, sensor: type, serial: tree.descendant("SensorId")?.text ?? ""),
        chopper: EmeraldText.chopper(type))
    ]
  }
}

extension XMLElement {
  fileprivate func number(of name: String, _ file: CalibrationText) throws -> Double {
    let text = attributes[name]?.trimmed ?? ""
    guard let number = DecimalNumber.parse(text), number.isFinite else {
      throw file.wrong(
        "is no number: \(text)", "write a decimal number", at: "line \(line), \(name)")
    }
    return number
  }
}
