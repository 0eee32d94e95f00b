import Model

/// The table of a Phoenix MTU-5 or MTU-5A (`.TBL`): entries of a tag and a value.
struct PhoenixTable {
  private static let entryLength = 25
  /// A table has about a hundred entries.
  private static let longest = 1 << 18

  let path: String
  private var values: [String: HeaderBytes] = [:]

  /// - Returns: `nil` when the file is no table.
  /// - Throws: A `UserError` when it cannot be read.
  init?(_ path: String) throws {
    self.path = path
    let file = try InputFile(path)
    guard file.size >= PhoenixTable.entryLength, file.size <= PhoenixTable.longest else {
      return nil
    }
    let bytes = try file.bytes(at: 0, count: file.size)
    var place = 0
    while place + PhoenixTable.entryLength <= bytes.count {
      let tag = bytes[place..<place + 5].prefix { $0 != 0 }
      guard !tag.isEmpty, tag.allSatisfy({ (0x20...0x7e).contains($0) }) else { break }
      let name = String(decoding: tag, as: UTF8.self).trimmed
      let value = Array(bytes[place + 12..<place + PhoenixTable.entryLength])
      // The last of entries that come twice is the newest.
      values[name] = HeaderBytes(value)
      place += PhoenixTable.entryLength
    }
    guard values["SNUM"] != nil, values["SITE"] != nil || values["EGN"] != nil else { return nil }
  }

  func text(_ tag: String) -> String { values[tag]?.text(0, 13) ?? "" }

  /// The integer of a tag, or `nil` when it is not there.
  func integer(_ tag: String) -> Int? { values[tag]?.number(Int32.self, 0) }

  func number(_ tag: String) -> Double? { values[tag]?.double(0) }

  /// The finite number above zero that a tag must give.
  ///
  /// - Throws: A `UserError` that names the tag.
  func positive(_ tag: String, isInteger: Bool = false) throws -> Double {
    let value = isInteger ? integer(tag).map(Double.init) : number(tag)
    guard let value, value.isFinite, value > 0 else {
      throw UserError(
        .data, path, at: "tag \(tag)",
        value.map { "cannot be \($0)" } ?? "is missing",
        remedy: "copy the table again from the recorder: without \(tag) the samples have no unit")
    }
    return value
  }

  /// The channels in the order of a scan, with the tags that their settings have.
  var channels: [(channel: Channel, number: Int)] {
    [("CHEX", Channel.ex), ("CHEY", .ey), ("CHHX", .hx), ("CHHY", .hy), ("CHHZ", .hz)]
      .compactMap { tag, channel in integer(tag).map { (channel, $0) } }
      .filter { $0.number > 0 }
  }

  var location: (location: Location?, notice: String?) {
    guard let latitude = GeographicAngle.degrees(text("LATG")),
      let longitude = GeographicAngle.degrees(text("LNGG"))
    else { return (nil, "the table gives no place") }
    return Formats.location(latitude, longitude, Double(integer("ELEV") ?? 0))
  }

  /// mV/km or nT of one unit of the converter.
  ///
  /// - Throws: A `UserError` that names the tag that is missing or wrong.
  func scale(_ channel: Channel) throws -> SampleScale {
    let volts = try positive("FSCV") / Double(1 << 23)
    let isElectric = channel.kind == .electric
    let gain = try positive(isElectric ? "EGN" : "HGN", isInteger: true)
    let factor =
      isElectric
      ? volts / gain / (try dipoleLength(channel)) * 1e6
      : volts / gain / (try positive("HATT")) * 1000 / (try positive("HNOM"))
    guard SampleScale(factor: factor).isUsable else {
      throw UserError(
        .data, path, at: "channel \(channel)", "cannot have \(factor) \(channel.unit) a count",
        remedy: "copy the table again from the recorder")
    }
    return SampleScale(factor: factor)
  }

  /// Metres.
  func dipoleLength(_ channel: Channel) throws -> Double {
    try positive(channel == .ex ? "EXLN" : "EYLN")
  }

  /// Degrees clockwise from north: of the first line and of the coils, the others being at right angles.
  func azimuth(_ channel: Channel) -> Double? {
    let axis = number(channel.kind == .electric ? "EAZM" : "HAZM")
    guard channel != .hz, let axis, axis.isFinite, abs(axis) <= 360 else { return nil }
    return axis + channel.nominalAzimuth
  }
}
