package import Model

/// A text file with a column for each channel and no header, plain or gzip; a description file
/// `<name>.ini` beside it says what the columns are.
package enum ColumnTextFormat: TimeSeriesFormat {
  package static let name = "column text"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    if FileStatus.isFolder(path) { return try ColumnFileGroup.locators(in: path) }
    guard FileStatus.isFile(path) else { return nil }
    // A described file is this format's even where its first line is damaged.
    let isDescribed = FileStatus.isFile(ColumnDescription.path(for: path))
    guard try isDescribed || columnCount(path) != nil else { return nil }
    return [RecordingLocator(format: name, path: path)]
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    if let names = ColumnFileGroup.names(locator) {
      return names.flatMap { [$0, ColumnDescription.path(for: $0)] }
    }
    let description = ColumnDescription.path(for: locator.path)
    return [locator.path] + (FileStatus.isFile(description) ? [description] : [])
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    if let names = ColumnFileGroup.names(locator) { return try ColumnFileGroup.open(names) }
    let path = locator.path
    let description = try ColumnDescription(for: path, columnCount: try columnCount(path) ?? 1)
    let table = try TextTable(
      path, columnCount: description.columns.count,
      columns: description.columns.indices.filter { description.columns[$0] != nil })
    var columns: [Channel: any SampleColumn] = [:]
    for (number, channel) in description.columns.enumerated() {
      guard let channel else { continue }
      columns[channel] = TextColumn(
        table: table, column: number, scale: try description.scale(channel), name: channel.name)
    }
    let header = RecordingHeader(
      name: nameWithoutEnding(path), rate: description.rate,
      start: description.start, sampleCount: table.rowCount,
      channels: try channelHeaders(description), location: description.location,
      station: description.site)
    return try ColumnRecording(header, path: path, columns: columns)
  }

  private static func channelHeaders(_ description: ColumnDescription) throws -> [ChannelHeader] {
    try description.columns.compactMap { $0 }.map {
      ChannelHeader($0, azimuth: try description.azimuth($0), notices: description.notices)
    }
  }

  /// How many numbers the first row has; `nil` when it is not a row of numbers.
  private static func columnCount(_ path: String) throws -> Int? {
    let head = try InputFile.head(of: path, count: 4096)
    // A NUL is in every binary file's head, and in no text.
    guard !head.contains(0) else { return nil }
    let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let row = lines.first(where: { !$0.trimmed.isEmpty && !$0.trimmed.hasPrefix("#") })
    else { return nil }
    let fields = row.split { $0.isWhitespace || $0 == "," }
    return fields.allSatisfy { DecimalNumber.parse($0) != nil } ? fields.count : nil
  }
}
