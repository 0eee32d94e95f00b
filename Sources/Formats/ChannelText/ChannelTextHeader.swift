import Model

/// The first line of a file that holds one channel:
/// `# station channel rate[Hz] start[UNIX s] samples unit latitude longitude elevation`.
struct ChannelTextHeader {
  private static let fieldCount = 9

  let path: String
  private let fields: [String]

  /// - Returns: `nil` when the file does not begin with such a line; its values may still be wrong.
  /// - Throws: A `UserError` when the file cannot be read.
  init?(_ path: String) throws {
    let head = try InputFile.head(of: path, count: 1024)
    let line = String(decoding: head.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let fields = line.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init)
    guard line.hasPrefix("#"), fields.count == ChannelTextHeader.fieldCount,
      fields[2...4].contains(where: { DecimalNumber.parse($0) != nil })
    else { return nil }
    self.path = path
    self.fields = fields
  }

  var station: String { fields[0] }

  /// What files of one recording share, as it is written.
  var recordingKey: [String] { [fields[0], fields[2], fields[3]] }

  func channel() throws -> Channel {
    guard let channel = Channel(fields[1]) else {
      throw wrong(
        "channel", fields[1], "is no channel that is known",
        "known are: \(Channel.known.map(\.name).joined(separator: ", "))")
    }
    return channel
  }

  func rate() throws -> SamplingRate {
    guard let rate = SamplingRate(text: fields[2]) else {
      throw wrong("rate", fields[2], "is no sampling rate", "write it in hertz")
    }
    return rate
  }

  func start() throws -> Instant {
    guard let start = Instant(unixSeconds: fields[3]) else {
      throw wrong("start", fields[3], "is no time", "write the seconds since 1970-01-01 UTC")
    }
    return start
  }

  func sampleCount() throws -> Int {
    guard let number = DecimalNumber.parse(fields[4]), let count = Int(exactly: number), count > 0
    else {
      throw wrong("samples", fields[4], "is no number of samples", "write how many lines follow")
    }
    return count
  }

  /// What turns a sample into mV/km or nT.
  func scale() throws -> Double {
    let kind = try channel().kind
    let known = ChannelTextHeader.units[kind, default: [:]]
    guard let scale = known[fields[5].lowercased()] else {
      throw wrong(
        "unit", fields[5], "is no unit that is known for a channel \(fields[1])",
        "known are: \(known.keys.sorted().joined(separator: ", "))")
    }
    return scale
  }

  /// 1 µV/m is 1 mV/km.
  private static let units: [Channel.Kind: [String: Double]] = [
    .electric: [
      "microvoltpermeter": 1, "uv/m": 1, "µv/m": 1, "mv/km": 1, "millivoltperkilometer": 1,
      "v/m": 1e6,
    ],
    .magnetic: ["nanotesla": 1, "nt": 1, "picotesla": 1e-3, "pt": 1e-3, "tesla": 1e9, "t": 1e9],
  ]

  func place() throws -> (Location?, notice: String?) {
    let numbers = try zip(["latitude", "longitude", "elevation"], fields[6...]).map { name, text in
      guard let number = DecimalNumber.parse(text) else {
        throw wrong(name, text, "is no number", "write degrees and metres, or 0")
      }
      return number
    }
    return location(numbers[0], numbers[1], numbers[2])
  }

  private func wrong(
    _ field: String, _ text: String, _ problem: String, _ remedy: String
  ) -> UserError {
    UserError(.data, path, at: "line 1, \(field)", "\(problem): \(text)", remedy: remedy)
  }
}
