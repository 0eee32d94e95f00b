import Model

/// An element of an XML document with all that is in it.
struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  /// The characters that stand directly in it, entities resolved.
  var text = ""
  var children: [XMLElement] = []
  /// Where it begins.
  var line: Int

  /// The first child of a name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The element at the end of a path of names.
  func at(_ path: String...) -> XMLElement? {
    path.reduce(Optional(self)) { element, name in element?[name] }
  }
}

/// Reads XML documents: elements, attributes, text, CDATA and the predefined entities.
///
/// Documents that declare entities of their own are refused: what a few bytes expand to has no limit.
enum XMLTree {
  /// - Throws: A `UserError` with the line, for what is not well-formed.
  static func read(_ path: String, limit: Int) throws -> XMLElement {
    var parser = XMLParser(
      path: path, bytes: try InputFile.contents(of: path, limit: limit))
    return try parser.document()
  }
}

private struct XMLParser {
  /// Deeper nesting is no document of measurements.
  private static let deepest = 64

  let path: String
  let bytes: [UInt8]
  var position = 0
  var line = 1
  private var open: [XMLElement] = []
  private var root: XMLElement?

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  mutating func document() throws -> XMLElement {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<") {
        try markup()
      } else {
        let text = take(until: "<") ?? rest()
        if !open.isEmpty { open[open.count - 1].text += try resolved(text) }
      }
    }
    guard open.isEmpty, let root else {
      throw problem(open.last.map { "ends within <\($0.name)>" } ?? "holds no element")
    }
    return root
  }

  private mutating func markup() throws {
    if skips("<!--") { return try pass("-->") }
    if skips("<![CDATA[") {
      guard let text = take(until: "]]>") else { throw problem("has a CDATA section without end") }
      advance("]]>".utf8.count)
      if !open.isEmpty { open[open.count - 1].text += String(decoding: text, as: UTF8.self) }
      return
    }
    if skips("<?") { return try pass("?>") }
    if skips("<!") { return try declaration() }
    if skips("</") { return try end() }
    advance(1)
    try start()
  }

  private mutating func declaration() throws {
    guard let text = take(until: ">"), !text.contains(UInt8(ascii: "[")) else {
      throw problem("declares its own grammar, which is not read")
    }
    advance(1)
  }

  private mutating func start() throws {
    guard let tag = takeTag() else { throw problem("has a tag without end") }
    let isEmpty = tag.last == UInt8(ascii: "/")
    var element = try element(isEmpty ? tag.dropLast() : tag)
    element.line = line
    guard open.count < XMLParser.deepest else { throw problem("nests too deeply") }
    open.append(element)
    if isEmpty { try close() }
  }

  private mutating func end() throws {
    guard let tag = take(until: ">") else { throw problem("has a tag without end") }
    advance(1)
    let name = String(decoding: tag, as: UTF8.self).trimmed
    guard open.last?.name == name else {
      throw problem("has </\(name.prefix(40))> where <\(open.last?.name ?? "")> is open")
    }
    try close()
  }

  private mutating func close() throws {
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      guard root == nil else { throw problem("has a second root <\(element.name)>") }
      root = element
    } else {
      open[open.count - 1].children.append(element)
    }
  }

  /// The tag's inside up to its `>`, which may also stand within quotes.
  private mutating func takeTag() -> ArraySlice<UInt8>? {
    var quote: UInt8?
    for i in position..<bytes.count {
      let byte = bytes[i]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        let tag = bytes[position..<i]
        advance(tag.count + 1)
        return tag
      }
    }
    return nil
  }

  private func element(_ tag: ArraySlice<UInt8>) throws -> XMLElement {
    let text = String(decoding: tag, as: UTF8.self)
    let name = text.prefix { !$0.isWhitespace }
    guard let first = name.first, first.isLetter || first == "_" else {
      throw problem("has a tag without a name: <\(text.prefix(20))")
    }
    var element = XMLElement(name: String(name), line: line)
    var left = text.dropFirst(name.count).drop(while: \.isWhitespace)
    while !left.isEmpty {
      guard let equals = left.firstIndex(of: "=") else { throw attributeProblem(element) }
      let key = left[..<equals].trimmed
      let quoted = left[left.index(after: equals)...].drop(while: \.isWhitespace)
      guard let quote = quoted.first, quote == "\"" || quote == "'",
        let end = quoted.dropFirst().firstIndex(of: quote)
      else { throw attributeProblem(element) }
      let value = quoted[quoted.index(after: quoted.startIndex)..<end]
      element.attributes[key] = try resolved(ArraySlice(value.utf8))
      left = quoted[quoted.index(after: end)...].drop(while: \.isWhitespace)
    }
    return element
  }

  private func attributeProblem(_ element: XMLElement) -> UserError {
    problem("has an attribute of <\(element.name)> that is not key=\"value\"")
  }

  /// Text with its entities replaced.
  private func resolved(_ text: ArraySlice<UInt8>) throws -> String {
    let plain = String(decoding: text, as: UTF8.self)
    guard plain.contains("&") else { return plain }
    var parts = plain.split(separator: "&", omittingEmptySubsequences: false)[...]
    var result = String(parts.removeFirst())
    for part in parts {
      guard let end = part.firstIndex(of: ";"), let character = character(part[..<end]) else {
        throw problem("has an entity that is not known: &\(part.prefix(12))")
      }
      result.append(character)
      result += part[part.index(after: end)...]
    }
    return result
  }

  private func character(_ entity: Substring) -> Character? {
    switch entity {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let isHexadecimal = entity.hasPrefix("#x")
      let digits = entity.dropFirst(isHexadecimal ? 2 : 1)
      let code = UInt32(digits, radix: isHexadecimal ? 16 : 10)
      return code.flatMap(Unicode.Scalar.init).map(Character.init)
    }
  }

  /// Moves behind a mark if it is here.
  private mutating func skips(_ mark: String) -> Bool {
    guard bytes[position...].starts(with: mark.utf8) else { return false }
    advance(mark.utf8.count)
    return true
  }

  /// Moves behind the next place of a mark.
  private mutating func pass(_ mark: String) throws {
    guard take(until: mark) != nil else { throw problem("ends before `\(mark)`") }
    advance(mark.utf8.count)
  }

  /// The bytes up to a mark, at which the position then is; `nil`, and no move, where there is none.
  private mutating func take(until mark: String) -> ArraySlice<UInt8>? {
    let mark = Array(mark.utf8)
    var i = position
    while i + mark.count <= bytes.count {
      if bytes[i] == mark[0], bytes[i..<i + mark.count].elementsEqual(mark) {
        let text = bytes[position..<i]
        advance(text.count)
        return text
      }
      i += 1
    }
    return nil
  }

  private mutating func rest() -> ArraySlice<UInt8> {
    let text = bytes[position...]
    advance(text.count)
    return text
  }

  private mutating func advance(_ count: Int) {
    for byte in bytes[position..<position + count] where byte == UInt8(ascii: "\n") { line += 1 }
    position += count
  }

  private func problem(_ text: String) -> UserError {
    UserError(
      .data, path, at: "line \(line)", text, remedy: "copy the file again from its source")
  }
}
