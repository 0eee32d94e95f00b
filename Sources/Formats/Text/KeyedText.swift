import Model

/// A small text of `key = value` lines: a header or a description file.
///
/// Keys are found in any case. Empty lines and lines that begin with `#` or `;` are skipped.
struct KeyedText {
  struct Entry {
    /// The key as written.
    var key: String
    var value: String
    var line: Int
  }

  let path: String
  /// In the file's order.
  private(set) var entries: [Entry] = []
  /// Places in `entries` by the key in small letters.
  private var places: [String: Int] = [:]

  /// Reads a file.
  ///
  /// - Throws: A `UserError` when the file cannot be read, a line is not of the form, or a key
  ///   comes twice.
  init(_ path: String) throws {
    self.path = path
    let text = String(decoding: try InputFile.contents(of: path, limit: 1 << 20), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in zip(1..., lines) {
      try append(line.trimmed, line: number)
    }
  }

  private mutating func append(_ text: String, line: Int) throws {
    guard !text.isEmpty, !text.hasPrefix("#"), !text.hasPrefix(";") else { return }
    guard let equals = text.firstIndex(of: "=") else {
      throw problem("has no `=`: \(text.prefix(40))", line, "write the line as `key = value`")
    }
    let key = text[..<equals].trimmed
    guard !key.isEmpty else { throw problem("has no key before `=`", line, "write the key") }
    if let first = self[key] {
      throw problem(
        "gives `\(key)` a second time; line \(first.line) has it already", line,
        "remove one of the two lines")
    }
    places[key.lowercased()] = entries.count
    entries.append(Entry(key: key, value: text[text.index(after: equals)...].trimmed, line: line))
  }

  subscript(key: String) -> Entry? {
    places[key.lowercased()].map { entries[$0] }
  }

  /// The value of a key that must be there.
  func text(_ key: String) throws -> String {
    guard let entry = self[key], !entry.value.isEmpty else {
      throw UserError(
        .data, path, at: "key `\(key)`", "is missing", remedy: "add a line `\(key) = …`")
    }
    return entry.value
  }

  /// The finite number that a key must give.
  func number(_ key: String) throws -> Double {
    let text = try text(key)
    guard let value = DecimalNumber.parse(text), value.isFinite else {
      throw wrong(key, "is not a number: \(text)", "write a decimal number")
    }
    return value
  }

  /// The number of a key, or `nil` when the key is not there.
  func numberIfPresent(_ key: String) throws -> Double? {
    self[key] == nil ? nil : try number(key)
  }

  /// The whole number, 0 or more, that a key must give.
  func count(_ key: String) throws -> Int {
    let text = try text(key)
    guard let value = Int(text), value >= 0 else {
      throw wrong(key, "is not a whole number: \(text)", "write a whole number")
    }
    return value
  }

  /// The rate that a key must give, in hertz or as a ratio such as `1/32`.
  func rate(_ key: String) throws -> SamplingRate {
    let text = try text(key)
    guard let rate = SamplingRate(text: text) else {
      throw wrong(
        key, "is no sampling rate: \(text)",
        "write hertz between 0.000001 and 10000000, such as 128 or 1/32")
    }
    return rate
  }

  /// An error at the line of a key.
  func wrong(_ key: String, _ problem: String, _ remedy: String) -> UserError {
    let line = self[key].map { "line \($0.line), " } ?? ""
    return UserError(.data, path, at: "\(line)key `\(key)`", problem, remedy: remedy)
  }

  private func problem(_ problem: String, _ line: Int, _ remedy: String) -> UserError {
    UserError(.data, path, at: "line \(line)", problem, remedy: remedy)
  }
}
