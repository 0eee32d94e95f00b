import Files
import Model

/// The text with which a file of LEMI-423 and LEMI-423E begins: coefficients and the place.
struct LEMI423Header {
  /// Bytes before the records.
  static let length = 1024

  /// A channel of a record.
  struct Column {
    /// As the recorder names it.
    var channel: Channel
    /// Turns counts into mV.
    var scale: SampleScale
  }

  let path: String
  let size: Int
  let columns: [Column]
  let location: Location?
  let serial: String
  let notices: [String]

  /// Bytes of a record: seconds, tick, one number for each channel, and four bytes of the clock.
  var recordLength: Int { 6 + 4 * columns.count + 4 }

  /// Whole records in the file.
  var recordCount: Int { max(0, size - LEMI423Header.length) / recordLength }

  /// - Returns: `nil` when the file is of another kind.
  /// - Throws: A `UserError` when it cannot be read, or a coefficient is missing or no number.
  init?(_ path: String) throws {
    guard try LEMI423Header.recognises(path) else { return nil }
    let file = try InputFile(path)
    let head = try file.bytes(at: 0, count: LEMI423Header.length)
    let fields = LEMI423Header.fields(head)
    self.path = path
    size = file.size
    guard head.count == LEMI423Header.length, size > LEMI423Header.length else {
      throw UserError(
        .data, path, "has \(size) bytes, which is no more than its header",
        remedy: "copy the file again from its source")
    }
    columns = try LEMI423Header.columns(fields, path)
    serial = fields["serial"] ?? ""
    let place = LEMI423Header.place(fields)
    location = place.location
    var notices = place.notices
    if (size - LEMI423Header.length) % (6 + 4 * columns.count + 4) != 0 {
      notices.append("\(lastPart(path)): its last record is cut off")
    }
    self.notices = notices
  }

  /// Whether a file begins as those of this recorder do, by its first bytes.
  static func recognises(_ path: String) throws -> Bool {
    let head = try InputFile(path).bytes(at: 0, count: 8)
    return String(decoding: head, as: UTF8.self).uppercased() == "%LEMI423"
  }

  /// The lines' values by their keys in small letters: `%Kmx = 1e-6` and `%Lat 5230.0,N`.
  private static func fields(_ head: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == "%" || $0.isWhitespace }
      let key = text.prefix { !$0.isWhitespace && $0 != "=" }
      let value = text.dropFirst(key.count).drop { $0.isWhitespace || $0 == "=" }
      guard !key.isEmpty else { continue }
      let name = key.lowercased().hasPrefix("lemi") ? "serial" : key.lowercased()
      fields[name] = value.trimmed
    }
    return fields
  }

  private static func columns(_ fields: [String: String], _ path: String) throws -> [Column] {
    func number(_ key: String) throws -> Double {
      guard let value = fields[key.lowercased()].flatMap({ DecimalNumber.parse($0) }),
        value.isFinite
      else {
        throw UserError(
          .data, path, at: "key `\(key)`", "is missing in the header, or is no number",
          remedy: "copy the file again from its source")
      }
      return value
    }
    func column(_ name: String, _ factor: String, _ offset: String, _ unit: Double) throws -> Column
    {
      let scale = SampleScale(factor: try number(factor) * unit, offset: try number(offset) * unit)
      guard scale.isUsable, let channel = Channel(name) else {
        throw UserError(
          .data, path, at: "key `\(factor)`", "cannot be \(scale.factor / unit)",
          remedy: "copy the file again from its source")
      }
      return Column(channel: channel, scale: scale)
    }
    // Magnetic channels are in mV, electric ones in µV.
    guard fields["kmx"] != nil else {
      return try (1...4).map { try column("E\($0)", "Ke\($0)", "Ae\($0)", 1e-3) }
    }
    return try ["x", "y", "z"].map { try column("H\($0)", "Km\($0)", "A\($0)", 1) }
      + [column("Ex", "Ke1", "Ae1", 1e-3), column("Ey", "Ke2", "Ae2", 1e-3)]
  }

  private static func place(_ fields: [String: String]) -> (location: Location?, notices: [String])
  {
    guard let latitude = fields["lat"].flatMap({ GeographicAngle.degrees($0) }),
      let longitude = fields["lon"].flatMap({ GeographicAngle.degrees($0) })
    else { return (nil, ["its header gives no place"]) }
    let height = (fields["alt"] ?? "").prefix { $0 != "," }
    let place = Formats.location(latitude, longitude, DecimalNumber.parse(height) ?? 0)
    return (place.0, place.notice.map { [$0] } ?? [])
  }
}
