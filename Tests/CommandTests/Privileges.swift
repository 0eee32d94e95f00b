import Foundation
import Testing

/// What the tests may do here: other users, small disks.
enum Privileges {
  static let isRoot = geteuid() == 0

  private static let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Whether a program can be run as a user whom permissions bind.
  static let canBeUnprivileged: Bool = {
    guard isRoot else { return true }
    let result = try? Command.launch(unprivileged([Command.path, "--version"]))
    return setpriv != nil && result?.code == 0
  }()

  /// The words that run a program as a user whom permissions bind.
  static func unprivileged(_ words: [String]) -> [String] {
    guard isRoot, let setpriv else { return words }
    return [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"] + words
  }

  /// Lets everybody write into a folder and all below.
  static func open(_ path: String) throws {
    _ = try Command.launch(["/bin/chmod", "-R", "a+rwX", path])
  }

  /// Whether a small disk can be mounted.
  static let canMount: Bool = {
    guard isRoot, let folder = try? TemporaryFolder() else { return false }
    guard (try? mount(folder.path, kilobytes: 64)) == true else { return false }
    unmount(folder.path)
    return true
  }()

  /// Mounts a disk of so many kilobytes in memory.
  static func mount(_ path: String, kilobytes: Int) throws -> Bool {
    try Command.launch(
      ["/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]
    ).code == 0
  }

  /// Gives a mounted disk another size.
  static func resize(_ path: String, kilobytes: Int) throws -> Bool {
    try Command.launch(["/bin/mount", "-o", "remount,size=\(kilobytes)k", path]).code == 0
  }

  static func unmount(_ path: String) {
    _ = try? Command.launch(["/bin/umount", path])
  }
}
