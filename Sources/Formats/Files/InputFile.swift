import Files
import Glibc
import Model

/// Bytes that can be read at any place, from a plain or a compressed file.
protocol ByteSource: AnyObject {
  /// The file's name, for messages.
  var path: String { get }

  /// Reads from byte `offset` into `buffer[start...]`.
  ///
  /// - Returns: How many bytes were read; fewer than there is room for only at the end.
  /// - Throws: A `UserError` that names the file and the byte.
  func read(at offset: Int, into buffer: inout [UInt8], from start: Int) throws -> Int
}

/// A plain file that is open for reading; reads may run on several threads at once.
final class InputFile: ByteSource, Sendable {
  let path: String
  /// Bytes at the time of opening.
  let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: A `UserError` when there is no such file, it may not be read, or it is no plain
  ///   file.
  init(_ path: String) throws {
    // A pipe would block in `open`, so the kind is asked first.
    guard case .file(let size) = try FileStatus.of(path) else {
      throw UserError(
        .data, path, "is not a plain file", remedy: "name a file that holds the recording")
    }
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UserError.unreadable(path, errno) }
    self.path = path
    self.size = size
    self.descriptor = descriptor
    try LargeFilePointer.refuse(path, size: size) { try bytes(at: 0, count: $0) }
  }

  deinit {
    Glibc.close(descriptor)
  }

  func read(at offset: Int, into buffer: inout [UInt8], from start: Int) throws -> Int {
    try unsafe buffer.withUnsafeMutableBytes { bytes in
      try unsafe read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
    }
  }

  /// Reads from byte `offset` on into memory that may be uninitialised.
  ///
  /// - Returns: How many bytes were read; fewer than there is room for only at the end.
  /// - Throws: A `UserError` that names the file and the byte.
  func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < bytes.count {
      let place = offset + filled
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
      let got = unsafe pread(descriptor, room.baseAddress, room.count, off_t(place))
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw UserError.unreadable(path, errno, at: "byte \(place)") }
      guard got > 0 else { break }
      filled += got
    }
    return filled
  }

  /// Has the system bring bytes from the disk, and does not wait for them.
  func fetch(at offset: Int, count: Int) {
    readAhead(descriptor, at: offset, count: count)
  }

  /// `count` bytes from `offset` on, or as many as there are.
  ///
  /// - Throws: A `UserError` when the file cannot be read.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    let available = max(0, min(count, size - max(0, offset)))
    var bytes = [UInt8](repeating: 0, count: available)
    let got = try read(at: max(0, offset), into: &bytes, from: 0)
    bytes.removeLast(bytes.count - got)
    return bytes
  }

  /// The whole of a small file.
  ///
  /// - Throws: A `UserError` when the file cannot be read or has more than `limit` bytes.
  static func contents(of path: String, limit: Int) throws -> [UInt8] {
    let file = try InputFile(path)
    guard file.size <= limit else {
      throw UserError(
        .data, path, "has \(file.size) bytes, more than such a file may have (\(limit))",
        remedy: "check that this is the right file")
    }
    var bytes = [UInt8](repeating: 0, count: file.size)
    let got = try file.read(at: 0, into: &bytes, from: 0)
    bytes.removeLast(bytes.count - got)
    return bytes.withoutByteOrderMark
  }

  /// The first bytes of a file, at most `count`; inflated if the file is compressed.
  static func head(of path: String, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = try openBytes(path).read(at: 0, into: &bytes, from: 0)
    bytes.removeLast(bytes.count - got)
    return bytes.withoutByteOrderMark
  }
}

/// What some editors put in front of UTF-8 text.
let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

extension [UInt8] {
  fileprivate var withoutByteOrderMark: [UInt8] {
    starts(with: byteOrderMark) ? Array(dropFirst(byteOrderMark.count)) : self
  }
}

/// Opens a file as bytes, inflating it when it is compressed with gzip.
func openBytes(_ path: String) throws -> any ByteSource {
  let file = try InputFile(path)
  var magic: [UInt8] = [0, 0]
  let got = try file.read(at: 0, into: &magic, from: 0)
  return got == 2 && magic == [0x1f, 0x8b] ? try GzipFile(file) : file
}
