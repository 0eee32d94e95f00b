import Foundation
import Model

extension Project {
  /// The reference time in a project file of resistics, so that its windows keep their numbers; `nil`
  /// where there is no such file.
  ///
  /// - Throws: `UserError` where the file gives no time.
  func resisticsReference() throws -> Instant? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard let name = names.filter({ $0.hasSuffix(".prj") }).min() else { return nil }
    let file = "\(path)/\(name)"
    let text = FileManager.default.contents(atPath: file).map {
      String(decoding: $0, as: UTF8.self)
    }
    let lines = (text ?? "").split(whereSeparator: \.isNewline)
    let values = lines.filter { $0.trimmed.hasPrefix("Reference time") }.map {
      $0.split(separator: "=", maxSplits: 1).dropFirst().joined().trimmed
    }
    guard let value = values.first, let reference = Instant(value) else {
      throw UserError(
        .configuration, file, at: "Reference time", "gives no time",
        remedy: "write `Reference time = 2024-06-01 00:00:00`, or set reference in [Survey]")
    }
    return reference
  }
}
