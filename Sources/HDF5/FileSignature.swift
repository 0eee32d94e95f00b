import Glibc

/// What the first bytes of a file say about it, before the HDF5 library is asked.
package enum FileSignature: Hashable, Sendable {
  case hdf5(superblock: Int)
  case empty
  /// The signature is there, and not even all of the header behind it.
  case cutOff
  /// A file of another kind, with its first bytes.
  case foreign(head: [UInt8])
  case unreadable(reason: String)

  private static let magic: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  /// Bytes of a superblock of version 2 or 3; older ones are longer.
  private static let shortestHeader = 48

  /// Looks for the HDF5 signature where it may be: at byte 0, 512, 1024, 2048 and so on.
  package static func examine(_ path: String) -> FileSignature {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .unreadable(reason: systemMessage()) }
    defer { Glibc.close(descriptor) }
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0 else {
      return .unreadable(reason: systemMessage())
    }
    let isFolder = information.st_mode & S_IFMT == S_IFDIR
    if isFolder { return .unreadable(reason: "it is a folder") }
    return examine(descriptor, length: Int(information.st_size))
  }

  private static func examine(_ descriptor: CInt, length: Int) -> FileSignature {
    if length == 0 { return .empty }
    var offset = 0
    while offset + magic.count < length {
      let bytes = read(descriptor, at: offset, count: magic.count + 1)
      if bytes.count > magic.count, bytes.starts(with: magic) {
        let isWhole = length - offset >= shortestHeader
        return isWhole ? .hdf5(superblock: Int(bytes[magic.count])) : .cutOff
      }
      offset = offset == 0 ? 512 : offset * 2
    }
    return .foreign(head: read(descriptor, at: 0, count: 16))
  }

  private static func read(_ descriptor: CInt, at offset: Int, count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = unsafe max(0, pread(descriptor, buffer.baseAddress, count, offset))
    }
  }

  private static func systemMessage() -> String {
    unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
  }

  /// Refuses what is not an HDF5 file with a message a user understands.
  ///
  /// - Throws: `HDF5Error` with the path and what the file is instead.
  package func requireHDF5(_ path: String) throws(HDF5Error) {
    func refusal(_ problem: String, _ remedy: String? = nil) -> HDF5Error {
      HDF5Error("opening", HDF5Error.Place(file: path), problem: problem, remedy: remedy)
    }
    switch self {
    case .hdf5:
      return
    case .empty:
      throw refusal("the file is empty", "Fetch or make it again")
    case .cutOff:
      throw refusal("the file ends within its header: it is cut off", "Fetch or make it again")
    case .unreadable(let reason):
      throw refusal(reason)
    case .foreign(let head):
      let shown = String(decoding: head.map { (32..<127).contains($0) ? $0 : 0x2e }, as: UTF8.self)
      throw refusal(
        "not an HDF5 file: it begins with \"\(shown)\"", "Check the path and the kind of file")
    }
  }
}
