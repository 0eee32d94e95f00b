import Files
import Model

/// Replaces files so that a reader sees the old or the new content, never half of one.
package enum AtomicFile {
  /// Writes a file beside its final name, forces it to disk and renames it.
  ///
  /// - Throws: A `UserError` of kind `output` that names the file and what to do (no space, no
  ///   permission, no such folder); the old file is then untouched and the unfinished one removed.
  package static func write(_ path: String, _ bytes: [UInt8]) throws {
    let pending = PendingFile(path)
    try pending.write(bytes)
    try pending.publish()
  }

  package static func write(_ path: String, _ text: String) throws {
    try write(path, [UInt8](text.utf8))
  }
}
