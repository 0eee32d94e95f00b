import Model

/// The blocks of an EDI file: what stands between one `>` and the next.
struct EDIBlocks {
  struct Block {
    /// In capitals, such as `ZXXR`, `HEAD` or `=MTSECT`.
    var name: String
    /// What follows the name on its line, without the count.
    var options: String
    /// The number after `//`.
    var count: Int?
    var line: Int
    var body: [(line: Int, text: String)] = []
  }

  let path: String
  private(set) var blocks: [Block] = []
  /// The number that the file writes where there is none.
  private var empty = EDI.empty

  init(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: TransferFunctionFile.largest)
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in zip(1..., lines) { append(line.trimmed, number) }
    empty = value("HEAD", "EMPTY").flatMap { DecimalNumber.parse($0) } ?? EDI.empty
  }

  private mutating func append(_ line: String, _ number: Int) {
    guard !line.isEmpty else { return }
    if line.hasPrefix(">") { return begin(line.dropFirst(), number) }
    guard !blocks.isEmpty else { return }
    // Some writers forget the line's end before the next block; in free text `>` is only a letter.
    if blocks[blocks.count - 1].name != "INFO", let next = line.firstIndex(of: ">") {
      blocks[blocks.count - 1].body.append((number, line[..<next].trimmed))
      return begin(line[line.index(after: next)...], number)
    }
    blocks[blocks.count - 1].body.append((number, line))
  }

  private mutating func begin(_ text: Substring, _ number: Int) {
    // A comment.
    guard !text.hasPrefix("!") else { return }
    let name = text.prefix { !$0.isWhitespace && $0 != "/" }
    var options = text.dropFirst(name.count).trimmed
    var count: Int?
    let characters = Array(options)
    if let slashes = characters.indices.first(where: {
      characters[$0] == "/" && $0 + 1 < characters.count && characters[$0 + 1] == "/"
    }) {
      count = Int(String(characters[(slashes + 2)...]).trimmed)
      options = String(characters[..<slashes]).trimmed
    }
    blocks.append(
      Block(name: name.uppercased(), options: options, count: count, line: number))
  }

  subscript(name: String) -> Block? { blocks.first { $0.name == name } }

  /// The value of `KEY=value` in a block of keys, without quotes; `nil` if absent or empty.
  func value(_ block: String, _ keys: String...) -> String? {
    let entries = (self[block]?.body ?? []).map { $0.text.split(separator: "=", maxSplits: 1) }
    for key in keys {
      let entry = entries.first { $0.count == 2 && $0[0].trimmed.uppercased() == key }
      let value = entry.map { String($0[1].trimmed.filter { $0 != "\"" }).trimmed } ?? ""
      if !value.isEmpty { return value }
    }
    return nil
  }

  /// The numbers of a block; NaN where the file says there is none.
  ///
  /// - Throws: A `UserError` when the block has not `expected` numbers, if that is given, or as
  ///   many as it says itself.
  func numbers(_ block: Block, expected: Int?) throws -> [Double] {
    var numbers: [Double] = []
    for (line, text) in block.body {
      for field in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
        numbers.append(try number(field, line, block))
      }
    }
    for wanted in [expected, block.count] {
      guard let wanted, wanted != numbers.count else { continue }
      throw UserError(
        .data, path, at: "line \(block.line), >\(block.name)",
        "has \(numbers.count) numbers where \(wanted) are expected",
        remedy: "write one number for each frequency")
    }
    return numbers
  }

  private func number(_ field: Substring, _ line: Int, _ block: Block) throws -> Double {
    // Fortran fills a field with stars when a number does not fit.
    if field.allSatisfy({ $0 == "*" }) { return .nan }
    guard let number = DecimalNumber.parse(field) else {
      throw UserError(
        .data, path, at: "line \(line), >\(block.name)", "is not a number: \(field.prefix(20))",
        remedy: "write a number, or \(EDI.emptyText) where there is none")
    }
    return number == empty || abs(number) >= 0.999 * EDI.empty ? .nan : number
  }
}
