import Glibc
import Model

/// Goes through a file line by line with one buffer, whatever the file's length.
struct LineCursor {
  /// No line of numbers is longer; a file without line ends is no text.
  static let longestLine = 64 << 10

  private let source: any ByteSource
  /// The buffered bytes; `next` tells which of them are the line.
  private(set) var buffer: [UInt8]
  /// The next line begins here.
  private var position = 0
  private var filled = 0
  /// The place in the file of the byte after the buffered ones.
  private var bufferedEnd: Int
  /// The number of the line that `next` gave, from 1.
  private(set) var lineNumber: Int
  /// The place in the file where that line begins.
  private(set) var lineOffset: Int

  /// A cursor before the line that begins at `offset` and has the number `firstLine`.
  ///
  /// - Parameter length: Bytes that will be asked for, if that is known: not many more are read at once.
  init(_ source: any ByteSource, offset: Int = 0, firstLine: Int = 1, length: Int = .max) {
    self.source = source
    buffer = [UInt8](repeating: 0, count: min(max(length, 4096), 4 * LineCursor.longestLine))
    bufferedEnd = offset
    lineOffset = offset
    lineNumber = firstLine - 1
  }

  /// The place of the next line in `buffer`, without its end; `nil` after the last.
  ///
  /// - Throws: A `UserError` when the file cannot be read or the line is too long for text.
  mutating func next() throws -> Range<Int>? {
    var searched = position
    while true {
      if let end = newline(from: searched) { return take(to: end, skipping: 1) }
      searched = filled - position
      if try !refill() { break }
    }
    return position < filled ? take(to: filled, skipping: 0) : nil
  }

  private mutating func take(to end: Int, skipping ending: Int) -> Range<Int> {
    let line = position..<end
    lineOffset = bufferedEnd - filled + position
    lineNumber += 1
    position = end + ending
    return line
  }

  private func newline(from start: Int) -> Int? {
    guard start < filled else { return nil }
    return unsafe buffer.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress,
        let found = unsafe memchr(first + start, Int32(UInt8(ascii: "\n")), filled - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - first
    }
  }

  /// Moves the begun line to the front of the buffer and reads on; false at the end of the file.
  private mutating func refill() throws -> Bool {
    moveToFront()
    guard filled <= LineCursor.longestLine else { throw tooLong() }
    if filled == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let got = try source.read(at: bufferedEnd, into: &buffer, from: filled)
    let isBegin = bufferedEnd == 0
    bufferedEnd += got
    filled += got
    if isBegin, buffer.prefix(filled).starts(with: byteOrderMark) {
      position = byteOrderMark.count
    }
    return got > 0
  }

  private mutating func moveToFront() {
    let (from, count) = (position, filled - position)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let first = bytes.baseAddress else { return }
      unsafe _ = memmove(first, first + from, count)
    }
    filled = count
    position = 0
  }

  private func tooLong() -> UserError {
    UserError(
      .data, source.path, at: "line \(lineNumber + 1)",
      "is longer than \(LineCursor.longestLine) bytes: this is no text file of numbers",
      remedy: "check that this is the right file")
  }
}

/// Whether a byte separates numbers on a line; a carriage return before the line's end counts too.
func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
