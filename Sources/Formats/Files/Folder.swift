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
    guard let listing = unsafe opendir(path) else { throw UserError.unreadable(path, errno) }
    defer { unsafe closedir(listing) }
    var names: [String] = []
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// A path of a folder and a name in it.
func joined(_ folder: String, _ name: String) -> String {
  folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

/// The last part of a path.
func lastPart(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// A file's name without its ending, and without `.gz` after that.
func nameWithoutEnding(_ path: String) -> String {
  var name = lastPart(path)
  if name.lowercased().hasSuffix(".gz") { name.removeLast(3) }
  guard let point = name.lastIndex(of: "."), point != name.startIndex else { return name }
  return String(name[..<point])
}

/// The folder that a path's last part is in.
func parentFolder(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
