import Glibc
package import Model

/// Replaces files so that a reader sees the old or the new content, never half of one.
package enum AtomicFile {
  /// Writes a file beside its final name, forces it to disk and renames it.
  ///
  /// - Throws: A `UserError` of kind `output` that names the file and what to do (no space, no
  ///   permission, no such folder); the old file is then untouched and the unfinished one removed.
  package static func write(_ path: String, _ bytes: [UInt8]) throws {
    let unfinished = joined(parentFolder(path), ".\(lastPart(path)).\(getpid()).unfinished")
    do {
      try writeNew(unfinished, bytes, for: path)
      guard unsafe rename(unfinished, path) == 0 else { throw failure(path, errno) }
    } catch {
      unsafe unlink(unfinished)
      throw error
    }
    syncFolder(parentFolder(path))
  }

  package static func write(_ path: String, _ text: String) throws {
    try write(path, [UInt8](text.utf8))
  }

  private static func writeNew(_ name: String, _ bytes: [UInt8], for path: String) throws {
    let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, errno) }
    do {
      try writeAll(bytes, to: descriptor, for: path)
      guard fsync(descriptor) == 0 else { throw failure(path, errno) }
    } catch {
      close(descriptor)
      throw error
    }
    // Some network file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw failure(path, errno) }
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
      guard wrote >= 0 else { throw failure(path, errno) }
      done += wrote
    }
  }

  /// Makes the rename itself survive a power cut; where a file system cannot, nothing is lost.
  private static func syncFolder(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// What a failed system call on an output file means to the user.
  package static func failure(_ path: String, _ code: Int32) -> UserError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free space on that disk or write elsewhere, then run again"
      case EACCES, EPERM, EROFS: "allow writing to the folder or write elsewhere"
      case ENOENT, ENOTDIR: "create the folder \(parentFolder(path))"
      default: "check the disk or the network the file is on"
      }
    return UserError(.output, path, "cannot be written: \(systemText(code))", remedy: remedy)
  }
}
