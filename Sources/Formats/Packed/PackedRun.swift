import Model
import Synchronization

/// Samples that follow one another in a file: scans of all channels, perhaps in frames.
///
/// A scan has one number of each channel. Between frames lie bytes that are no samples: tags and counters.
struct PackedRun: Hashable {
  var path: String
  /// The byte where the first scan of the first frame begins.
  var offset: Int
  /// Scans.
  var count: Int
  /// Scans of a frame; `count` where there are no frames.
  var scansPerFrame: Int
  /// Bytes from the first scan of a frame to that of the next.
  var frameLength: Int

  /// A run without frames.
  init(path: String, offset: Int, count: Int, scanLength: Int) {
    self.init(
      path: path, offset: offset, count: count, scansPerFrame: max(count, 1),
      frameLength: max(count, 1) * scanLength)
  }

  init(path: String, offset: Int, count: Int, scansPerFrame: Int, frameLength: Int) {
    self.path = path
    self.offset = offset
    self.count = count
    self.scansPerFrame = scansPerFrame
    self.frameLength = frameLength
  }

  /// The byte where a scan begins, `scanLength` bytes long.
  func place(ofScan scan: Int, scanLength: Int) -> Int {
    offset + scan / scansPerFrame * frameLength + scan % scansPerFrame * scanLength
  }

  /// The bytes of scans, with those between them.
  func bytes(ofScans scans: Range<Int>, scanLength: Int) -> Range<Int> {
    let last = place(ofScan: scans.upperBound - 1, scanLength: scanLength)
    return place(ofScan: scans.lowerBound, scanLength: scanLength)..<last + scanLength
  }

  /// The run without its first scans and with so many of the others.
  ///
  /// - Returns: Nothing unless it begins at a frame, as runs in frames can be cut only there.
  func part(_ range: Range<Int>, scanLength: Int) -> PackedRun? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    var part = self
    part.count = range.count
    part.offset = place(ofScan: range.lowerBound, scanLength: scanLength)
    guard range.lowerBound.isMultiple(of: scansPerFrame) || scansPerFrame >= count else {
      return nil
    }
    return part
  }
}

/// The few files of a recording that were read last, kept open.
///
/// A recording may be of thousands of files, more than a process may have open.
final class RunFiles: Sendable {
  private static let mostFiles = 8

  private let open = Mutex<[InputFile]>([])

  /// - Throws: A `UserError` when the file cannot be opened.
  func file(_ path: String) throws -> InputFile {
    let known = open.withLock { $0.first { $0.path == path } }
    if let known { return known }
    let file = try InputFile(path)
    open.withLock { files in
      if files.count >= RunFiles.mostFiles { files.removeFirst() }
      files.append(file)
    }
    return file
  }

  /// Bytes of a file, with room behind them for `PackedScans.padding`.
  ///
  /// - Throws: A `UserError` when the file cannot be read, or has them not.
  func bytes(_ path: String, _ range: Range<Int>) throws -> [UInt8] {
    let file = try file(path)
    let (offset, count) = (range.lowerBound, range.count)
    guard offset >= 0, range.upperBound <= file.size else {
      throw RunFiles.tooShort(file.path, offset)
    }
    var got = 0
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count + PackedScans.padding) {
      buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      got = try unsafe file.read(
        at: offset, into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[got...])
        .initializeMemory(as: UInt8.self, repeating: 0)
      filled = buffer.count
    }
    guard got == count else { throw RunFiles.tooShort(file.path, offset) }
    return bytes
  }

  private static func tooShort(_ path: String, _ offset: Int) -> UserError {
    UserError(
      .data, path, at: "byte \(offset)", "ends before its samples do",
      remedy: "do not write to the file while it is processed, then run again")
  }
}
