import Files
import Glibc
import Model

/// What a path leads to, after symbolic links.
enum FileStatus: Equatable {
  case file(size: Int)
  case folder
  /// A device, a pipe, a socket.
  case other

  /// - Throws: A `UserError` when there is nothing, or it may not be looked at.
  static func of(_ path: String) throws -> FileStatus {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw UserError.unreadable(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(size: Int(status.st_size))
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  static func isFile(_ path: String) -> Bool {
    guard case .file? = try? of(path) else { return false }
    return true
  }

  static func isFolder(_ path: String) -> Bool {
    (try? of(path)) == .folder
  }
}

enum Folder {
  /// The names in a folder, hidden ones left out, in the order of their bytes.
  ///
  /// Sorted, so that no result depends on the order in which a file system lists its files.
  ///
  /// - Throws: A `UserError` when the folder cannot be read.
  static func names(in path: String) throws -> [String] {
    guard let names = FolderListing.names(in: path) else {
      throw UserError.unreadable(path, errno)
    }
    return names.filter { !$0.hasPrefix(".") }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }
}

/// A file's name without its ending, and without `.gz` after that.
func nameWithoutEnding(_ path: String) -> String {
  var name = lastPart(path)
  if name.lowercased().hasSuffix(".gz") { name.removeLast(3) }
  guard let point = name.lastIndex(of: "."), point != name.startIndex else { return name }
  return String(name[..<point])
}
