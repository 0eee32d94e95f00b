internal import Glibc

/// The computer this process runs on.
package enum Host {
  /// The name of the computer, or `unnamed` if it has none.
  package static func name() -> String {
    let room = 256
    // One byte stays zero, because a name that just fits is not terminated.
    var buffer = [CChar](repeating: 0, count: room + 1)
    guard unsafe gethostname(&buffer, room) == 0 else { return "unnamed" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of a variable of the environment.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// The text at the start of a small file of the system, empty if it cannot be read.
  static func contents(of path: String, limit: Int = 65_536) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = unsafe read(file, &bytes, limit)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
