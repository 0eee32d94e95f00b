import Model

/// The calibration nodes of a Metronix job: `calibration_sensors` or `calibration_channels`, each channel
/// with `caldata` of hertz (c1), amplitude (c2) and degrees (c3).
package enum MetronixXML: CalibrationFormat {
  package static let name = "Metronix XML"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.text.contains("<calibration_sensors") || file.text.contains("<calibration_channels")
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    let tree = try file.markup()
    let nodes = tree.descendants("calibration_sensors") + tree.descendants("calibration_channels")
    return try nodes.flatMap { $0.descendants("channel") }.flatMap { channel in
      try channel.descendants("calibration").flatMap { try entries($0, channel, file) }
    }
  }

  private static func entries(
    _ calibration: XMLElement, _ channel: XMLElement, _ file: CalibrationText
  ) throws -> [CalibrationEntry] {
    let data = calibration.descendants("caldata")
    let states: [Bool?] = [true, false, nil]
    return try states.compactMap { state in
      let rows = data.filter { chopper($0) == state }
      guard let unit = try rows.first.map({ try unit($0, file) }) else { return nil }
      let table = try rows.map { try row($0, file) }.sorted { $0.frequency < $1.frequency }
      return CalibrationEntry(
        ChannelResponse(
          table, gain: unit.gain, sensor: sensor(calibration, channel),
          serial: text(["ci_serial_number", "serial", "sensor_sernum"], calibration, channel),
          isPerHertz: unit.isPerHertz), chopper: state)
    }
  }

  private static func chopper(_ row: XMLElement) -> Bool? {
    switch row.attributes["chopper"]?.lowercased() {
    case "on", "1", "true": true
    case "off", "0", "false": false
    default: nil
    }
  }

  private static func sensor(_ calibration: XMLElement, _ channel: XMLElement) -> String {
    text(["ci_device", "sensor", "sensor_type", "name"], calibration, channel)
  }

  /// The text of the first of some elements, or attributes, that is there.
  private static func text(
    _ names: [String], _ calibration: XMLElement, _ channel: XMLElement
  ) -> String {
    for name in names {
      for element in [calibration, channel] {
        if let text = element.attributes[name] ?? element.descendant(name)?.text, !text.isEmpty {
          return text
        }
      }
    }
    return ""
  }

  /// What turns the amplitude of a row into mV/nT.
  private static func unit(
    _ row: XMLElement, _ file: CalibrationText
  ) throws -> (gain: Double, isPerHertz: Bool) {
    let text = row.descendant("c2")?.attributes["unit"] ?? "V/(nT*Hz)"
    switch text.lowercased().filter({ !" ()*·".contains($0) }) {
    case "v/nthz": return (1000, true)
    case "mv/nthz": return (1, true)
    case "v/nt": return (1000, false)
    case "mv/nt": return (1, false)
    default:
      throw file.wrong(
        "is no unit that is known here: \(text)", "write V/(nT*Hz) or mV/nT",
        at: "line \(row.line), c2")
    }
  }

  private static func row(
    _ element: XMLElement, _ file: CalibrationText
  ) throws -> CalibrationRow {
    let values = try ["c1", "c2", "c3"].map { name in
      let text = element.descendant(name)?.text ?? ""
      guard let value = DecimalNumber.parse(text), value.isFinite else {
        throw file.wrong(
          "is no number: \(text)", "write a decimal number", at: "line \(element.line), \(name)")
      }
      return value
    }
    return CalibrationRow(frequency: values[0], amplitude: values[1], phase: values[2])
  }
}
