import CZlib
import Model
import Synchronization

/// A gzip file read as the bytes it holds; reads may run on several threads, one at a time.
///
/// The state of the inflater is kept every few megabytes, so that reading a late slice, or going
/// back, never inflates the file from its beginning again.
final class GzipFile: ByteSource {
  let path: String
  private let lock = Mutex(())
  /// Used only while `lock` is held.
  private let inflater: Inflater

  init(_ file: InputFile) throws {
    path = file.path
    inflater = try Inflater(file)
  }

  func read(at offset: Int, into buffer: inout [UInt8], from start: Int) throws -> Int {
    try lock.withLock { _ in try inflater.read(at: offset, into: &buffer, from: start) }
  }
}

/// Inflates a gzip file from any place that was passed before.
private final class Inflater {
  /// A mark is worth its 40 kB only after this much of both sides.
  private static let markEvery = (output: 4 << 20, input: 256 << 10)

  private let file: InputFile
  private var stream: InflateStream
  /// States to go back to, in ascending order of their output.
  private var marks: [InflateStream]
  private var input = [UInt8](repeating: 0, count: 64 << 10)

  init(_ file: InputFile) throws {
    self.file = file
    stream = try InflateStream(path: file.path)
    marks = [try stream.copy()]
  }

  func read(at offset: Int, into buffer: inout [UInt8], from start: Int) throws -> Int {
    if stream.output > offset || isNearerToMark(offset) { try goBack(to: offset) }
    var scratch: [UInt8] = []
    while stream.output < offset {
      if scratch.isEmpty { scratch = [UInt8](repeating: 0, count: 64 << 10) }
      let wanted = min(scratch.count, offset - stream.output)
      guard try inflate(into: &scratch, 0..<wanted) > 0 else { return 0 }
    }
    return try inflate(into: &buffer, start..<buffer.count)
  }

  /// Whether a mark lies between the present place and `offset`.
  private func isNearerToMark(_ offset: Int) -> Bool {
    marks.last { $0.output <= offset }.map { $0.output > stream.output } ?? false
  }

  private func goBack(to offset: Int) throws {
    guard let mark = marks.last(where: { $0.output <= offset }) else { return }
    stream = try mark.copy()
  }

  /// Inflates until `range` of the buffer is full or the file ends.
  private func inflate(into buffer: inout [UInt8], _ range: Range<Int>) throws -> Int {
    var filled = range.lowerBound
    while filled < range.upperBound && !stream.hasEnded {
      let got = try file.read(at: stream.input, into: &input, from: 0)
      let wrote = try stream.inflate(input, count: got, into: &buffer, filled..<range.upperBound)
      filled += wrote
      try keepMark()
    }
    return filled - range.lowerBound
  }

  private func keepMark() throws {
    guard let last = marks.last else { return }
    if stream.output - last.output >= Inflater.markEvery.output
      && stream.input - last.input >= Inflater.markEvery.input
    {
      marks.append(try stream.copy())
    }
  }
}
