import Files
package import Model

/// SPAM: pairs of a file of samples (`.RAW`) and a header (`.XTR`).
///
/// Pairs in a folder that follow one another without a gap are one recording.
package enum SPAMFormat: TimeSeriesFormat {
  package static let name = "SPAM"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    if FileStatus.isFolder(path) {
      let pairs = try Folder.names(in: path).compactMap { name in
        let file = joined(path, name)
        // What cannot be read is reported where the file is looked at for itself.
        return FileStatus.isFile(file) ? (try? SPAMPair(header: file)) ?? nil : nil
      }
      return pairs.isEmpty ? nil : locators(path, pairs)
    }
    // The samples lead to their header, which is of the same name.
    if let pair = try SPAMPair(header: path) { return locators(parentFolder(path), [pair]) }
    guard lastPart(path).lowercased().hasSuffix(".raw"), let header = header(of: path),
      let pair = try SPAMPair(header: header)
    else { return nil }
    return locators(parentFolder(path), [pair])
  }

  private static func header(of data: String) -> String? {
    let stem = nameWithoutEnding(data).lowercased()
    let names = try? Folder.names(in: parentFolder(data))
    return names?.first { $0.lowercased() == stem + ".xtr" }.map { joined(parentFolder(data), $0) }
  }

  private static func locators(_ folder: String, _ pairs: [SPAMPair]) -> [RecordingLocator] {
    var runs: [[SPAMPair]] = []
    for pair in pairs.sorted(by: { ($0.key, $0.start) < ($1.key, $1.start) }) {
      if let last = runs.last?.last, last.isFollowed(by: pair) {
        runs[runs.count - 1].append(pair)
      } else {
        runs.append([pair])
      }
    }
    return runs.map { run in
      let names = run.map { lastPart($0.header.path) }
      return RecordingLocator(format: name, path: folder, member: names.joined(separator: "/"))
    }
  }

  private static func pairs(of locator: RecordingLocator) throws -> [SPAMPair] {
    let pairs = try locator.member.split(separator: "/").compactMap {
      try SPAMPair(header: joined(locator.path, String($0)))
    }
    guard let first = pairs.first, pairs.allSatisfy({ $0.key == first.key }) else {
      throw UserError(
        .data, locator.path, "names no headers of one recording",
        remedy: "look for the recordings again")
    }
    return pairs
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    try pairs(of: locator).flatMap { [$0.header.path, $0.data] }
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let pairs = try pairs(of: locator)
    let first = pairs[0]
    let place = first.header.location
    let common = pairs.flatMap(\.notices) + (place.notice.map { [$0] } ?? [])
    let header = RecordingHeader(
      name: recordingName(first.start, first.rate), rate: first.rate, start: first.start,
      sampleCount: pairs.reduce(0) { $0 + $1.run.count },
      channels: try first.columns.map { try channelHeader($0, first, common) },
      location: place.location, station: first.header.siteName)
    let files = RunFiles()
    var columns: [Channel: any SampleColumn] = [:]
    for (number, column) in first.columns.enumerated() {
      let parts = try pairs.map {
        PackedColumn.Part(run: $0.run, scale: try $0.scale(number))
      }
      columns[column.channel] = try PackedColumn(
        column.channel.name, parts, element: .float32, placeInScan: 4 * number,
        scanLength: 4 * first.columns.count, files: files)
    }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  private static func channelHeader(
    _ column: SPAMHeader.Column, _ pair: SPAMPair, _ common: [String]
  ) throws -> ChannelHeader {
    let isElectric = column.channel.kind == .electric
    return ChannelHeader(
      column.channel, azimuth: column.channel == .hz ? nil : column.azimuth,
      dipoleLength: isElectric ? column.dipole : nil, sensor: column.sensor,
      serial: column.serial, resisticsSign: -1,
      notices: common + (isElectric ? [] : ["in mV with the response of the coil"]))
  }
}

/// A header with its file of samples.
private struct SPAMPair {
  let header: SPAMHeader
  /// The path of the samples.
  let data: String
  let columns: [SPAMHeader.Column]
  let rate: SamplingRate
  let start: Instant
  let run: PackedRun
  private(set) var notices: [String] = []

  /// - Returns: `nil` when the file is no header of this format.
  /// - Throws: A `UserError` for what is wrong with the header or the samples.
  init?(header path: String) throws {
    guard let header = try SPAMHeader(path) else { return nil }
    self.header = header
    rate = try header.rate()
    let span = try header.span()
    start = span.start
    columns = try header.columns()
    data = try SPAMPair.data(header)
    let raw = try SPAMRaw(data, channels: columns.count)
    run = PackedRun(
      path: data, offset: raw.offset, count: raw.count, scanLength: 4 * columns.count)
    notices = raw.notices
    let spanned = (span.last.seconds(since: span.start) * rate.hertz).rounded() + 1
    if spanned != Double(raw.count) {
      notices.append(
        "\(lastPart(path)) speaks of \(spanned) samples, the file has \(raw.count): these are taken"
      )
    }
  }

  private static func data(_ header: SPAMHeader) throws -> String {
    let name = try header.dataName().lowercased()
    let folder = parentFolder(header.path)
    guard let found = try Folder.names(in: folder).first(where: { $0.lowercased() == name }) else {
      throw UserError(
        .data, header.path, at: "[FILE] NAME", "names \(name), which is not in the folder",
        remedy: "copy the file of samples beside its header")
    }
    return joined(folder, found)
  }

  /// What pairs of one recording share.
  var key: String { "\(rate) " + columns.map(\.channel.name).joined() }

  /// Whether another pair begins where this one ends, to a tenth of a sample.
  func isFollowed(by next: SPAMPair) -> Bool {
    let expected = start.advanced(bySamples: run.count, at: rate)
    return key == next.key && abs(next.start.seconds(since: expected)) < 0.1 * rate.interval
  }

  /// What turns volts into mV/km, or into mV for magnetic channels.
  func scale(_ number: Int) throws -> SampleScale {
    let column = columns[number]
    let isElectric = column.channel.kind == .electric
    guard !isElectric || column.dipole > 0 else {
      throw UserError(
        .data, header.path, at: "[DATA] CHAN \(number + 1)",
        "gives a dipole of \(column.dipole) m for channel \(column.channel)",
        remedy: "write the distance of the electrodes in metres")
    }
    let factor = isElectric ? 1e6 * column.scaling * 1000 / column.dipole : 1000
    guard SampleScale(factor: factor).isUsable else {
      throw UserError(
        .data, header.path, at: "[DATA] CHAN \(number + 1)",
        "gives the scaling \(column.scaling)", remedy: "correct the last word but one")
    }
    return SampleScale(factor: factor)
  }
}

/// The header in front of the samples of a `.RAW` file: words of text in records.
private struct SPAMRaw {
  /// The byte of the first scan.
  let offset: Int
  /// Scans.
  let count: Int
  private(set) var notices: [String] = []

  /// - Throws: A `UserError` for a header that is none, or does not fit the channels or the file.
  init(_ path: String, channels: Int) throws {
    let file = try InputFile(path)
    let general = SPAMRaw.numbers(try file.bytes(at: 0, count: 512))
    // Length of a record, type, length of a word, version, processing, channels, records, first event.
    guard general.count >= 9, let length = SPAMRaw.whole(general[0], 64...1 << 20),
      let stated = SPAMRaw.whole(general[5], 1...64),
      let firstEvent = SPAMRaw.whole(general[7], 1...1 << 20)
    else {
      throw SPAMRaw.wrong(path, "byte 0", "is no general header of SPAM")
    }
    guard stated == channels else {
      throw SPAMRaw.wrong(path, "byte 0", "has \(stated) channels where its header has \(channels)")
    }
    let place = (firstEvent - 1) * length
    let event = SPAMRaw.numbers(try file.bytes(at: place, count: min(length, 4096)))
    guard event.count >= 12, let samples = SPAMRaw.whole(event[10], 1...1 << 40),
      let record = SPAMRaw.whole(event[11], 1...1 << 30)
    else { throw SPAMRaw.wrong(path, "byte \(place)", "is no header of an event") }
    offset = (record - 1) * length
    let available = max(0, file.size - offset) / (4 * channels)
    guard available > 0 else {
      throw SPAMRaw.wrong(path, "byte \(offset)", "is where its samples begin, and it ends before")
    }
    count = min(samples, available)
    if available < samples {
      notices.append("\(lastPart(path)) has \(available) of its \(samples) samples")
    }
    if let events = SPAMRaw.whole(general[8], 2...1 << 20) {
      notices.append("\(lastPart(path)) has \(events) events, of which the first is read")
    }
  }

  /// The words of a header; those that are no numbers are not a number.
  private static func numbers(_ bytes: [UInt8]) -> [Double] {
    let text = String(decoding: bytes.prefix { $0 != 0 && $0 < 0x80 }, as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).map { DecimalNumber.parse($0) ?? .nan }
  }

  private static func whole(_ number: Double, _ range: ClosedRange<Int>) -> Int? {
    Int(exactly: number).flatMap { range.contains($0) ? $0 : nil }
  }

  private static func wrong(_ path: String, _ place: String, _ problem: String) -> UserError {
    UserError(
      .data, path, at: place, problem,
      remedy: "copy the file and its header again from their source")
  }
}
