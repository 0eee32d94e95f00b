import Glibc
import Model

/// A file that others see only when it is whole: written under another name, then renamed.
///
/// Dropping it before `publish()` removes what was written.
final class PendingFile {
  let target: String
  /// `.name.partial` beside the target, so that renaming never crosses file systems.
  let temporary: String
  private var isPublished = false

  init(_ target: String) {
    self.target = target
    let cut = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
    temporary = "\(target[..<cut]).\(target[cut...]).partial"
  }

  deinit {
    if !isPublished { unsafe unlink(temporary) }
  }

  /// Writes the whole content at once, for files that are made in memory.
  ///
  /// - Throws: `UserError` if the disk refuses.
  func write(_ bytes: [UInt8]) throws(UserError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = unsafe Glibc.open(temporary, flags, 0o666)
    guard descriptor >= 0 else { throw failure("it cannot be made") }
    defer { Glibc.close(descriptor) }
    var start = 0
    while start < bytes.count {
      let rest = bytes.count - start
      let written = unsafe bytes.withUnsafeBytes { all in
        unsafe Glibc.write(descriptor, all.baseAddress.map { unsafe $0 + start }, rest)
      }
      guard written > 0 || errno == EINTR else { throw failure("it cannot be written") }
      start += max(0, written)
    }
  }

  /// Gives the complete, closed file its name, replacing an older one of that name.
  ///
  /// - Throws: `UserError` if the disk refuses; an older file is then untouched.
  func publish() throws(UserError) {
    // Without this a crash of the machine could leave the new name with old, or no, content.
    try synchronize(temporary, "the file")
    guard unsafe rename(temporary, target) == 0 else { throw failure("it cannot be renamed") }
    isPublished = true
    try synchronize(folder, "its folder")
  }

  private var folder: String {
    guard let slash = target.lastIndex(of: "/") else { return "." }
    return slash == target.startIndex ? "/" : String(target[..<slash])
  }

  private func synchronize(_ path: String, _ word: String) throws(UserError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("\(word) cannot be opened") }
    defer { Glibc.close(descriptor) }
    // Some file systems cannot synchronise a folder, and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw failure("\(word) cannot be written to the disk")
    }
  }

  private func failure(_ problem: String) -> UserError {
    let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
    return UserError(
      .output, target, "\(problem): \(reason)",
      remedy: "Check the free space and the permissions of the folder")
  }
}
