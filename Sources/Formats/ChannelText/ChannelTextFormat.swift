import Files
package import Model

/// Text files of one channel each: a header line, then one value a line; plain or gzip.
///
/// Files in a folder with the same station, rate and start are one recording.
package enum ChannelTextFormat: TimeSeriesFormat {
  package static let name = "channel text"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    guard FileStatus.isFolder(path) else {
      guard try ChannelTextHeader(path) != nil else { return nil }
      return [locator(parentFolder(path), [lastPart(path)])]
    }
    let groups = try groups(in: path)
    return groups.isEmpty ? nil : groups.map { locator(path, $0) }
  }

  /// The members of a locator are the names of the files: opening needs no search in the folder.
  private static func locator(_ folder: String, _ names: [String]) -> RecordingLocator {
    RecordingLocator(format: name, path: folder, member: names.joined(separator: "/"))
  }

  private static func groups(in folder: String) throws -> [[String]] {
    var groups: [(key: [String], names: [String])] = []
    for name in try Folder.names(in: folder) {
      // What cannot be read is reported where the file is looked at for itself.
      let path = joined(folder, name)
      guard FileStatus.isFile(path), let header = try? ChannelTextHeader(path) else { continue }
      if let same = groups.firstIndex(where: { $0.key == header.recordingKey }) {
        groups[same].names.append(name)
      } else {
        groups.append((header.recordingKey, [name]))
      }
    }
    return groups.map(\.names)
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    locator.member.split(separator: "/").map { joined(locator.path, String($0)) }
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let headers = try files(of: locator).map { path in
      guard let header = try ChannelTextHeader(path) else { throw noHeader(path) }
      return header
    }
    guard let first = headers.first else {
      throw UserError(
        .data, locator.path, "names no channel files", remedy: "look for the recordings again")
    }
    try checkLengths(headers)
    let header = try recordingHeader(headers, first)
    var columns: [Channel: any SampleColumn] = [:]
    for file in headers { columns[try file.channel()] = try column(file) }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  private static func recordingHeader(
    _ files: [ChannelTextHeader], _ first: ChannelTextHeader
  ) throws -> RecordingHeader {
    let place = try first.place()
    let start = try first.start()
    let channels = try files.map {
      ChannelHeader(try $0.channel(), notices: place.notice.map { [$0] } ?? [])
    }
    let stem = commonStem(files.map { lastPart($0.path) })
    let name = stem.isEmpty ? "\(first.station)_\(start.dateText)" : stem
    return try RecordingHeader(
      name: name, rate: first.rate(), start: start, sampleCount: first.sampleCount(),
      channels: channels, location: place.0, station: first.station
    ).checked(first.path)
  }

  private static func column(_ file: ChannelTextHeader) throws -> TextColumn {
    let channel = try file.channel()
    let table = try TextTable(file.path, columnCount: 1)
    try table.checkRowCount(try file.sampleCount(), channel: channel)
    return TextColumn(table: table, column: 0, scale: try file.scale(), name: channel.name)
  }

  private static func checkLengths(_ files: [ChannelTextHeader]) throws {
    for (one, other) in zip(files, files.dropFirst()) {
      let (a, b) = (try one.sampleCount(), try other.sampleCount())
      guard a == b else {
        throw UserError(
          .data, other.path, at: "line 1, samples",
          "channel \(try other.channel()) has \(b) samples where channel \(try one.channel()) of "
            + "the same recording has \(a): unequal lengths",
          remedy: "cut the channels to the same span and correct their headers")
      }
    }
  }

  /// What the names have in common, without the separators at its end.
  private static func commonStem(_ names: [String]) -> String {
    guard var stem = names.first else { return "" }
    guard names.count > 1 else { return nameWithoutEnding(stem) }
    for name in names { stem = String(zip(stem, name).prefix { $0.0 == $0.1 }.map(\.0)) }
    while let last = stem.last, "_-. ".contains(last) { stem.removeLast() }
    return stem
  }

  private static func noHeader(_ path: String) -> UserError {
    UserError(
      .data, path, at: "line 1", "is no header of a channel",
      remedy: "write: # station channel rate[Hz] start[UNIX s] samples unit latitude longitude "
        + "elevation")
  }
}
