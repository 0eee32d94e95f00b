import Files
import Model

/// The header of a SPAM recording: a text of sections (`.XTR`), whose keys may come more than once.
struct SPAMHeader {
  /// A channel in the order of a scan.
  struct Column {
    var channel: Channel
    var azimuth: Double
    /// Metres.
    var dipole: Double
    var scaling: Double
    var sensor: String
    var serial: String
  }

  private struct Entry {
    var section: String
    var key: String
    var words: [String]
    var line: Int
  }

  let path: String
  private let entries: [Entry]

  /// - Returns: `nil` when the file is no such header.
  /// - Throws: A `UserError` when it cannot be read.
  init?(_ path: String) throws {
    self.path = path
    let file = try InputFile(path)
    guard file.size <= 1 << 20 else { return nil }
    let bytes = try file.bytes(at: 0, count: file.size)
    // Columns of numbers, of which there may be many, have no sections and are not read as text.
    guard bytes.contains(UInt8(ascii: "[")), !bytes.contains(0) else { return nil }
    entries = SPAMHeader.entries(String(decoding: bytes, as: UTF8.self))
    let sections = Set(entries.map(\.section))
    guard sections.isSuperset(of: ["FILE", "CHANNAME", "DATA"]) else { return nil }
  }

  private static func entries(_ text: String) -> [Entry] {
    var section = ""
    var entries: [Entry] = []
    for (number, line) in zip(
      1..., text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline))
    {
      let line = line.trimmed
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = line.dropFirst().dropLast().uppercased()
      } else if let equals = line.firstIndex(of: "=") {
        entries.append(
          Entry(
            section: section, key: line[..<equals].trimmed.uppercased(),
            words: words(line[line.index(after: equals)...]), line: number))
      }
    }
    return entries
  }

  /// Words between blanks; quotation marks hold together what has blanks in it.
  private static func words(_ text: Substring) -> [String] {
    text.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { i, part in
      i % 2 == 1 ? [part.trimmed] : part.split(whereSeparator: \.isWhitespace).map(String.init)
    }
  }

  private func first(_ section: String, _ key: String) throws -> Entry {
    guard let entry = entries.first(where: { $0.section == section && $0.key == key }) else {
      throw UserError(
        .data, path, at: "[\(section)] \(key)", "is missing",
        remedy: "copy the file again from its source")
    }
    return entry
  }

  private func wrong(_ entry: Entry, _ problem: String) -> UserError {
    UserError(
      .data, path, at: "line \(entry.line), [\(entry.section)] \(entry.key)", problem,
      remedy: "correct the line, or copy the file again from its source")
  }

  private func number(_ entry: Entry, _ place: Int) throws -> Double {
    guard entry.words.indices.contains(place), let value = DecimalNumber.parse(entry.words[place]),
      value.isFinite
    else { throw wrong(entry, "has no number as word \(place + 1) of its value") }
    return value
  }

  /// The name of the file of samples, as the header has it.
  func dataName() throws -> String {
    let entry = try first("FILE", "NAME")
    guard let name = entry.words.first, !name.isEmpty else { throw wrong(entry, "names no file") }
    return lastPart(name)
  }

  func rate() throws -> SamplingRate {
    let entry = try first("FILE", "NAME")
    // Rates have a sign that says nothing here.
    let hertz = abs(try number(entry, entry.words.count - 1))
    guard let rate = SamplingRate(hertz: hertz), SamplingRate.recorded.contains(hertz) else {
      throw wrong(entry, "ends with \(hertz) Hz, which no recorder has")
    }
    return rate
  }

  /// The instants of the first and of the last sample.
  func span() throws -> (start: Instant, last: Instant) {
    let entry = try first("FILE", "DATE")
    func instant(_ place: Int) throws -> Instant {
      let (second, fraction) = (try number(entry, place), try number(entry, place + 1))
      guard (0..<7.2e9).contains(second), (0..<1e6).contains(fraction) else {
        throw wrong(entry, "is no time: seconds since 1970 and microseconds")
      }
      let nanoseconds = Int64(second) * 1_000_000_000 + Int64(fraction) * 1000
      return Instant(nanoseconds: nanoseconds)
    }
    return (try instant(0), try instant(2))
  }

  var siteName: String? {
    entries.first { $0.section == "SITE" && $0.key == "NAME" }?.words.first
  }

  var location: (location: Location?, notice: String?) {
    guard let entry = entries.first(where: { $0.section == "SITE" && $0.key == "COORDS" }),
      let latitude = try? number(entry, 1), let longitude = try? number(entry, 2)
    else { return (nil, nil) }
    return Formats.location(latitude, longitude, (try? number(entry, 3)) ?? 0)
  }

  /// The channels of a scan.
  func columns() throws -> [Column] {
    let names = entries.filter { $0.section == "CHANNAME" && $0.key == "NAME" }
    let data = entries.filter { $0.section == "DATA" && $0.key == "CHAN" }
    guard !names.isEmpty, names.count == data.count, names.count <= 64 else {
      throw UserError(
        .data, path, at: "[CHANNAME] and [DATA]",
        "have \(names.count) and \(data.count) channels, which must be equally many",
        remedy: "copy the file again from its source")
    }
    return try zip(names, data).enumerated().map {
      try column($0.offset, $0.element.0, $0.element.1)
    }
  }

  private func column(_ place: Int, _ name: Entry, _ data: Entry) throws -> Column {
    guard let word = name.words.last, let channel = Channel(word) else {
      throw wrong(name, "is no channel that is known: \(name.words.last ?? "")")
    }
    // The words: number, name, azimuth, length, scaling, and one more.
    guard data.words.count >= 5, data.words.count > 1,
      data.words[1].lowercased() == word.lowercased()
    else { throw wrong(data, "does not describe channel \(word) in five words or more") }
    let sensor = try sensor(place + 1)
    return Column(
      channel: channel, azimuth: try number(data, 2), dipole: try number(data, 3),
      scaling: try number(data, data.words.count - 2), sensor: sensor.model, serial: sensor.serial)
  }

  /// What the section `[200N003]` says of a channel: the name of its calibration, and a serial number.
  private func sensor(_ number: Int) throws -> (model: String, serial: String) {
    let section = "200\(number)003"
    guard let entry = entries.first(where: { $0.section == section && $0.key == "MODULE" }),
      let name = entry.words.first
    else { return ("", "") }
    let serial = entry.words.count > 1 ? entry.words[1] : ""
    // …TYPE-006_LF-ID-…: the coil MFS06.
    guard let type = name.firstRange(of: "TYPE-"),
      let digits = name[type.upperBound...].split(separator: "_").first, digits.count >= 2,
      name.lowercased().contains("coil")
    else { return ("", serial) }
    return ("MFS" + digits.suffix(2), serial)
  }
}
