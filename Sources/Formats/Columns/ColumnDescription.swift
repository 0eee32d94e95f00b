import Files
import Model

/// What a file of bare columns does not say, from the file `<name>.ini` beside it.
struct ColumnDescription {
  var rate: SamplingRate
  var start: Instant
  /// The channel of each column; `nil` for a column that is passed over.
  var columns: [Channel?]
  var site: String?
  var location: Location?
  var notices: [String] = []
  private let text: KeyedText

  static func path(for dataPath: String) -> String { dataPath + ".ini" }

  /// Reads the description of a data file.
  ///
  /// - Throws: A `UserError`; if there is no description its remedy is the text to put there.
  init(for dataPath: String, columnCount: Int) throws {
    let path = ColumnDescription.path(for: dataPath)
    guard FileStatus.isFile(path) else {
      throw ColumnDescription.missing(path, dataPath, columnCount)
    }
    text = try KeyedText(path)
    try ColumnDescription.checkKeys(text)
    rate = try text.rate("rate")
    start = try ColumnDescription.start(text)
    columns = try ColumnDescription.columns(text)
    site = text["site"]?.value
    try readLocation()
    for entry in text.entries { try checkChannel(of: entry) }
  }

  private static let keys = [
    "rate", "start", "channels", "site", "latitude", "longitude", "elevation",
  ]
  /// Each followed by a point and a channel.
  private static let channelKeys = ["scale", "azimuth"]

  private static func missing(_ path: String, _ dataPath: String, _ columnCount: Int) -> UserError {
    let names = ["Hx", "Hy", "Hz", "Ex", "Ey"]
    let channels = (0..<max(columnCount, 1)).map { $0 < names.count ? names[$0] : "-" }
    return UserError(
      .data, dataPath,
      "is columns of numbers, and there is no \(lastPart(path)) beside it that says what they are",
      remedy: """
        put this into \(path), with the values that are right:
        rate = 1
        start = 2000-01-01 00:00:00
        channels = \(channels.joined(separator: " "))
        """)
  }

  private static func checkKeys(_ text: KeyedText) throws {
    for entry in text.entries {
      let key = entry.key.lowercased()
      let stem = String(key.prefix { $0 != "." })
      if keys.contains(key) || (channelKeys.contains(stem) && stem != key) { continue }
      let known = keys + channelKeys.map { $0 + ".<channel>" }
      let closest = nearest(to: stem, among: keys + channelKeys)
      let suggestion = closest.map { "did you mean `\($0)`? " } ?? ""
      throw text.wrong(
        entry.key, "is not known", suggestion + "known are: " + known.joined(separator: ", "))
    }
  }

  private static func start(_ text: KeyedText) throws -> Instant {
    let value = try text.text("start")
    guard let start = Instant(value) else {
      throw text.wrong("start", "is no instant: \(value)", "write it as 2024-06-01 12:00:00")
    }
    return start
  }

  private static func columns(_ text: KeyedText) throws -> [Channel?] {
    let names = try text.text("channels").split { $0 == " " || $0 == "," || $0 == "\t" }
    let columns: [Channel?] = try names.map { name in
      if name == "-" { return nil }
      guard let channel = Channel(String(name)) else {
        throw text.wrong(
          "channels", "names \(name), which is no channel that is known",
          "known are: \(Channel.known.map(\.name).joined(separator: ", ")), and - for none")
      }
      return channel
    }
    guard columns.contains(where: { $0 != nil }) else {
      throw text.wrong("channels", "names no channel", "name the channel of each column")
    }
    return columns
  }

  private mutating func readLocation() throws {
    guard let latitude = try text.numberIfPresent("latitude"),
      let longitude = try text.numberIfPresent("longitude")
    else { return }
    let place = Formats.location(latitude, longitude, try text.numberIfPresent("elevation") ?? 0)
    location = place.0
    notices += place.notice.map { [$0] } ?? []
  }

  private func checkChannel(of entry: KeyedText.Entry) throws {
    guard let point = entry.key.firstIndex(of: ".") else { return }
    let name = String(entry.key[entry.key.index(after: point)...])
    guard let channel = Channel(name), columns.contains(channel) else {
      throw text.wrong(
        entry.key, "names \(name), which no column has", "name a channel of a column")
    }
  }

  /// What a column's values are multiplied with to give mV/km or nT.
  func scale(_ channel: Channel) throws -> Double {
    try value("scale", channel) ?? 1
  }

  /// Degrees clockwise from north, if the description has it.
  func azimuth(_ channel: Channel) throws -> Double? {
    try value("azimuth", channel)
  }

  private func value(_ key: String, _ channel: Channel) throws -> Double? {
    // The channel may be written in another way than its canonical name.
    let entry = text.entries.first { entry in
      let parts = entry.key.split(separator: ".")
      return parts.count == 2 && parts[0].lowercased() == key
        && Channel(String(parts[1])) == channel
    }
    return try entry.map { try text.number($0.key) }
  }
}
