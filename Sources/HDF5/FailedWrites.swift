import Synchronization

/// What the disk has refused since a file was opened for writing.
///
/// The library writes when an object is closed, where nobody asks how it went, and it forgets what it
/// could not write: where room has come again meanwhile, the file would then be closed without a word.
enum FailedWrites {
  private static let first = Mutex<[HDF5Error.Frame]?>(nil)

  /// Called for every failure of the library; keeps the first one of the system's.
  static func note(_ frames: [HDF5Error.Frame]) {
    guard frames.contains(where: { $0.message.contains("write failed") }) else { return }
    first.withLock { $0 = $0 ?? frames }
  }

  static func forget() { first.withLock { $0 = nil } }

  /// The error stack of the first failure.
  static func take() -> [HDF5Error.Frame]? {
    first.withLock { frames in
      defer { frames = nil }
      return frames
    }
  }
}
