import CLinux
import Dispatch
import Glibc
package import Model
import Synchronization

/// A file whose bytes are read and written at any place, by several threads at once.
///
/// What threads write to different places does not disturb one another; there is no position that
/// they would share.
package final class RandomAccessFile: Sendable {
  package enum Access: Sendable {
    case reading
    case writing
    case both
  }

  /// What messages name.
  package let path: String
  private let descriptor: Int32
  /// Bytes so far.
  private let written = Atomic(0)
  /// Threads that are writing.
  private let writers = Atomic(0)
  /// Of other processes.
  private let sign: WritingSign

  /// Opens a file that exists.
  ///
  /// - Parameter name: What messages name, where the file will get another name.
  /// - Throws: `UserError` if there is none, or it may not be opened.
  package init(_ path: String, _ access: Access, as name: String? = nil) throws(UserError) {
    let flags =
      switch access {
      case .reading: O_RDONLY
      case .writing: O_WRONLY
      case .both: O_RDWR
      }
    descriptor = unsafe open(path, flags | O_CLOEXEC)
    self.path = name ?? path
    guard descriptor >= 0 else {
      throw access == .reading
        ? .unreadable(self.path, errno) : .unwritable(self.path, errno)
    }
    sign = WritingSign(descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Whether there is anything of that name.
  package static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Removes a file, if there is one.
  ///
  /// - Throws: `UserError` if it is there and stays.
  package static func remove(_ path: String) throws(UserError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .unwritable(path, errno) }
  }

  /// Its length in bytes.
  package var size: Int {
    get throws(UserError) {
      var information = stat()
      guard unsafe fstat(descriptor, &information) == 0 else { throw .unreadable(path, errno) }
      return Int(information.st_size)
    }
  }

  /// Cuts it off, or makes it longer by zeros.
  package func resize(to size: Int) throws(UserError) {
    guard ftruncate(descriptor, size) == 0 else { throw .unwritable(path, errno) }
  }

  /// Writes the values' bytes, as they are in memory, from byte `offset` of the file on.
  ///
  /// The disk begins while more is written. Left alone, the system keeps gigabytes in memory, for which
  /// `synchronize` would then have to wait while nothing is left to compute.
  package func write<Value: BitwiseCopyable>(
    _ values: Span<Value>, at offset: Int
  ) throws(UserError) {
    writers.add(1, ordering: .relaxed)
    _ = sign.raise()
    try writeAsOneOfWriters(values, at: offset)
  }

  /// Writes as `write` does, unless another thread or process of this computer is at it: systems let one write to
  /// a file at a time, and whoever comes second sleeps.
  ///
  /// - Returns: Whether it was written.
  package func writeIfFree<Value: BitwiseCopyable>(
    _ values: Span<Value>, at offset: Int
  ) throws(UserError) -> Bool {
    guard writers.compareExchange(expected: 0, desired: 1, ordering: .relaxed).exchanged else {
      return false
    }
    guard sign.raise() else {
      writers.subtract(1, ordering: .relaxed)
      return false
    }
    try writeAsOneOfWriters(values, at: offset)
    return true
  }

  private func writeAsOneOfWriters<Value: BitwiseCopyable>(
    _ values: Span<Value>, at offset: Int
  ) throws(UserError) {
    defer {
      sign.lower()
      writers.subtract(1, ordering: .relaxed)
    }
    let code = unsafe values.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let wrote = unsafe pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
        if wrote < 0 && errno == EINTR { continue }
        guard wrote >= 0 else { return errno }
        done += wrote
      }
      return 0
    }
    guard code == 0 else { throw .unwritable(path, code) }
    beginWriting(after: values.count * MemoryLayout<Value>.stride)
  }

  /// Has the disk begin with what is written, each time that it has become as much as a stretch.
  ///
  /// Always all of the file that waits: parts that threads, or ranks, write in any order leave no places of
  /// which nobody knows that they are complete.
  private func beginWriting(after bytes: Int) {
    let (before, now) = written.wrappingAdd(bytes, ordering: .relaxed)
    guard now / Self.stretch > before / Self.stretch else { return }
    Self.writingAhead.async { [self] in
      // A hint, which some file systems do not know. 0 bytes are those up to the end.
      _ = sync_file_range(descriptor, 0, 0, SKINDEPTH_SYNC_FILE_RANGE_WRITE)
    }
  }

  /// Asks for the writing: while the disk has enough to do, the system lets whoever asks wait.
  private static let writingAhead = DispatchQueue(label: "writing ahead")

  /// Bytes after which the disk begins.
  private static let stretch = 16 << 20

  /// Fills the values with the file's bytes from byte `offset` on.
  ///
  /// - Throws: `UserError` if the file cannot be read or ends before.
  package func read<Value: BitwiseCopyable>(
    into values: inout MutableSpan<Value>, at offset: Int
  ) throws(UserError) {
    let done = try readUpToEnd(into: &values, at: offset)
    guard done == values.count * MemoryLayout<Value>.stride else {
      throw UserError(
        .data, path, at: "byte \(offset + done)", "the file ends here, too early",
        remedy: "Remove it, then run again")
    }
  }

  /// Reads as `read` does, as far as there is something.
  ///
  /// - Returns: How many bytes were read.
  package func readUpToEnd<Value: BitwiseCopyable>(
    into values: inout MutableSpan<Value>, at offset: Int
  ) throws(UserError) -> Int {
    let (done, code) = unsafe values.withUnsafeMutableBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe pread(descriptor, rest.baseAddress, rest.count, offset + done)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return (done, errno) }
        if count == 0 { break }
        done += count
      }
      return (done, 0)
    }
    guard code == 0 else { throw .unreadable(path, code) }
    return done
  }

  /// Has the system bring bytes from the disk, and does not wait for them.
  package func fetch(at offset: Int, count: Int) {
    readAhead(descriptor, at: offset, count: count)
  }

  /// Waits until all that was written is on the disk.
  package func synchronize() throws(UserError) {
    // Some file systems cannot synchronise, and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .unwritable(path, errno) }
  }
}

extension UserError {
  fileprivate static func unreadable(_ path: String, _ code: Int32) -> UserError {
    UserError(
      .data, path, "cannot be read: \(systemText(code))",
      remedy: "check the file and its permissions")
  }
}
