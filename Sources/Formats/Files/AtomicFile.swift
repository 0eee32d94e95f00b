import Glibc
import Model

/// Replaces files so that a reader sees the old or the new content, never half of one.
package enum AtomicFile {
  /// Writes a file beside its final name, forces it to disk and renames it.
  ///
  /// - Throws: A `UserError` of kind `output` that names the file and what to do (no space, no
  ///   permission, no such folder); the old file is then untouched and the unfinished one removed.
  package static func write(_ path: String, _ bytes: [UInt8]) throws {
    let pending = PendingFile(path)
    try writeNew(pending.temporary, bytes, for: path)
    try pending.publish()
  }

  package static func write(_ path: String, _ text: String) throws {
    try write(path, [UInt8](text.utf8))
  }

  private static func writeNew(_ name: String, _ bytes: [UInt8], for path: String) throws {
    let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw UserError.unwritable(path, errno) }
    do {
      try writeAll(bytes, to: descriptor, for: path)
    } catch {
      close(descriptor)
      throw error
    }
    // Some network file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw UserError.unwritable(path, errno) }
  }

  /// Writes all bytes to an open file; `path` is what a message names.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, for path: String) throws {
    var done = 0
    while done < bytes.count {
      let wrote = unsafe bytes.withUnsafeBytes { all in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote >= 0 else { throw UserError.unwritable(path, errno) }
      done += wrote
    }
  }
}
