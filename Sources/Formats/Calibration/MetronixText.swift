import Model

/// The maker's measurement of a Metronix coil: blocks `Chopper On` and `Chopper Off` of hertz, V/(nT·Hz)
/// and degrees.
package enum MetronixText: CalibrationFormat {
  package static let name = "Metronix text"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.lines.contains { chopper($0) != nil }
      && (file.line(with: "Magnetometer") != nil || file.line(with: "V/(nT*Hz)") != nil
        || file.line(with: "Metronix") != nil)
  }

  private static func chopper(_ line: String) -> Bool? {
    switch line.lowercased().split(separator: " ").map(String.init) {
    case ["chopper", "on"]: true
    case ["chopper", "off"]: false
    default: nil
    }
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    let (sensor, serial) = identity(file)
    var entries: [CalibrationEntry] = []
    for (number, line) in file.lines.enumerated() {
      guard let chopper = chopper(line) else { continue }
      let rows = try file.rows(from: number + 1)
      guard !rows.isEmpty else { continue }
      guard !entries.contains(where: { $0.chopper == chopper }) else {
        throw file.wrong(
          "begins a second block of the same state", "keep one of the two",
          at: "line \(number + 1)")
      }
      // V/(nT·Hz) times hertz times 1000 is mV/nT.
      entries.append(
        CalibrationEntry(
          ChannelResponse(rows, gain: 1000, sensor: sensor, serial: serial, isPerHertz: true),
          chopper: chopper))
    }
    return entries
  }

  /// Of `Magnetometer: 365    Date: …`, `Magnetometer: MFS06e#308 …` or `MFS-06e #0365 DateTime: …`.
  private static func identity(_ file: CalibrationText) -> (sensor: String, serial: String) {
    let head = file.lines.prefix(20)
    let named = head.first { $0.lowercased().hasPrefix("magnetometer") }
    guard let line = named ?? head.first(where: { $0.contains("#") }) else { return ("", "") }
    let words = line.split { $0 == " " || $0 == "\t" || $0 == "#" || $0 == ":" }.map(String.init)
    let begin = named == nil ? 0 : 1
    guard begin < words.count else { return ("", "") }
    if words[begin].allSatisfy(\.isNumber) { return ("", words[begin]) }
    guard begin + 1 < words.count, words[begin + 1].allSatisfy(\.isNumber) else {
      return (words[begin], "")
    }
    return (words[begin], words[begin + 1])
  }
}
