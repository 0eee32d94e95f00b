import CLinux
import Glibc

/// What processes of one computer show each other of who is writing to a file.
///
/// A lock that keeps nobody from anything; the system drops it with a process that ends.
struct WritingSign {
  private let descriptor: Int32
  /// Nil where a lock would be a message to another computer, or may not be had.
  private let isOfUse: Bool

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var information = statfs()
    let isKnown = unsafe fstatfs(descriptor, &information) == 0
    isOfUse = isKnown && Self.fileSystems.contains(UInt32(truncatingIfNeeded: information.f_type))
  }

  /// File systems of this computer's own: ext, XFS, Btrfs, tmpfs, overlay, ZFS, F2FS.
  private static let fileSystems: Set<UInt32> = [
    0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1, 0xF2F5_2010,
  ]

  /// Shows that this process writes.
  ///
  /// - Returns: Whether no other one does.
  func raise() -> Bool { !isOfUse || set(F_WRLCK) || errno != EAGAIN && errno != EACCES }

  func lower() {
    if isOfUse { _ = set(F_UNLCK) }
  }

  private func set(_ kind: Int32) -> Bool {
    var lock = flock()
    lock.l_type = Int16(kind)
    lock.l_whence = Int16(SEEK_SET)
    return unsafe fcntl(descriptor, SKINDEPTH_SET_OPEN_FILE_LOCK, &lock) == 0
  }
}
