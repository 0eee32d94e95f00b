import Model

/// An element of a small XML file: enough for calibration files, which have no entities but the five.
struct MarkupElement {
  let name: String
  let attributes: [String: String]
  /// Where it begins, from 1.
  let line: Int
  fileprivate(set) var text = ""
  fileprivate(set) var children: [MarkupElement] = []

  /// The elements of that name below this one, at any depth, in the file's order.
  func all(_ name: String) -> [MarkupElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
  }

  func first(_ name: String) -> MarkupElement? {
    for child in children {
      if child.name == name { return child }
      if let found = child.first(name) { return found }
    }
    return nil
  }

  fileprivate init(name: String, attributes: [String: String], line: Int) {
    self.name = name
    self.attributes = attributes
    self.line = line
  }

  /// The whole file, below an element without a name.
  ///
  /// - Throws: A `UserError` for elements that are not closed in order, or nested beyond reason.
  init(_ file: CalibrationText) throws {
    var parser = MarkupParser(file)
    self = try parser.parse()
  }
}

private struct MarkupParser {
  private let file: CalibrationText
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var open: [MarkupElement] = [MarkupElement(name: "", attributes: [:], line: 1)]

  private static let deepest = 64

  init(_ file: CalibrationText) {
    self.file = file
    bytes = Array(file.text.utf8)
  }

  mutating func parse() throws -> MarkupElement {
    while position < bytes.count {
      let text = take(until: UInt8(ascii: "<"))
      open[open.count - 1].text += plain(text).trimmed
      guard position < bytes.count else { break }
      try takeTag()
    }
    guard open.count == 1 else {
      throw wrong("the element \(open[open.count - 1].name) is not closed")
    }
    return open[0]
  }

  /// The text up to a byte, which is not passed.
  private mutating func take(until end: UInt8) -> String {
    let start = position
    while position < bytes.count, bytes[position] != end {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func takeTag() throws {
    if bytes[position...].starts(with: Array("<!--".utf8)) { return try skipComment() }
    let begin = line
    position += 1
    let inside = take(until: UInt8(ascii: ">"))
    guard position < bytes.count else { throw wrong("a tag is not closed") }
    position += 1
    if inside.hasPrefix("?") || inside.hasPrefix("!") { return }
    if inside.hasPrefix("/") { return try close(inside.dropFirst().trimmed) }
    let isEmpty = inside.hasSuffix("/")
    let element = try element(isEmpty ? String(inside.dropLast()) : inside, begin)
    guard open.count < MarkupParser.deepest else { throw wrong("elements are nested too deep") }
    open.append(element)
    if isEmpty { try close(element.name) }
  }

  private mutating func skipComment() throws {
    while position < bytes.count, !bytes[position...].starts(with: Array("-->".utf8)) {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    guard position < bytes.count else { throw wrong("a comment is not closed") }
    position += 3
  }

  private mutating func close(_ name: String) throws {
    guard open.count > 1, open[open.count - 1].name == name else {
      throw wrong("`</\(name)>` closes what is not open")
    }
    let element = open.removeLast()
    open[open.count - 1].children.append(element)
  }

  private func element(_ text: String, _ line: Int) throws -> MarkupElement {
    let name = text.prefix { !$0.isWhitespace }
    var attributes: [String: String] = [:]
    var rest = text.dropFirst(name.count)
    while let equals = rest.firstIndex(of: "=") {
      let key = rest[..<equals].trimmed
      let after = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
      guard let mark = after.first, mark == "\"" || mark == "'",
        let end = after.dropFirst().firstIndex(of: mark)
      else { throw wrong("the attribute \(key) has no value in quotes") }
      attributes[key] = plain(String(after[after.index(after: after.startIndex)..<end]))
      rest = after[after.index(after: end)...]
    }
    return MarkupElement(name: String(name), attributes: attributes, line: line)
  }

  private func plain(_ text: String) -> String {
    guard text.contains("&") else { return text }
    let entities = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
    ]
    return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  private func wrong(_ problem: String) -> UserError {
    file.wrong(problem, "copy the file again from its source", at: "line \(line)")
  }
}
