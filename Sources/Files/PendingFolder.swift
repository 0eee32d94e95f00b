import CLinux
import Glibc
import Model

/// A folder that others see only when it is whole.
package struct PendingFolder {
  package let target: String
  /// Where it is written: beside the target, hidden.
  private let temporary: String
  /// Whether the file system is asked to exchange names, which some cannot.
  var exchangesNames = true

  /// For a folder in one that is there.
  package init(_ target: String) {
    self.target = target
    temporary = PartialName(process: getpid(), host: PartialName.thisHost).path(for: target)
  }

  /// Fills the folder and gives it its name, in place of an older folder if that may be replaced.
  ///
  /// - Parameters:
  ///   - mayReplace: Whether there may be a folder of that name; nothing else is replaced.
  ///   - fill: Is given the folder to write into. What it throws leaves nothing behind, and an older folder
  ///     as it was.
  /// - Throws: What `fill` throws, or a `UserError` of kind `output`.
  package func write(mayReplace: Bool = false, _ fill: (_ folder: String) throws -> Void) throws {
    let existing = EntryKind(target)
    guard existing == nil || mayReplace && existing == .folder else {
      throw UserError(
        .output, target, "is there already", remedy: "remove it, or choose another name")
    }
    for path in PartialName.leftOvers(of: target) { try FolderTree.remove(path) }
    try FolderTree.remove(temporary)
    try FolderTree.make(temporary)
    do {
      try fill(temporary)
      try publish(replacing: existing != nil)
    } catch {
      try? FolderTree.remove(temporary)
      throw error
    }
  }

  private func publish(replacing: Bool) throws(UserError) {
    if replacing {
      try replace()
    } else {
      try PendingFile.publish(temporary, as: target, durable: false)
    }
    PendingFile.synchronizeFolder(of: target)
    if replacing { try FolderTree.remove(temporary) }
  }

  /// Exchanges the names of both folders; a folder that is not empty cannot be renamed over.
  private func replace() throws(UserError) {
    if exchangesNames {
      let code = unsafe renameat2(
        AT_FDCWD, temporary, AT_FDCWD, target, SKINDEPTH_RENAME_EXCHANGE)
      if code == 0 { return }
      guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
        throw .unwritable(target, errno)
      }
    }
    // Who is killed between these leaves both folders, one of them as the other name says.
    let older = joined(parentFolder(target), ".\(lastPart(target)).replaced")
    try FolderTree.remove(older)
    try PendingFile.publish(target, as: older, durable: false)
    do {
      try PendingFile.publish(temporary, as: target, durable: false)
    } catch {
      try? PendingFile.publish(older, as: target, durable: false)
      throw error
    }
    try PendingFile.publish(older, as: temporary, durable: false)
  }
}
