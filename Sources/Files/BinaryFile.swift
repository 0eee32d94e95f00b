import Glibc
package import Model

/// A type of which every pattern of bits is a value, so that arrays of it can be read from any file.
///
/// Files hold the bytes that memory holds: those of another byte order are other files.
package protocol PlainValue: BitwiseCopyable, Sendable {}

extension UInt8: PlainValue {}
extension UInt64: PlainValue {}
extension Double: PlainValue {}

/// A plain file that is open for reading; reads may run on several threads at once.
///
/// It keeps reading the content that it was opened with when another file takes its name.
package final class BinaryFile: Sendable {
  package let path: String
  /// Bytes at the time of opening.
  package let size: Int
  private let descriptor: Int32

  /// Opens a file; nil if nothing, or no plain file, has that name.
  ///
  /// - Throws: `UserError` if the file may not be read.
  package init?(_ path: String) throws(UserError) {
    // Without O_NONBLOCK, a pipe of that name would wait for its writer.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if [ENOENT, ENOTDIR, ENXIO].contains(errno) { return nil }
      throw .unreadable(path, errno)
    }
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    let code = unsafe fstat(descriptor, &status)
    size = Int(status.st_size)
    guard code == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  }

  deinit {
    close(descriptor)
  }

  /// `count` values from byte `offset` on, with one read; nil if the file does not have them.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func values<T: PlainValue>(
    _ type: T.Type, count: Int, at offset: Int
  ) throws(UserError) -> [T]? {
    guard has(count, of: type, at: offset) else { return nil }
    var code: Int32 = 0
    let values = unsafe [T](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      let isFilled = unsafe fill(bytes, offset, &code)
      filled = isFilled ? count : 0
    }
    guard code == 0 else { throw .unreadable(path, code, at: "byte \(offset)") }
    return values.count == count ? values : nil
  }

  /// Reads `count` values from byte `offset` on into the front of an array.
  ///
  /// - Returns: Whether the file has them.
  /// - Throws: `UserError` if the disk refuses.
  package func read<T: PlainValue>(
    _ count: Int, at offset: Int, into values: inout [T]
  ) throws(UserError) -> Bool {
    precondition(count <= values.count, "the array is too short")
    guard has(count, of: T.self, at: offset) else { return false }
    var code: Int32 = 0
    let isFilled = unsafe values.withUnsafeMutableBytes { all in
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        rebasing: all[..<(count * MemoryLayout<T>.stride)])
      return unsafe fill(bytes, offset, &code)
    }
    guard code == 0 else { throw .unreadable(path, code, at: "byte \(offset)") }
    return isFilled
  }

  /// Asked before memory is taken, because counts may come from a damaged file.
  private func has<T: PlainValue>(_ count: Int, of type: T.Type, at offset: Int) -> Bool {
    guard count >= 0, offset >= 0, offset <= size else { return false }
    return count <= (size - offset) / MemoryLayout<T>.stride
  }

  /// Whether there were bytes enough; `code` is that of a system call that failed.
  private func fill(
    _ bytes: UnsafeMutableRawBufferPointer, _ offset: Int, _ code: inout Int32
  ) -> Bool {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let got = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      if got < 0 { code = errno }
      guard got > 0 else { return false }
      done += got
    }
    return true
  }
}

/// A file that is open for writing; arrays go to it from where they are, without a copy.
///
/// Of use only within the call that hands it out. Copyable, because the optimizer of Swift 6.3 fails
/// on a closure that borrows a noncopyable value.
package struct BinaryOutput {
  /// The file that messages name.
  let path: String
  let descriptor: Int32

  /// Adds the values' bytes at the end.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func append<T: PlainValue>(_ values: Span<T>) throws(UserError) {
    let code = unsafe values.withUnsafeBytes { unsafe writeAll($0, to: descriptor) }
    guard code == 0 else { throw .unwritable(path, code) }
  }
}

extension BinaryFile {
  /// Adds bytes to a file, in one write, after its first `end` bytes; what follows these is cut off.
  ///
  /// The file is made if there is none.
  ///
  /// - Throws: `UserError` if the disk refuses; the file then ends where it ended.
  package static func append(
    _ bytes: [UInt8], to path: String, after end: Int
  ) throws(UserError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
    let descriptor = unsafe open(path, flags, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    var code = cut(descriptor, to: end)
    if code == 0 { code = unsafe bytes.withUnsafeBytes { unsafe writeAll($0, to: descriptor) } }
    if code != 0 { ftruncate(descriptor, off_t(end)) }
    // Some network file systems report a full disk only here.
    if close(descriptor) != 0 && code == 0 { code = errno }
    guard code == 0 else { throw .unwritable(path, code) }
  }

  private static func cut(_ descriptor: Int32, to end: Int) -> Int32 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return errno }
    guard status.st_size > end else { return 0 }
    return ftruncate(descriptor, off_t(end)) == 0 ? 0 : errno
  }
}

/// Writes all bytes to an open file; 0, or the code of the error that kept it from it.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  var done = 0
  while done < bytes.count {
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
    let wrote = unsafe write(descriptor, rest.baseAddress, rest.count)
    if wrote < 0 && errno == EINTR { continue }
    guard wrote >= 0 else { return errno }
    done += wrote
  }
  return 0
}

extension UserError {
  /// What a failed system call on a file that is read means to the user.
  package static func unreadable(
    _ path: String, _ code: Int32, at place: String = ""
  ) -> UserError {
    let remedy =
      switch code {
      case ENOENT, ENOTDIR: "check the name, and that a symbolic link leads somewhere"
      case EACCES, EPERM: "allow reading it: chmod u+r (and u+x for folders)"
      case ELOOP: "mend the symbolic link, which leads back to itself"
      default: "check the disk or the network the file is on"
      }
    return UserError(
      .data, path, at: place, "cannot be read: \(systemText(code))", remedy: remedy)
  }
}
