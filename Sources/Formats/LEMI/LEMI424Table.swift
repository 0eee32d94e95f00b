import Files
import Model

/// Rows of a LEMI-424 file that follow one another second by second.
struct LEMI424Piece {
  var path: String
  var rows: Range<Int>
  /// The time of the first row, in seconds since 1970.
  var second = 0

  /// How a locator says it: name, first row, rows.
  var text: String { "\(lastPart(path))/\(sortable(rows.lowerBound))/\(rows.count)" }

  /// The pieces that a locator names.
  static func parse(_ locator: RecordingLocator) throws -> [LEMI424Piece] {
    let fields = locator.member.split(separator: "/").map(String.init)
    let pieces = stride(from: 0, to: fields.count - 2, by: 3).compactMap { place in
      if let first = Int(fields[place + 1]), let count = Int(fields[place + 2]), first >= 0,
        count > 0, count < 1 << 40, first < 1 << 40
      {
        LEMI424Piece(path: joined(locator.path, fields[place]), rows: first..<first + count)
      } else {
        nil as LEMI424Piece?
      }
    }
    guard pieces.count * 3 == fields.count, !pieces.isEmpty else {
      throw UserError(
        .data, locator.path, "has no recording \(locator.member)",
        remedy: "look for the recordings again")
    }
    return pieces
  }
}

/// What a row of a LEMI-424 file says beside its samples.
struct LEMI424Row {
  /// Date, time, seven channels and two temperatures; or that, and the receiver's eight columns.
  static let columnCounts = [16, 24]

  /// Seconds since 1970.
  let second: Int
  /// Whether it is of a second that the count of seconds leaves out.
  let isLeapSecond: Bool
  private let fields: [String]

  /// - Returns: `nil` when the line is no row of such a file.
  init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
    var position = line.lowerBound
    var date: [Int] = []
    while date.count < 6 {
      while position < line.upperBound, isBlank(bytes[position]) { position += 1 }
      guard let value = DecimalNumber.scan(bytes, &position, line.upperBound),
        let whole = Int(exactly: value)
      else { return nil }
      date.append(whole)
    }
    guard (1980...2200).contains(date[0]), (1...12).contains(date[1]), (1...31).contains(date[2]),
      (0...23).contains(date[3]), (0...59).contains(date[4]), (0...60).contains(date[5])
    else { return nil }
    let days = Instant.daysSince1970(year: date[0], month: date[1], day: date[2])
    second = ((days * 24 + date[3]) * 60 + date[4]) * 60 + date[5]
    isLeapSecond = date[5] == 60
    fields = []
  }

  /// A row with all of its fields.
  init?(text: String) {
    let bytes = Array(text.utf8)
    guard let row = LEMI424Row(bytes.span, 0..<bytes.count) else { return nil }
    let fields = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard LEMI424Row.columnCounts.contains(fields.count) else { return nil }
    (second, isLeapSecond) = (row.second, row.isLeapSecond)
    self.fields = fields
  }

  var columnCount: Int { fields.count }

  /// Where the receiver says it is.
  var location: (location: Location?, notice: String?) {
    guard fields.count == 24, let latitude = angle(17), let longitude = angle(19) else {
      return (nil, nil)
    }
    return Formats.location(latitude, longitude, DecimalNumber.parse(fields[16]) ?? 0)
  }

  private func angle(_ place: Int) -> Double? {
    DecimalNumber.parse(fields[place]).flatMap {
      GeographicAngle.degrees($0, hemisphere: fields[place + 1])
    }
  }
}

/// A LEMI-424 file, with the rows counted.
struct LEMI424Table {
  let text: TextTable
  private(set) var notices: [String] = []
  private let path: String

  var rowCount: Int { text.rowCount }

  /// Opens a file that `pieces(of:)` has found rows in.
  init(_ path: String) throws {
    self.path = path
    guard let first = try LEMI424Table.firstRow(path) else {
      throw UserError(
        .data, path, "does not begin with a row of a LEMI-424",
        remedy: "copy the file again from its source")
    }
    text = try TextTable(
      path, columnCount: first.columnCount, columns: LEMI424Format.columns.map(\.place))
  }

  private static func firstRow(_ path: String) throws -> LEMI424Row? {
    let head = try InputFile.head(of: path, count: 1024)
    guard !head.contains(0) else { return nil }
    let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.first.flatMap { LEMI424Row(text: String($0)) }
  }

  /// A row with all of its fields.
  func row(_ number: Int) throws -> LEMI424Row? {
    try LEMI424Row(text: text.line(ofRow: number))
  }

  /// The parts of a file between which seconds are missing or come twice; none in another kind of file.
  ///
  /// - Throws: A `UserError` that names the line that is no row.
  static func pieces(of path: String) throws -> [LEMI424Piece] {
    guard let first = try firstRow(path) else { return [] }
    var pieces: [LEMI424Piece] = []
    var cursor = LineCursor(try openBytes(path))
    var rowCount = 0
    var isParted = false
    while let line = try cursor.next() {
      let kind = kind(of: line, in: cursor.buffer.span, first.columnCount)
      if case .empty = kind { continue }
      if case .leapSecond = kind {
        // The count of seconds leaves it out: rows on either side of it are parted, not the times.
        rowCount += 1
        isParted = true
        continue
      }
      guard case .row(let second) = kind else {
        // The recorder was switched off while it wrote its last row.
        let number = cursor.lineNumber
        if try cursor.next() == nil { break }
        throw UserError(
          .data, path, at: "line \(number)",
          "is no row of \(first.columnCount) columns that begins with a date and a time",
          remedy: "complete the line, or take it out")
      }
      if let last = pieces.last, last.second + last.rows.count == second, !isParted {
        pieces[pieces.count - 1].rows = last.rows.lowerBound..<rowCount + 1
      } else {
        pieces.append(
          LEMI424Piece(path: path, rows: rowCount..<rowCount + 1, second: second))
      }
      isParted = false
      rowCount += 1
    }
    // A row between two jumps of the clock is no recording.
    let long = pieces.filter { $0.rows.count > 1 }
    return long.isEmpty ? Array(pieces.prefix(1)) : long
  }

  private static func kind(
    of line: Range<Int>, in bytes: Span<UInt8>, _ columnCount: Int
  ) -> Line {
    var place = line.lowerBound
    while place < line.upperBound, isBlank(bytes[place]) { place += 1 }
    if place == line.upperBound { return .empty }
    guard RowFields.count(bytes, line) == columnCount, let row = LEMI424Row(bytes, line) else {
      return .damaged
    }
    return row.isLeapSecond ? .leapSecond : .row(second: row.second)
  }

  private enum Line {
    case empty
    case damaged
    case leapSecond
    case row(second: Int)
  }
}
