import Glibc
package import Model

/// What has a name in a folder; links are not followed.
package enum EntryKind: Hashable, Sendable {
  case file(bytes: Int)
  case folder
  /// A link, a device, a pipe, a socket.
  case other

  /// Nil if there is nothing, or nothing that may be looked at.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file(bytes: Int(status.st_size))
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}

/// Makes, measures and removes folders; others may do the same at the same time.
package enum FolderTree {
  /// Makes a folder, unless there is one, in a folder that exists.
  ///
  /// - Throws: `UserError` if the disk refuses, or something else has the name.
  package static func make(_ path: String) throws(UserError) {
    if unsafe mkdir(path, 0o777) == 0 { return }
    let code = errno
    var status = stat()
    guard code == EEXIST, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR
    else { throw .unwritable(path, code) }
  }

  /// Removes a file, if there is one.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package static func removeFile(_ path: String) throws(UserError) {
    guard unsafe unlink(path) != 0, errno != ENOENT else { return }
    throw .unremovable(path, errno)
  }

  /// Removes a folder with all that is in it, if there is one; of links, only the link.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package static func remove(_ path: String) throws(UserError) {
    guard EntryKind(path) == .folder else { return try removeFile(path) }
    for name in entries(of: path) ?? [] { try remove(joined(path, name)) }
    guard unsafe rmdir(path) != 0, errno != ENOENT else { return }
    throw .unremovable(path, errno)
  }

  /// The bytes in all files of a folder and of the folders in it.
  package static func bytes(in path: String) -> Int {
    switch EntryKind(path) {
    case .file(let bytes): bytes
    case .folder: (entries(of: path) ?? []).reduce(0) { $0 + bytes(in: joined(path, $1)) }
    case .other, nil: 0
    }
  }

  /// The names in a folder in the order of their bytes; nil if it cannot be read.
  package static func entries(of path: String) -> [String]? {
    FolderListing.names(in: path)?.filter { $0 != "." && $0 != ".." }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }
}

extension UserError {
  /// What a failed system call on a file that is in the way means to the user.
  static func unremovable(_ path: String, _ code: Int32) -> UserError {
    UserError(
      .output, path, "cannot be removed: \(systemText(code))",
      remedy: "allow writing to the folder \(parentFolder(path)), or remove it by hand")
  }
}
