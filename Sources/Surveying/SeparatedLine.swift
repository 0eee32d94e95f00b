import Model

/// One line of a table with a separator between cells (RFC 4180, without line ends within cells).
struct SeparatedLine {
  private(set) var cells: [String] = []

  /// - Returns: `nil` where a quotation mark is not closed in the line.
  init?(_ line: Substring, separator: Character) {
    var (cell, isQuoted, wasQuoted) = ("", false, false)
    var rest = line
    while let letter = rest.popFirst() {
      switch letter {
      case "\"" where isQuoted && rest.first == "\"":
        cell.append(letter)
        rest.removeFirst()
      case "\"" where isQuoted: isQuoted = false
      case "\"" where !wasQuoted && cell.allSatisfy(\.isWhitespace):
        (cell, isQuoted, wasQuoted) = ("", true, true)
      case separator where !isQuoted:
        add(cell, wasQuoted)
        (cell, wasQuoted) = ("", false)
      default: cell.append(letter)
      }
    }
    guard !isQuoted else { return nil }
    add(cell, wasQuoted)
  }

  private mutating func add(_ cell: String, _ isQuoted: Bool) {
    cells.append(isQuoted ? cell : cell.trimmed)
  }

  /// The line of some cells.
  static func text(_ cells: [String], separator: Character) -> String {
    cells.map { cell in
      let isPlain = !cell.contains { $0 == separator || $0 == "\"" || $0 == "#" }
      return isPlain && cell == cell.trimmed
        ? cell
        : "\""
          + cell.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\""
    }.joined(separator: String(separator))
  }
}
