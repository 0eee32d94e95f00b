import Files
package import Model

/// LEMI-423 and LEMI-423E: binary files of five channels, or of four electric ones.
///
/// Files in a folder that follow one another without a gap are one recording; where the clock jumps, another
/// one begins.
package enum LEMI423Format: TimeSeriesFormat {
  package static let name = "LEMI-423"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    if FileStatus.isFolder(path) {
      // What cannot be read is reported where the file is looked at for itself.
      let pieces = try Folder.names(in: path).flatMap { name in
        let file = joined(path, name)
        return FileStatus.isFile(file) ? (try? LEMI423Piece.all(in: file)) ?? [] : []
      }
      return pieces.isEmpty ? nil : locators(path, pieces)
    }
    guard try LEMI423Header.recognises(path) else { return nil }
    return locators(parentFolder(path), try LEMI423Piece.all(in: path))
  }

  /// Joins pieces that follow one another.
  private static func locators(_ folder: String, _ pieces: [LEMI423Piece]) -> [RecordingLocator] {
    var runs: [[LEMI423Piece]] = []
    for piece in pieces.sorted(by: { ($0.key, $0.ticks) < ($1.key, $1.ticks) }) {
      if let last = runs.last?.last, last.isFollowed(by: piece) {
        runs[runs.count - 1].append(piece)
      } else {
        runs.append([piece])
      }
    }
    return runs.map { run in
      RecordingLocator(
        format: name, path: folder,
        member: "\(run[0].rate)/" + run.map(\.text).joined(separator: "/"))
    }
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    let (_, pieces) = try LEMI423Piece.parse(locator)
    let data = pieces.map(\.path)
    guard let first = data.first, let header = try LEMI423Header(first) else { return data }
    let settings = try LEMI423Settings(folder: locator.path, columns: header.columns)
    // What resistics wrote beside the data is no recording of its own.
    let other = try Folder.names(in: locator.path).filter { $0.lowercased().contains(".h423") }
    return data + Set(settings.files + other.map { joined(locator.path, $0) }).sorted()
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let (rate, pieces) = try LEMI423Piece.parse(locator)
    let headers = try pieces.map { piece in
      guard let header = try LEMI423Header(piece.path),
        piece.records.upperBound <= header.recordCount
      else {
        throw UserError(
          .data, piece.path, "is not the file any more that it was",
          remedy: "look for the recordings again")
      }
      return header
    }
    guard let first = headers.first, let start = try LEMI423Clock.start(first, pieces[0], rate),
      headers.allSatisfy({ $0.columns.count == first.columns.count })
    else {
      throw UserError(
        .data, locator.path, "names no files of one kind", remedy: "look for the recordings again")
    }
    let settings = try LEMI423Settings(folder: locator.path, columns: first.columns)
    let header = RecordingHeader(
      name: recordingName(start, rate), rate: rate, start: start,
      sampleCount: pieces.reduce(0) { $0 + $1.records.count },
      channels: channelHeaders(headers, pieces, settings), location: first.location)
    let files = RunFiles()
    var columns: [Channel: any SampleColumn] = [:]
    for (number, setting) in settings.channels.enumerated() {
      let parts = zip(headers, pieces).map { header, piece in
        PackedColumn.Part(
          run: piece.run(header), scale: scale(header.columns[number], setting))
      }
      columns[setting.channel] = try PackedColumn(
        setting.channel.name, parts, element: .int32, placeInScan: 6 + 4 * number,
        scanLength: first.recordLength, files: files)
    }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  /// What turns counts into mV/km, or into mV where the line's length is not known.
  private static func scale(
    _ column: LEMI423Header.Column, _ setting: LEMI423Settings.Channel
  ) -> SampleScale {
    let divisor =
      column.channel.kind == .magnetic ? setting.gain : (setting.dipole ?? 1000) / 1000
    return SampleScale(
      factor: column.scale.factor / divisor, offset: column.scale.offset / divisor)
  }

  private static func channelHeaders(
    _ headers: [LEMI423Header], _ pieces: [LEMI423Piece], _ settings: LEMI423Settings
  ) -> [ChannelHeader] {
    var common = headers.flatMap(\.notices)
    if pieces.count == 1, pieces[0].records.count < headers[0].recordCount {
      common.append("a part of the file, between jumps of its clock")
    }
    return settings.channels.map { setting in
      ChannelHeader(
        setting.channel, dipoleLength: setting.dipole, serial: setting.serial,
        notices: common + notices(setting, settings))
    }
  }

  private static func notices(
    _ setting: LEMI423Settings.Channel, _ settings: LEMI423Settings
  ) -> [String] {
    if setting.channel.kind == .magnetic {
      return settings.givesNanotesla ? [] : ["in mV with the response of the coil"]
    }
    guard setting.dipole == nil else { return [] }
    return [
      "in mV, as the length of the line is not known: write `dipole.\(setting.channel) = …` (metres) "
        + "into \(LEMI423Settings.fileName) beside the file"
    ]
  }
}

/// Records of a file that no jump of the clock interrupts.
private struct LEMI423Piece {
  var path: String
  var records: Range<Int>
  /// Samples a second.
  var rate = 0
  /// The time of the first record, in samples since 1970.
  var ticks = 0
  /// What files of one recording share.
  var key = ""

  static func all(in path: String) throws -> [LEMI423Piece] {
    guard let header = try LEMI423Header(path) else { return [] }
    let clock = try LEMI423Clock(header)
    let key = "\(header.serial) \(header.columns.count) \(clock.rate)"
    let pieces = try clock.stretches().map {
      LEMI423Piece(
        path: path, records: $0.records, rate: clock.rate, ticks: $0.ticks, key: key)
    }
    // Where the clock jumps more than once a second, nothing can be done with what is in between.
    let long = pieces.filter { $0.records.count >= clock.rate }
    return long.isEmpty ? Array(pieces.prefix(1)) : long
  }

  /// Whole files alone are joined: a jump within one is a jump.
  func isFollowed(by next: LEMI423Piece) -> Bool {
    key == next.key && path != next.path && ticks + records.count == next.ticks
  }

  func run(_ header: LEMI423Header) -> PackedRun {
    PackedRun(
      path: path, offset: LEMI423Header.length + records.lowerBound * header.recordLength,
      count: records.count, scanLength: header.recordLength)
  }

  /// How a locator says it: name, first record, records.
  var text: String { "\(lastPart(path))/\(sortable(records.lowerBound))/\(records.count)" }

  /// The rate and the pieces that a locator names.
  static func parse(
    _ locator: RecordingLocator
  ) throws -> (rate: SamplingRate, pieces: [LEMI423Piece]) {
    let fields = locator.member.split(separator: "/").map(String.init)
    let pieces = stride(from: 1, to: fields.count - 2, by: 3).compactMap { place in
      if let first = Int(fields[place + 1]), let count = Int(fields[place + 2]), first >= 0,
        count > 0, count < 1 << 40, first < 1 << 40
      {
        LEMI423Piece(path: joined(locator.path, fields[place]), records: first..<first + count)
      } else {
        nil as LEMI423Piece?
      }
    }
    guard let first = fields.first, let samples = Int(first), (1...1 << 16).contains(samples),
      pieces.count * 3 + 1 == fields.count, !pieces.isEmpty
    else {
      throw UserError(
        .data, locator.path, "has no recording \(locator.member)",
        remedy: "look for the recordings again")
    }
    return (SamplingRate(samples: samples, seconds: 1), pieces)
  }
}

extension LEMI423Clock {
  /// The instant of a piece's first record.
  fileprivate static func start(
    _ header: LEMI423Header, _ piece: LEMI423Piece, _ rate: SamplingRate
  ) throws -> Instant? {
    let place = LEMI423Header.length + piece.records.lowerBound * header.recordLength
    let bytes = HeaderBytes(try InputFile(header.path).bytes(at: place, count: 6))
    let second = Instant(nanoseconds: Int64(bytes.number(UInt32.self, 0)) * 1_000_000_000)
    return second.advanced(bySamples: bytes.number(UInt16.self, 4), at: rate)
  }
}
