import Glibc
package import Model

/// A file that others see only when it is whole: written under another name, then renamed.
///
/// Dropping it before `publish()` removes what was written. What a program that was killed left
/// behind is removed when the same file is begun again.
package final class PendingFile {
  package let target: String
  /// `.NAME.PROCESS.HOST.partial` beside the target, so that renaming never crosses file systems
  /// and no two programs that make the same file write into one.
  package let temporary: String
  private var isPublished = false

  /// Begins a file; nothing is made yet.
  ///
  /// Where a folder holds thousands of files, looking for left-overs at each one takes too long:
  /// `removeLeftOvers(in:ofNamesEnding:)` does it once for all.
  package init(_ target: String, removingLeftOvers: Bool = true) {
    self.target = target
    temporary = PartialName(process: getpid(), host: PartialName.thisHost).path(for: target)
    if removingLeftOvers { removeLeftOvers() }
  }

  deinit {
    if !isPublished { unsafe unlink(temporary) }
  }

  /// Writes the whole content at once, for files that are made in memory.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func write(_ bytes: [UInt8]) throws(UserError) {
    try write { (output) throws(UserError) in try output.append(bytes.span) }
  }

  /// Opens the file, has `body` write the content part by part, and closes it.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func write(
    _ body: (BinaryOutput) throws(UserError) -> Void
  ) throws(UserError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = unsafe open(temporary, flags, 0o666)
    guard descriptor >= 0 else { throw .unwritable(target, errno) }
    do {
      try body(BinaryOutput(path: target, descriptor: descriptor))
    } catch {
      close(descriptor)
      throw error
    }
    // Some network file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw .unwritable(target, errno) }
  }

  /// Writes all bytes to an open file; `path` is what a message names.
  package static func write(
    _ bytes: [UInt8], to descriptor: Int32, for path: String
  ) throws(UserError) {
    let code = unsafe bytes.withUnsafeBytes { unsafe writeAll($0, to: descriptor) }
    guard code == 0 else { throw .unwritable(path, code) }
  }

  /// Gives the complete, closed file its name, replacing an older one of that name.
  ///
  /// Unless it is `durable`, a crash of the machine may leave the new name with damaged content:
  /// for files whose damage is found on reading, and that are made again at little cost.
  ///
  /// - Throws: `UserError` if the disk refuses; an older file is then untouched.
  package func publish(durable: Bool = true) throws(UserError) {
    try Self.publish(temporary, as: target, durable: durable)
    isPublished = true
  }

  /// Gives any complete, closed file the name of the target, on the same file system.
  ///
  /// - Throws: `UserError` if the disk refuses; both files are then as they were.
  package static func publish(_ written: String, as target: String, durable: Bool = true)
    throws(UserError)
  {
    if durable { try synchronize(written, for: target) }
    guard unsafe rename(written, target) == 0 else { throw .unwritable(target, errno) }
    if durable { synchronizeFolder(of: target) }
  }

  /// Without this a crash of the machine could leave the new name with old, or no, content.
  private static func synchronize(_ written: String, for target: String) throws(UserError) {
    let descriptor = unsafe open(written, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(target, errno) }
    // Some file systems cannot synchronise, and say so with EINVAL.
    let isSafe = fsync(descriptor) == 0 || errno == EINVAL
    let code = errno
    close(descriptor)
    guard isSafe else { throw .unwritable(target, code) }
  }

  /// Makes a rename or removal itself survive a power cut; where a file system cannot, nothing is
  /// lost.
  package static func synchronizeFolder(of path: String) {
    let descriptor = unsafe open(parentFolder(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Removes what killed programs left in a folder of files whose names end so.
  package static func removeLeftOvers(in folder: String, ofNamesEnding ending: String) {
    for name in FolderListing.names(in: folder) ?? [] {
      guard let end = name.firstRange(of: ending + "."), name.hasPrefix("."),
        let writer = PartialName(name, of: String(name[..<end.upperBound].dropFirst().dropLast())),
        writer.isGone(joined(folder, name))
      else { continue }
      unsafe unlink(joined(folder, name))
    }
  }

  private func removeLeftOvers() {
    for path in PartialName.leftOvers(of: target) { unsafe unlink(path) }
  }
}

/// Who writes an unfinished file, or folder.
struct PartialName {
  let process: Int32
  let host: String

  init(process: Int32, host: String) {
    self.process = process
    self.host = host
  }

  /// The writer of an unfinished file of a target; nil for other files.
  init?(_ name: String, of target: String) {
    let (head, tail) = (".\(target).", ".partial")
    guard name.hasPrefix(head), name.hasSuffix(tail), name.count > head.count + tail.count else {
      return nil
    }
    let middle = name.dropFirst(head.count).dropLast(tail.count)
    guard let point = middle.firstIndex(of: "."), let process = Int32(middle[..<point]), process > 0
    else { return nil }
    self.init(process: process, host: String(middle[middle.index(after: point)...]))
  }

  func path(for target: String) -> String {
    joined(parentFolder(target), ".\(lastPart(target)).\(process).\(host).partial")
  }

  /// What killed programs left when they wrote a target.
  static func leftOvers(of target: String) -> [String] {
    let folder = parentFolder(target)
    return (FolderListing.names(in: folder) ?? []).compactMap { name in
      let path = joined(folder, name)
      guard let writer = PartialName(name, of: lastPart(target)), writer.isGone(path) else {
        return nil
      }
      return path
    }
  }

  /// Whether nobody can be writing the file any more.
  func isGone(_ path: String) -> Bool {
    if host == Self.thisHost { return kill(process, 0) != 0 && errno == ESRCH }
    // Processes of other hosts cannot be asked: those that write for a day are none.
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    return time(nil) - status.st_mtim.tv_sec > 86_400
  }

  static let thisHost: String = {
    var bytes = [CChar](repeating: 0, count: 65)
    guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "host" }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()
}

extension UserError {
  /// What a failed system call on an output file means to the user.
  package static func unwritable(_ path: String, _ code: Int32) -> UserError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free space on that disk or write elsewhere, then run again"
      case EACCES, EPERM, EROFS: "allow writing to the folder or write elsewhere"
      case EXDEV: "keep the folders of a project on one file system"
      case ENOENT, ENOTDIR: "create the folder \(parentFolder(path))"
      case EEXIST, EISDIR, ENOTEMPTY: "move away what has this name"
      default: "check the disk or the network the file is on"
      }
    return UserError(.output, path, "cannot be written: \(systemText(code))", remedy: remedy)
  }
}
