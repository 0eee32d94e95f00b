import ComplexModule
import Model

/// The lines of a Z-file, gone through from the first to the last.
struct ZFileLines {
  let path: String
  private let lines: [Substring]
  /// The index of the line that is looked at.
  private var index = 0

  init(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: TransferFunctionFile.largest)
    lines = String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// The present line.
  var text: String { index < lines.count ? String(lines[index]) : "" }

  mutating func advance() { index += 1 }

  /// Moves to the next line, from the present one, that has a word in any case.
  mutating func skip(to word: String, isRequired: Bool = true) throws -> Bool {
    while index < lines.count {
      if text.lowercased().contains(word) { return true }
      index += 1
    }
    guard isRequired else { return false }
    throw UserError(
      .data, path, "ends before a line with `\(word)`",
      remedy: "copy the file again from its source")
  }

  /// The first number after a word on the present line.
  func number(after word: String) throws -> Double {
    let lower = Array(text.lowercased())
    let word = Array(word)
    let place = lower.indices.first { lower[$0...].starts(with: word) }
    let rest = place.map { String(lower[($0 + word.count)...]) } ?? ""
    let fields = rest.split { $0.isWhitespace || $0 == ":" || $0 == "=" }
    guard let number = fields.first.flatMap({ DecimalNumber.parse($0) }), number.isFinite else {
      throw problem("has no number after `\(String(word))`")
    }
    return number
  }

  /// A whole number after a word on the present line.
  func count(after word: String) throws -> Int {
    let value = try number(after: word)
    guard let count = Int(exactly: value), (0...1_000_000).contains(count) else {
      throw problem("has no whole number after `\(word)`")
    }
    return count
  }

  /// The complex numbers of the next line, as many as are expected.
  mutating func complexRow(_ expected: Int) throws -> [ComplexValue] {
    advance()
    let fields = text.split(whereSeparator: \.isWhitespace)
    let numbers = fields.compactMap { DecimalNumber.parse($0) }
    guard numbers.count == fields.count, numbers.count == 2 * expected,
      numbers.allSatisfy(\.isFinite)
    else { throw problem("does not have \(2 * expected) numbers: \(text.trimmed.prefix(60))") }
    return (0..<expected).map { ComplexValue(numbers[2 * $0], numbers[2 * $0 + 1]) }
  }

  /// A Hermitian matrix from its lower triangle on the next lines.
  mutating func hermitian(_ size: Int) throws -> [[ComplexValue]] {
    let zero = [ComplexValue](repeating: 0, count: size)
    var matrix = [[ComplexValue]](repeating: zero, count: size)
    for i in 0..<size {
      for (j, value) in try complexRow(i + 1).enumerated() {
        matrix[j][i] = value.conjugate
        matrix[i][j] = value
      }
    }
    return matrix
  }

  func problem(_ text: String) -> UserError {
    UserError(
      .data, path, at: "line \(index + 1)", text, remedy: "copy the file again from its source")
  }
}
