import Model

/// The right side of `key = value` before its type is known: one text, or a list of texts.
package struct RawValue: Hashable, Sendable {
  /// Without quotes; empty when nothing was given.
  package let items: [String]
  /// Whether there was a comma outside of quotes.
  package let isList: Bool

  /// Parses the text behind `=`, or the text of a command's option.
  package init(_ text: some StringProtocol) throws(Fault) {
    var scanner = ValueScanner(rest: Substring(text.trimmed))
    var items: [String] = []
    // `key = ,` is the empty list.
    var isList = scanner.skipLoneComma()
    while let item = try scanner.next() {
      items.append(item)
      guard scanner.skipComma() else { break }
      isList = true
    }
    self.items = items
    self.isList = isList
  }

  /// The value as a message shows it.
  package var found: String { items.isEmpty ? "," : items.joined(separator: ", ") }
}

/// Walks through a value item by item; what begins with `#` outside of quotes is a comment.
private struct ValueScanner {
  var rest: Substring

  private var atEnd: Bool { rest.isEmpty || rest.first == "#" }

  /// The next item; `nil` at the end.
  mutating func next() throws(Fault) -> String? {
    skipBlanks()
    guard let first = rest.first, !atEnd else { return nil }
    return first == "\"" || first == "'" ? try quoted(first) : try bare()
  }

  /// Steps over a comma, if there is one.
  mutating func skipComma() -> Bool {
    guard rest.first == "," else { return false }
    rest.removeFirst()
    return true
  }

  /// Steps over a comma that is the whole value.
  mutating func skipLoneComma() -> Bool {
    var ahead = self
    guard ahead.skipComma() else { return false }
    ahead.skipBlanks()
    guard ahead.atEnd else { return false }
    self = ahead
    return true
  }

  private mutating func bare() throws(Fault) -> String {
    let end = rest.firstIndex { $0 == "," || $0 == "#" } ?? rest.endIndex
    let item = rest[..<end].trimmed
    guard !item.isEmpty else {
      throw Fault("nothing stands before a comma", remedy: "write `first, second`")
    }
    rest = rest[end...]
    return item
  }

  private mutating func quoted(_ mark: Character) throws(Fault) -> String {
    guard !rest.hasPrefix(String(repeating: mark, count: 3)) else {
      throw Fault("triple quotes are not known here", remedy: "put the text in \" \" on one line")
    }
    let body = rest.dropFirst()
    guard let end = body.firstIndex(of: mark) else {
      throw Fault("the quote \(mark) is not closed", remedy: "close it on the same line")
    }
    rest = body[body.index(after: end)...]
    skipBlanks()
    guard atEnd || rest.first == "," else {
      throw Fault(
        "`\(rest)` stands behind the closing quote", remedy: "put a comma between two values")
    }
    return String(body[..<end])
  }

  private mutating func skipBlanks() {
    rest = rest.drop(while: \.isWhitespace)
  }
}
