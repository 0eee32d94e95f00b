import Model
import Synchronization

/// A text file of numbers, one row a line, of which slices of rows are read.
///
/// Blanks, tabs and commas separate the columns; lines that begin with `#` are comments. One pass
/// when the file is opened counts the rows and notes the place of every 4096th, so that a slice is
/// read without the rows before it. Reads may run on several threads at once.
final class TextTable {
  private struct Mark {
    var offset: Int
    var line: Int
  }

  private static let stride = 4096
  /// Of the samples of a slice that is read channel by channel.
  private static let mostBlocks = 16

  let path: String
  let columnCount: Int
  private let source: any ByteSource
  private var marks: [Mark] = []
  private(set) var rowCount = 0

  /// Rows that are parsed together.
  var rowsPerBlock: Int { TextTable.stride }

  /// The columns that will be read, in ascending order.
  private let wanted: [Int]
  /// What was parsed last, the newest at the end.
  private let blocks = Mutex<[ParsedRows]>([])

  /// Opens the file and counts its rows.
  ///
  /// - Parameter columns: Those that will be read: they are parsed together.
  /// - Throws: A `UserError` when the file cannot be read, or a line between the rows is empty.
  init(_ path: String, columnCount: Int, columns: [Int] = [0]) throws {
    self.path = path
    self.columnCount = columnCount
    wanted = columns.sorted()
    source = try openBytes(path)
    try findRows()
  }

  private func findRows() throws {
    var cursor = LineCursor(source)
    var emptyLine: Int?
    while let line = try cursor.next() {
      switch TextTable.kind(of: line, in: cursor.buffer.span) {
      case .comment: continue
      case .empty:
        if rowCount > 0 { emptyLine = emptyLine ?? cursor.lineNumber }
      case .row:
        if let emptyLine { throw lostRow(emptyLine) }
        if rowCount.isMultiple(of: TextTable.stride) {
          marks.append(Mark(offset: cursor.lineOffset, line: cursor.lineNumber))
        }
        rowCount += 1
      }
    }
  }

  private enum LineKind {
    case comment
    case empty
    case row
  }

  private static func kind(of line: Range<Int>, in bytes: Span<UInt8>) -> LineKind {
    for i in line where !isBlank(bytes[i]) {
      return bytes[i] == UInt8(ascii: "#") ? .comment : .row
    }
    return .empty
  }

  /// The text of a row.
  ///
  /// - Throws: A `UserError` when the file cannot be read, or has become shorter.
  func line(ofRow row: Int) throws -> String {
    guard (0..<rowCount).contains(row) else { throw shrunk() }
    let mark = marks[row / TextTable.stride]
    var cursor = LineCursor(source, offset: mark.offset, firstLine: mark.line)
    var next = row / TextTable.stride * TextTable.stride
    while let line = try cursor.next() {
      guard TextTable.kind(of: line, in: cursor.buffer.span) == .row else { continue }
      if next == row { return String(decoding: cursor.buffer[line], as: UTF8.self) }
      next += 1
    }
    throw shrunk()
  }

  /// Reads rows of one column, each value times `scale`, into the samples from `place` on.
  ///
  /// - Parameter keepsMissing: Whether what is written as no number, such as `nan`, or stands for
  ///   nothing, such as 99999, comes as NaN.
  /// - Throws: A `UserError` that names the file, the line, the sample and the channel `name`.
  func read(
    column: Int, rows: Range<Int>, scale: Double, name: String, keepsMissing: Bool = false,
    into samples: inout MutableSpan<Double>, at place: Int = 0
  ) throws {
    guard let index = wanted.firstIndex(of: column) else {
      preconditionFailure("column \(column) was not to be read")
    }
    var row = rows.lowerBound
    while row < rows.upperBound {
      let parsed = try parsedRows(row / TextTable.stride)
      let end = min(rows.upperBound, parsed.first + parsed.count)
      guard row < end else { throw shrunk() }
      let target = place + row - rows.lowerBound
      if !parsed.copy(index, row..<end, times: scale, into: &samples, at: target) {
        try mend(column, row..<end, scale, name, keepsMissing, &samples, at: target)
      }
      row = end
    }
    if keepsMissing {
      FillValues(scale: scale).remove(from: &samples, place..<place + rows.count)
    }
  }

  /// Looks once more at rows with what is no number, for the message or for their column alone.
  private func mend(
    _ column: Int, _ rows: Range<Int>, _ scale: Double, _ name: String, _ keepsMissing: Bool,
    _ samples: inout MutableSpan<Double>, at place: Int
  ) throws {
    let bad = rows.filter { !samples[place + $0 - rows.lowerBound].isFinite }
    guard let first = bad.first, let last = bad.last else { return }
    try readLines(
      column: column, rows: first..<last + 1, scale: scale, name: name, keepsMissing: keepsMissing,
      into: &samples, at: place + first - rows.lowerBound)
  }

  /// All wanted columns of the rows of one mark.
  private func parsedRows(_ number: Int) throws -> ParsedRows {
    let first = number * TextTable.stride
    let known = blocks.withLock { blocks in blocks.last { $0.first == first } }
    if let known { return known }
    let parsed = try parseRows(number, first)
    blocks.withLock { blocks in
      if blocks.count >= TextTable.mostBlocks { blocks.removeFirst() }
      blocks.append(parsed)
    }
    return parsed
  }

  private func parseRows(_ number: Int, _ first: Int) throws -> ParsedRows {
    guard marks.indices.contains(number) else { throw shrunk() }
    let count = min(TextTable.stride, rowCount - first)
    var parsed = ParsedRows(
      first: first, count: count, values: [Double](repeating: .nan, count: wanted.count * count))
    let end = number + 1 < marks.count ? marks[number + 1].offset : Int.max
    var cursor = LineCursor(
      source, offset: marks[number].offset, firstLine: marks[number].line,
      length: end - marks[number].offset)
    var row = 0
    while row < count {
      guard let line = try cursor.next() else { throw shrunk() }
      guard TextTable.kind(of: line, in: cursor.buffer.span) == .row else { continue }
      parse(line, in: cursor.buffer.span, row: row, into: &parsed)
      row += 1
    }
    return parsed
  }

  /// Parses the wanted columns of a row; what is no number, and a row of another length, stays NaN.
  private func parse(
    _ line: Range<Int>, in bytes: Span<UInt8>, row: Int, into parsed: inout ParsedRows
  ) {
    var (position, count, next) = (line.lowerBound, 0, 0)
    while RowFields.goToNext(in: bytes, &position, line.upperBound, isFirst: count == 0) {
      if next < wanted.count, wanted[next] == count {
        if case .number(let value) = TextTable.number(bytes, &position, line.upperBound) {
          parsed.values[next * parsed.count + row] = value
        }
        next += 1
      }
      RowFields.skip(in: bytes, &position, line.upperBound)
      count += 1
    }
    guard count != columnCount else { return }
    for column in wanted.indices { parsed.values[column * parsed.count + row] = .nan }
  }

  private func readLines(
    column: Int, rows: Range<Int>, scale: Double, name: String, keepsMissing: Bool,
    into samples: inout MutableSpan<Double>, at place: Int
  ) throws {
    guard !rows.isEmpty else { return }
    let mark = marks[rows.lowerBound / TextTable.stride]
    var cursor = LineCursor(source, offset: mark.offset, firstLine: mark.line)
    var row = rows.lowerBound / TextTable.stride * TextTable.stride
    while row < rows.upperBound {
      guard let line = try cursor.next() else { throw shrunk() }
      guard TextTable.kind(of: line, in: cursor.buffer.span) == .row else { continue }
      if row >= rows.lowerBound {
        let field = fieldValue(column, of: line, in: cursor.buffer.span)
        if case .number(let value) = field, (value * scale).isFinite {
          samples[place + row - rows.lowerBound] = value * scale
        } else if case .notFinite = field, keepsMissing {
          samples[place + row - rows.lowerBound] = .nan
        } else {
          throw failure(field, at: "line \(cursor.lineNumber)", name, sample: row)
        }
      }
      row += 1
    }
  }
}

/// Columns of rows that were parsed together, `[column][row]`.
private struct ParsedRows {
  var first: Int
  var count: Int
  var values: [Double]

  /// Copies rows of a column, each value times `scale`, into the samples from `place` on.
  ///
  /// - Returns: Whether all of them are finite.
  func copy(
    _ column: Int, _ rows: Range<Int>, times scale: Double,
    into samples: inout MutableSpan<Double>, at place: Int
  ) -> Bool {
    let start = column * count + rows.lowerBound - first
    // Zero times anything finite is zero.
    var sum = 0.0
    for i in 0..<rows.count {
      let value = values[start + i] * scale
      sum += value * 0
      samples[place + i] = value
    }
    return sum == 0
  }
}

/// What a field of a row turned out to be.
private enum Field {
  case number(Double)
  case notANumber
  case notFinite
  case wrongCount(Int)
}

extension TextTable {
  /// The value in a column; the whole row is looked at, so that a short or a long row is seen.
  private func fieldValue(_ column: Int, of line: Range<Int>, in bytes: Span<UInt8>) -> Field {
    var position = line.lowerBound
    var count = 0
    var value = Field.notANumber
    while RowFields.goToNext(in: bytes, &position, line.upperBound, isFirst: count == 0) {
      if count == column {
        value = TextTable.number(bytes, &position, line.upperBound)
        guard case .number = value else { return value }
      } else {
        RowFields.skip(in: bytes, &position, line.upperBound)
      }
      count += 1
    }
    return count == columnCount ? value : .wrongCount(count)
  }

  private static func number(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Field {
    guard let value = DecimalNumber.scan(bytes, &position, end),
      position == end || RowFields.isSeparator(bytes[position])
    else { return .notANumber }
    return value.isFinite ? .number(value) : .notFinite
  }

  private func failure(_ field: Field, at place: String, _ name: String, sample: Int) -> UserError {
    switch field {
    case .wrongCount(let count):
      UserError(
        .data, path, at: place, "has \(count) columns where \(columnCount) are expected",
        remedy: "complete the line; sample \(sample) is on it")
    case .notFinite, .number: notFinite(path, channel: name, sample: sample, at: place)
    case .notANumber:
      UserError(
        .data, path, at: "\(place), channel \(name), sample \(sample)", "is not a number",
        remedy: "correct the line; begin lines of text with #")
    }
  }

  private func lostRow(_ line: Int) -> UserError {
    UserError(
      .data, path, at: "line \(line)",
      "is empty, with rows before and after it: a sample may be missing there",
      remedy: "write the missing row, or remove the line if no sample is missing")
  }

  private func shrunk() -> UserError {
    UserError(
      .data, path, "has fewer than its \(rowCount) rows since it was opened",
      remedy: "do not write to the file while it is processed, then run again")
  }
}

/// A sample that is no finite number.
func notFinite(_ path: String, channel: String, sample: Int, at place: String = "") -> UserError {
  UserError(
    .data, path, at: (place.isEmpty ? "" : place + ", ") + "channel \(channel), sample \(sample)",
    "the sample is not a finite number",
    remedy: "put a value there, or split the recording before and after the gap")
}

/// Goes from field to field of a row: fields are parted by blanks, with or without one comma.
enum RowFields {
  /// How many fields a row has.
  static func count(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int {
    var (position, count) = (line.lowerBound, 0)
    while goToNext(in: bytes, &position, line.upperBound, isFirst: count == 0) {
      skip(in: bytes, &position, line.upperBound)
      count += 1
    }
    return count
  }

  static func isSeparator(_ byte: UInt8) -> Bool { isBlank(byte) || byte == UInt8(ascii: ",") }

  /// Moves to the next field's first byte; false after the last field.
  static func goToNext(
    in bytes: Span<UInt8>, _ position: inout Int, _ end: Int, isFirst: Bool
  ) -> Bool {
    skipBlanks(in: bytes, &position, end)
    // An empty field between two commas stays where it is: it is seen as no number.
    if !isFirst && position < end && bytes[position] == UInt8(ascii: ",") {
      position += 1
      skipBlanks(in: bytes, &position, end)
    }
    return position < end
  }

  static func skip(in bytes: Span<UInt8>, _ position: inout Int, _ end: Int) {
    while position < end && !isSeparator(bytes[position]) { position += 1 }
  }

  private static func skipBlanks(in bytes: Span<UInt8>, _ position: inout Int, _ end: Int) {
    while position < end && isBlank(bytes[position]) { position += 1 }
  }
}
