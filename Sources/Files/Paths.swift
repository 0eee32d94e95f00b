import Glibc

/// A path of a folder and a name in it.
package func joined(_ folder: String, _ name: String) -> String {
  folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

/// The last part of a path.
package func lastPart(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// The folder that a path's last part is in.
package func parentFolder(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The system's words for the code of an error.
package func systemText(_ code: Int32) -> String {
  unsafe String(cString: strerror(code))
}

package enum FolderListing {
  /// The names in a folder, hidden ones too, in no order; nil, with `errno`, if it cannot be read.
  package static func names(in path: String) -> [String]? {
    guard let listing = unsafe opendir(path) else { return nil }
    defer { unsafe closedir(listing) }
    var names: [String] = []
    while let entry = unsafe readdir(listing) {
      names.append(
        unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }
}
