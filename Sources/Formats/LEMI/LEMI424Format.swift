import Files
package import Model

/// LEMI-424: text of one row a second, with date, time, fields, and the place at the end.
///
/// Files in a folder that follow one another without a gap are one recording; where seconds are missing,
/// another one begins.
package enum LEMI424Format: TimeSeriesFormat {
  package static let name = "LEMI-424"

  static let rate = SamplingRate(samples: 1, seconds: 1)

  /// The columns of channels in a row, and the instrument's names for them.
  static let columns: [(place: Int, channel: String)] = [
    (6, "Hx"), (7, "Hy"), (8, "Hz"), (11, "E1"), (12, "E2"), (13, "E3"), (14, "E4"),
  ]

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    if FileStatus.isFolder(path) {
      let pieces = try Folder.names(in: path).flatMap { name in
        let file = joined(path, name)
        return FileStatus.isFile(file) ? (try? LEMI424Table.pieces(of: file)) ?? [] : []
      }
      return pieces.isEmpty ? nil : locators(path, pieces)
    }
    let pieces = try LEMI424Table.pieces(of: path)
    return pieces.isEmpty ? nil : locators(parentFolder(path), pieces)
  }

  private static func locators(_ folder: String, _ pieces: [LEMI424Piece]) -> [RecordingLocator] {
    var runs: [[LEMI424Piece]] = []
    for piece in pieces.sorted(by: { $0.second < $1.second }) {
      if let last = runs.last?.last, last.second + last.rows.count == piece.second,
        last.path != piece.path
      {
        runs[runs.count - 1].append(piece)
      } else {
        runs.append([piece])
      }
    }
    return runs.map {
      RecordingLocator(
        format: name, path: folder, member: $0.map(\.text).joined(separator: "/"))
    }
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    try LEMI424Piece.parse(locator).map(\.path)
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let pieces = try LEMI424Piece.parse(locator)
    let tables = try pieces.map { piece in
      let table = try LEMI424Table(piece.path)
      guard piece.rows.upperBound <= table.rowCount else {
        throw UserError(
          .data, piece.path, "is not the file any more that it was",
          remedy: "look for the recordings again")
      }
      return table
    }
    guard let first = tables.first, let row = try first.row(pieces[0].rows.lowerBound) else {
      throw UserError(
        .data, locator.path, "names no files", remedy: "look for the recordings again")
    }
    let start = Instant(nanoseconds: Int64(row.second) * 1_000_000_000)
    let place = row.location
    let notices = tables.flatMap(\.notices) + (place.notice.map { [$0] } ?? [])
    let header = RecordingHeader(
      name: recordingName(start, rate), rate: rate, start: start,
      sampleCount: pieces.reduce(0) { $0 + $1.rows.count },
      channels: columns.compactMap { Channel($0.channel) }.map {
        ChannelHeader($0, notices: notices + electricNotices($0))
      }, location: place.location)
    var columns: [Channel: any SampleColumn] = [:]
    for (place, channelName) in LEMI424Format.columns {
      guard let channel = Channel(channelName) else { continue }
      columns[channel] = JoinedTextColumn(
        zip(tables, pieces).map { (table: $0.text, rows: $1.rows) }, column: place,
        name: channelName)
    }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  private static func electricNotices(_ channel: Channel) -> [String] {
    channel.kind == .electric
      ? ["the file does not say where the line points to: \(channel.nominalAzimuth)° is assumed"]
      : []
  }
}

/// A channel in rows of several text files.
private struct JoinedTextColumn: SampleColumn {
  private let parts: [(table: TextTable, rows: Range<Int>)]
  private let column: Int
  private let name: String

  init(_ parts: [(table: TextTable, rows: Range<Int>)], column: Int, name: String) {
    self.parts = parts
    self.column = column
    self.name = name
  }

  var samplesPerTurn: Int { parts.map(\.table.rowsPerBlock).min() ?? 1 }

  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: false, into: &samples)
  }

  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: true, into: &samples)
  }

  private func read(
    _ range: Range<Int>, keepsMissing: Bool, into samples: inout MutableSpan<Double>
  ) throws {
    var first = 0
    for part in parts {
      let wanted = range.clamped(to: first..<first + part.rows.count)
      if !wanted.isEmpty {
        let start = part.rows.lowerBound + wanted.lowerBound - first
        try part.table.read(
          column: column, rows: start..<start + wanted.count, scale: 1, name: name,
          keepsMissing: keepsMissing, into: &samples, at: wanted.lowerBound - range.lowerBound)
      }
      first += part.rows.count
    }
  }
}
