import Foundation
import Model

/// What tells the files of a recording from the same files after a change.
///
/// Names, sizes, times of change and both ends of every file: to read terabytes to the end only to see that
/// they are what they were would take longer than the work that it saves.
struct Fingerprint {
  private static let endBytes = 1 << 16
  private var files = DigestBuilder()
  private var parts = DigestBuilder()

  /// Of names, sizes, times of change and ends.
  var digest: Digest { files.digest }
  /// The same without times, which a copy does not keep.
  var contents: Digest { parts.digest }

  /// Looks at a recording's file with the file that describes it, or at all files of its folder.
  init(_ path: String) throws {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && isFolder.boolValue {
      let names = try Fingerprint.readable(path) {
        try FileManager.default.subpathsOfDirectory(atPath: path)
      }
      for name in names.sorted() where !name.hasPrefix(".") {
        try add("\(path)/\(name)", as: name)
      }
    } else {
      try add(path, as: "")
      if FileManager.default.fileExists(atPath: path + ".ini") {
        try add(path + ".ini", as: ".ini")
      }
    }
  }

  private mutating func add(_ path: String, as name: String) throws {
    // A link counts as what it leads to.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try Fingerprint.readable(path) {
      try FileManager.default.attributesOfItem(atPath: target)
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { return }
    let size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
    let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    parts.add(Array(name.utf8))
    parts.add(size)
    files.add(changed.bitPattern)
    try Fingerprint.readable(path) { try addEnds(target, size) }
    files.add(parts.digest.high)
    files.add(parts.digest.low)
  }

  private mutating func addEnds(_ path: String, _ size: UInt64) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    parts.add(Array(try file.read(upToCount: Fingerprint.endBytes) ?? Data()))
    guard size > UInt64(2 * Fingerprint.endBytes) else { return }
    try file.seek(toOffset: size - UInt64(Fingerprint.endBytes))
    parts.add(Array(try file.read(upToCount: Fingerprint.endBytes) ?? Data()))
  }

  private static func readable<R>(_ path: String, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch {
      throw UserError(
        .data, path, "cannot be read: \((error as NSError).localizedDescription)",
        remedy: "check its permissions and the disk it is on")
    }
  }
}
