import Formats
import Foundation
import Model

/// The finished file of a site, and the note in the work folder of what made it.
///
/// The note is not in the file, whose bytes are the same wherever and whenever it was made.
struct FinishedSite {
  let path: String

  /// Whether the file is there, and is the one that a note speaks of.
  func isMade(by key: Digest, _ note: String) throws -> Bool {
    guard let text = text(madeBy: key), let noted = FileManager.default.contents(atPath: note)
    else {
      return false
    }
    return Data(text.utf8) == noted
  }

  /// Notes what made the file.
  func note(madeBy key: Digest, _ note: String) throws {
    guard let text = text(madeBy: key) else { return }
    try AtomicFile.write(note, text)
  }

  /// The key, and size and time of change of the file; `nil` where there is none.
  private func text(madeBy key: Digest) -> String? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let size = (attributes[.size] as? NSNumber)?.uint64Value,
      let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970
    else { return nil }
    return "\(key) \(size) \(changed.bitPattern)\n"
  }
}
