import Foundation

/// Nothing where there is no file.
func contents(_ path: String) throws -> [UInt8] {
  guard FileManager.default.fileExists(atPath: path) else { return [] }
  return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
