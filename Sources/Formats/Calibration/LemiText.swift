import Model

/// The response of a LEMI sensor: rows of hertz, amplitude and degrees, after two lines of head or none.
package enum LemiText: CalibrationFormat {
  package static let name = "LEMI response"

  package static func recognises(_ file: CalibrationText) -> Bool {
    let rows = file.lines.filter { !$0.isEmpty }
    guard rows.count >= 2, file.path.lowercased().hasSuffix(".rsp") else { return false }
    let headed = rows.count > 3 && rows[0].uppercased().contains("LEMI") && isRow(rows[2])
    return headed || (isRow(rows[0]) && isRow(rows[1]))
  }

  private static func isRow(_ line: String) -> Bool {
    let fields = line.split(whereSeparator: \.isWhitespace)
    return fields.count == 3 && fields.allSatisfy { DecimalNumber.parse($0) != nil }
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    guard let start = file.lines.firstIndex(where: isRow) else { return [] }
    let words = start == 0 ? [] : file.lines[0].split(separator: " ").map(String.init)
    let sensor = words.first { $0.uppercased().hasPrefix("LEMI") } ?? ""
    // `N9999` or `No. 9999` in the first line.
    let serial = words.dropFirst().lazy.map { $0.drop { !$0.isNumber } }.first {
      !$0.isEmpty && $0.allSatisfy(\.isNumber)
    }
    let response = ChannelResponse(
      try file.rows(from: start), sensor: sensor, serial: serial.map(String.init) ?? "")
    // Without a head it is a recorder's own response, near 1.
    return [CalibrationEntry(response, part: start == 0 ? .receiver : .sensor)]
  }
}
