package import Model

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The text of the configuration file at `path`.
///
/// - Throws: A `UserError` when the file cannot be read, is larger than any configuration, or is no
///   UTF-8 text.
package func configurationText(atPath path: String) throws(UserError) -> String {
  let limit = 1 << 20
  guard let file = unsafe fopen(path, "rb") else { throw unreadable(path) }
  defer { unsafe _ = fclose(file) }
  var bytes = [UInt8](repeating: 0, count: limit + 1)
  let count = unsafe bytes.withUnsafeMutableBytes {
    unsafe fread($0.baseAddress, 1, $0.count, file)
  }
  guard unsafe ferror(file) == 0 else { throw unreadable(path) }
  guard count <= limit else {
    throw UserError(
      .configuration, path, "has more than 1 MiB", remedy: "give a configuration file (INI)")
  }
  // Some editors put a byte-order mark in front.
  let hasMark = bytes.prefix(count).starts(with: [0xef, 0xbb, 0xbf])
  let content = bytes.prefix(count).dropFirst(hasMark ? 3 : 0)
  guard let text = String(validating: content, as: UTF8.self), !text.contains("\0")
  else {
    throw UserError(
      .configuration, path, "is not UTF-8 text", remedy: "save it as UTF-8, or give another file")
  }
  return text
}

private func unreadable(_ path: String) -> UserError {
  let reason = unsafe String(cString: strerror(errno))
  return UserError(
    .configuration, path, "cannot be read: \(reason)",
    remedy: "give the path of a configuration file that you may read")
}
