import Configuration
import Foundation
import Model

/// Files that tests read: the repository's own, and the reference data beside it.
enum Fixtures {
  /// The root of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of the reference data: `SKINDEPTH_DATA`, or `shared/data` in a folder above.
  static let data: URL? = {
    if let path = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"] {
      return URL(filePath: path)
    }
    var folder = root
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  static let hasGolden =
    data.map {
      FileManager.default.fileExists(atPath: $0.appending(path: "golden/configs").path)
    } ?? false

  static func golden(_ path: String) throws -> Data {
    let folder = try required(data)
    return try Data(contentsOf: folder.appending(path: "golden").appending(path: path))
  }
}

struct MissingData: Error {}

/// A value that a test cannot do without.
func required<T>(_ value: T?) throws -> T {
  guard let value else { throw MissingData() }
  return value
}

/// All problems of a configuration text.
func problems(_ text: String, _ overrides: [Override] = []) -> [UserError] {
  do throws(ConfigurationProblems) {
    _ = try Settings(text: text, file: "test.ini", overrides: overrides)
    return []
  } catch {
    return error.problems
  }
}
