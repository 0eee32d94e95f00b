import Files
package import Model

/// Phoenix MTU-5 and MTU-5A: a table (`.TBL`) and a file for each band (`.TS2` to `.TS5`, `.TSL`, `.TSH`).
///
/// Every band gives recordings of its own: the continuous one a single recording, the others one for each
/// burst. Gaps end a recording.
package enum PhoenixMTUFormat: TimeSeriesFormat {
  package static let name = "Phoenix MTU"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    if FileStatus.isFolder(path) {
      var found: [RecordingLocator] = []
      for name in try Folder.names(in: path) where isBand(name) {
        // What cannot be read is reported where the file is looked at for itself.
        found += (try? recordings(inBand: joined(path, name))) ?? []
      }
      return found.isEmpty ? nil : found
    }
    if let table = try PhoenixTable(path) {
      return try bands(of: table).flatMap { try recordings(inBand: $0) }
    }
    guard isBand(lastPart(path)), try PhoenixRecords.begins(path) else { return nil }
    return try recordings(inBand: path)
  }

  /// Whether a name ends like that of a band, in any case.
  private static func isBand(_ name: String) -> Bool {
    let ending = name.split(separator: ".").last?.lowercased() ?? ""
    return ending.count == 3 && ending.hasPrefix("ts")
  }

  private static func recordings(inBand path: String) throws -> [RecordingLocator] {
    guard try PhoenixRecords.begins(path) else { return [] }
    let table = try table(for: path)
    let rate = table.flatMap { tableRate($0, path) }
    let bursts = try PhoenixRecords(path, tableRate: rate)?.bursts ?? []
    return bursts.map { burst in
      RecordingLocator(
        format: name, path: parentFolder(path),
        member: "\(lastPart(path))/\(sortable(burst.offset))/\(burst.end)")
    }
  }

  /// The rate that the table gives for a band, `.TS3` by the tag SRL3.
  private static func tableRate(_ table: PhoenixTable, _ path: String) -> SamplingRate? {
    let number = path.last.map { String($0).uppercased() } ?? ""
    guard let samples = table.integer("SRL\(number)"), samples > 0 else { return nil }
    return SamplingRate(samples: samples, seconds: 1)
  }

  /// The table of a band: that of its name, or the only one of the folder.
  private static func table(for path: String) throws -> PhoenixTable? {
    let folder = parentFolder(path)
    let names = try Folder.names(in: folder).filter { $0.lowercased().hasSuffix(".tbl") }
    let stem = nameWithoutEnding(path).lowercased()
    let own = names.first { nameWithoutEnding($0).lowercased() == stem }
    guard let name = own ?? (names.count == 1 ? names[0] : nil) else { return nil }
    return try PhoenixTable(joined(folder, name))
  }

  private static func bands(of table: PhoenixTable) throws -> [String] {
    let folder = parentFolder(table.path)
    return try Folder.names(in: folder).filter(isBand).map { joined(folder, $0) }
      .filter { try self.table(for: $0)?.path == table.path }
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    let band = try place(locator).band
    let stem = nameWithoutEnding(band).lowercased()
    // The table, and what the calibration of box and coils is kept in.
    let others = try Folder.names(in: locator.path).filter { name in
      let ending = name.split(separator: ".").last?.lowercased() ?? ""
      return ["clb", "clc", "cts"].contains(ending)
        || ending == "tbl" && nameWithoutEnding(name).lowercased() == stem
    }
    let table = try table(for: band).map { [$0.path] } ?? []
    return [band] + Set(table + others.map { joined(locator.path, $0) }).sorted()
  }

  /// What a locator names: the band's file, and the bytes of its first record and after its last.
  private static func place(
    _ locator: RecordingLocator
  ) throws -> (band: String, first: Int, end: Int) {
    let fields = locator.member.split(separator: "/").map(String.init)
    guard fields.count == 3, let first = Int(fields[1]), let end = Int(fields[2]), first >= 0,
      end > first
    else {
      throw UserError(
        .data, locator.path, "has no recording \(locator.member)",
        remedy: "look for the recordings again")
    }
    return (joined(locator.path, fields[0]), first, end)
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let (band, first, end) = try place(locator)
    guard let table = try table(for: band) else {
      throw UserError(
        .data, band, "has no table (.TBL) beside it",
        remedy: "copy the table of the same name into the folder: it has gains and lengths")
    }
    let rateOfTable = tableRate(table, band)
    let records = try PhoenixRecords(band, tableRate: rateOfTable, from: first, to: end)
    guard let records, records.bursts.count == 1, let burst = records.bursts.first else {
      throw UserError(
        .data, band, at: "byte \(first)", "has no record there any more",
        remedy: "look for the recordings again")
    }
    guard let rate = burst.tag.rate ?? rateOfTable else {
      throw UserError(
        .data, table.path, at: "tag SRL\(band.last.map { String($0) } ?? "")", "is missing",
        remedy: "copy the table again from the recorder")
    }
    return try PhoenixMTURecording(table, burst, rate, records.notices).open(locator.path)
  }
}

extension PhoenixRecords {
  /// Whether a file begins with a tag.
  static func begins(_ path: String) throws -> Bool {
    let bytes = try InputFile(path).bytes(at: 0, count: PhoenixTag.lengths.usual)
    return PhoenixTag(HeaderBytes(bytes)) != nil
  }
}

/// A burst with what the table says of it.
private struct PhoenixMTURecording {
  private let table: PhoenixTable
  private let burst: PhoenixBurst
  private let rate: SamplingRate
  private let notices: [String]

  init(
    _ table: PhoenixTable, _ burst: PhoenixBurst, _ rate: SamplingRate, _ notices: [String]
  ) throws {
    self.table = table
    self.burst = burst
    self.rate = rate
    var notices = notices
    if burst.saturated > 0 {
      notices.append("\(burst.saturated) of \(burst.records) records were saturated")
    }
    if let serial = table.integer("SNUM"), serial != burst.tag.serial {
      notices.append("its records are of box \(burst.tag.serial), its table of box \(serial)")
    }
    self.notices = notices
  }

  func open(_ folder: String) throws -> any RecordingSource {
    let channels = table.channels.filter { $0.number <= burst.tag.channels }
    guard !channels.isEmpty else {
      throw UserError(
        .data, table.path, at: "tags CHEX to CHHZ", "name no channel of a record",
        remedy: "copy the table again from the recorder")
    }
    let start = Instant(nanoseconds: Int64(burst.tag.second) * 1_000_000_000)
    let place = table.location
    let common = notices + (place.notice.map { [$0] } ?? [])
    let header = RecordingHeader(
      name: recordingName(start, rate), rate: rate, start: start, sampleCount: burst.count,
      channels: try channels.map { try channelHeader($0.channel, common) },
      location: place.location, station: table.text("SITE"))
    let files = RunFiles()
    var columns: [Channel: any SampleColumn] = [:]
    for (channel, number) in channels {
      let scale = try table.scale(channel)
      columns[channel] = try PackedColumn(
        channel.name, [.init(run: burst.run, scale: scale)], element: .int24,
        placeInScan: 3 * (number - 1), scanLength: burst.tag.scanLength, files: files)
    }
    return try ColumnRecording(header, path: burst.path, columns: columns)
  }

  private func channelHeader(_ channel: Channel, _ common: [String]) throws -> ChannelHeader {
    guard channel.kind == .magnetic else {
      return ChannelHeader(
        channel, azimuth: table.azimuth(channel), dipoleLength: try table.dipoleLength(channel),
        notices: common + ["the response of the box is not removed"])
    }
    return ChannelHeader(
      channel, azimuth: table.azimuth(channel),
      serial: table.text("\(channel.name.uppercased())SN"),
      notices: common + [
        "in nT by the nominal sensitivity of the coil: responses of box and coil are not removed"
      ])
  }
}
