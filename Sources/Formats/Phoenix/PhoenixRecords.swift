import Model

/// The tag before the scans of a record in a `.TSn` file.
struct PhoenixTag: Hashable {
  /// Bytes of the shortest tag, and of the usual one.
  static let lengths = (short: 16, usual: 32)

  /// Seconds since 1970.
  var second: Int
  var serial: Int
  var scans: Int
  var channels: Int
  var length: Int
  var isSaturated: Bool
  /// Nil in short tags, which leave it to the table.
  var rate: SamplingRate?

  /// - Returns: `nil` when the bytes are no tag.
  init?(_ bytes: HeaderBytes) {
    guard bytes.count >= PhoenixTag.lengths.short else { return nil }
    length = bytes.byte(13)
    scans = bytes.number(UInt16.self, 10)
    channels = bytes.byte(12)
    serial = bytes.number(UInt16.self, 8)
    isSaturated = bytes.byte(15) != 0
    guard length == PhoenixTag.lengths.short || length == PhoenixTag.lengths.usual,
      bytes.count >= length, scans > 0, (1...16).contains(channels),
      let second = PhoenixTag.second(bytes)
    else { return nil }
    self.second = second
    if length == PhoenixTag.lengths.usual {
      guard bytes.byte(17) == 3, let rate = PhoenixTag.rate(bytes) else { return nil }
      self.rate = rate
    }
  }

  /// Bytes of the record: the tag and its scans.
  var recordLength: Int { length + scans * scanLength }

  /// Bytes of a scan.
  var scanLength: Int { 3 * channels }

  private static func second(_ bytes: HeaderBytes) -> Int? {
    let (second, minute, hour) = (bytes.byte(0), bytes.byte(1), bytes.byte(2))
    let (day, month, year) = (bytes.byte(3), bytes.byte(4), bytes.byte(7) * 100 + bytes.byte(5))
    guard second < 60, minute < 60, hour < 24, (1...31).contains(day), (1...12).contains(month),
      (1980...2200).contains(year), bytes.byte(5) < 100
    else { return nil }
    let days = Instant.daysSince1970(year: year, month: month, day: day)
    return ((days * 24 + hour) * 60 + minute) * 60 + second
  }

  private static func rate(_ bytes: HeaderBytes) -> SamplingRate? {
    let seconds = [1, 60, 3600, 86_400]
    let (samples, unit) = (bytes.number(UInt16.self, 18), bytes.byte(20))
    guard samples > 0, seconds.indices.contains(unit) else { return nil }
    return SamplingRate(samples: samples, seconds: seconds[unit])
  }
}

/// Records of a `.TSn` file that follow one another without a gap: a burst, or all of a continuous band.
struct PhoenixBurst {
  var path: String
  /// The byte of the first record's tag.
  var offset: Int
  var tag: PhoenixTag
  var records: Int
  var saturated: Int

  /// Scans.
  var count: Int { records * tag.scans }

  /// The byte after the last record.
  var end: Int { offset + records * tag.recordLength }

  var run: PackedRun {
    PackedRun(
      path: path, offset: offset + tag.length, count: count, scansPerFrame: tag.scans,
      frameLength: tag.recordLength)
  }
}

/// Goes through the tags of a `.TSn` file.
struct PhoenixRecords {
  private let file: InputFile
  /// What short tags do not say.
  private let tableRate: SamplingRate?

  private(set) var bursts: [PhoenixBurst] = []
  private(set) var notices: [String] = []

  /// - Returns: `nil` when the file does not begin with a tag.
  /// - Throws: A `UserError` when it cannot be read.
  init?(_ path: String, tableRate: SamplingRate?, from start: Int = 0, to end: Int? = nil) throws {
    file = try InputFile(path)
    self.tableRate = tableRate
    guard try tag(at: start) != nil else { return nil }
    try walk(from: start, to: min(end ?? file.size, file.size))
  }

  private func tag(at place: Int) throws -> PhoenixTag? {
    PhoenixTag(HeaderBytes(try file.bytes(at: place, count: PhoenixTag.lengths.usual)))
  }

  private mutating func walk(from start: Int, to end: Int) throws {
    var place = start
    var damaged = 0
    while place < end {
      guard let tag = try tag(at: place) else {
        // Records of a file are of one length, so the next one may be found behind the damaged one.
        guard let length = bursts.last?.tag.recordLength, damaged < 1000 else { break }
        damaged += 1
        place += length
        continue
      }
      guard place + tag.recordLength <= end else {
        notices.append("its last record is cut off at byte \(end)")
        break
      }
      append(tag, at: place)
      place += tag.recordLength
    }
    if damaged > 0 { notices.append("\(damaged) records without a readable tag are left out") }
  }

  private mutating func append(_ tag: PhoenixTag, at place: Int) {
    let saturated = tag.isSaturated ? 1 : 0
    if let last = bursts.last, last.end == place, continues(last, tag) {
      bursts[bursts.count - 1].records += 1
      bursts[bursts.count - 1].saturated += saturated
    } else {
      bursts.append(
        PhoenixBurst(
          path: file.path, offset: place, tag: tag, records: 1, saturated: saturated))
    }
  }

  /// Whether a record follows a burst without a gap and is of the same kind.
  private func continues(_ burst: PhoenixBurst, _ tag: PhoenixTag) -> Bool {
    guard tag.scans == burst.tag.scans, tag.channels == burst.tag.channels,
      tag.length == burst.tag.length, tag.rate == burst.tag.rate,
      let rate = tag.rate ?? tableRate
    else { return false }
    let origin = Instant(nanoseconds: 0)
    let expected = origin.advanced(bySamples: burst.count, at: rate).nanoseconds
    let stated = Int64(tag.second - burst.tag.second) * 1_000_000_000
    // Tags have whole seconds: what is expected within one is cut off.
    return stated <= expected && expected - stated < 1_000_000_000
  }
}
