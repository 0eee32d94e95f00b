import Glibc
package import Model

/// Keeps a second program from working in a folder, for as long as this one lives.
///
/// The system lets go of the lock when the process ends, however it ends. Where a file system has no locks
/// there is none, and nobody is kept out.
package final class FolderLock {
  private let descriptor: Int32

  /// Locks a folder by a file in it.
  ///
  /// - Returns: `nil` if another process has the lock.
  /// - Throws: `UserError` if the file cannot be made.
  package static func lock(_ folder: String) throws(UserError) -> FolderLock? {
    let path = joined(folder, ".lock")
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    let lock = FolderLock(descriptor)
    let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    return isTaken ? nil : lock
  }

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
