import Formats
import Model

/// What a conversion makes, and where.
struct ConversionTarget {
  enum Kind {
    case transferFunction(any TransferFunctionWriter.Type)
    case mth5
    case resistics(ResisticsWriter.Kind)
  }

  let path: String
  let kind: Kind
  /// Whether the path's own ending says the kind.
  let isNamedByEnding: Bool

  /// - Throws: A `UserError` for a format or an ending that is not known.
  init(_ path: String, format: String?) throws {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let byEnding = ConversionTarget.kind(ofFile: trimmed)
    guard let kind = try format.map(ConversionTarget.kind(ofWord:)) ?? byEnding else {
      throw UserError(
        .configuration, path, "its ending does not say which format it is to have",
        remedy: "give --format: \(ConversionTarget.words)")
    }
    self.path = trimmed
    self.kind = kind
    isNamedByEnding = byEnding != nil
  }

  private static var words: String {
    (TransferFunctionWriters.all.map { $0.key } + ["mth5", "ascii", "binary"])
      .joined(separator: ", ")
  }

  private static func kind(ofFile path: String) -> Kind? {
    let lower = path.lowercased()
    if [".h5", ".mth5"].contains(where: lower.hasSuffix) { return .mth5 }
    return TransferFunctionWriters.writer(forFile: path).map { .transferFunction($0) }
  }

  private static func kind(ofWord word: String) throws -> Kind {
    switch word.lowercased() {
    case "mth5", "h5": return .mth5
    case "ascii": return .resistics(.text)
    case "binary": return .resistics(.binary)
    default:
      if let writer = TransferFunctionWriters.writer(word) { return .transferFunction(writer) }
      // An ending is as good as the word.
      if let kind = kind(ofFile: "x.\(word)") { return kind }
      throw UserError(
        .configuration, "--format \(word)", "is not known", remedy: "known are: \(words)")
    }
  }

  var takesFunctions: Bool {
    if case .resistics = kind { return false }
    return true
  }

  var takesRecordings: Bool {
    if case .transferFunction = kind { return false }
    return true
  }

  /// The format in words.
  var name: String {
    switch kind {
    case .transferFunction(let writer): writer.name
    case .mth5: "MTH5"
    case .resistics(.text): "resistics ASCII"
    case .resistics(.binary): "resistics binary"
    }
  }

  /// A path in the folder that the target is where there are several things to write.
  func path(of name: String, ending: String?) -> String {
    let plain = String(name.map { "/ ".contains($0) ? "_" : $0 })
    return "\(path)/\(plain)" + (ending.map { ".\($0)" } ?? "")
  }
}
