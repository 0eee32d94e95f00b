import Model

/// Reads a document from its beginning to its end, with the elements that are open on a stack.
struct XMLParser {
  /// A file from elsewhere must not be able to exhaust the stack, or memory.
  private static let deepest = 64
  private static let mostElements = 200_000

  private let bytes: [UInt8]
  private var position = 0
  private var open: [XMLElement] = []
  private var texts: [[UInt8]] = []
  private var count = 0
  /// The line of a place that was passed.
  private var counted = (position: 0, line: 1)

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A mark of byte order.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The one element that holds all others.
  mutating func root() throws(XMLProblem) -> XMLElement {
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else {
        try addText()
        continue
      }
      if try passOver() { continue }
      if let element = try bytes[safe: position + 1] == UInt8(ascii: "/") ? endTag() : startTag() {
        return element
      }
    }
    throw problem(open.isEmpty ? "has no element" : "ends within <\(open[open.count - 1].name)>")
  }

  private func problem(_ text: String) -> XMLProblem {
    let lines = bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") }
    return XMLProblem(line: lines + 1, problem: text)
  }

  /// The line of the position.
  private mutating func line() -> Int {
    let newLines = bytes[counted.position..<position].count { $0 == UInt8(ascii: "\n") }
    counted = (position, counted.line + newLines)
    return counted.line
  }

  /// Moves behind a comment, a declaration or a section of plain text, if there is one.
  private mutating func passOver() throws(XMLProblem) -> Bool {
    if isNext("<!--") {
      try skip(past: "-->")
    } else if isNext("<![CDATA[") {
      let start = position + 9
      try skip(past: "]]>")
      if !texts.isEmpty { texts[texts.count - 1] += bytes[start..<position - 3] }
    } else if isNext("<?") {
      try skip(past: "?>")
    } else if isNext("<!") {
      let start = position
      try skip(past: ">")
      // What a few bytes of a grammar expand to has no limit.
      guard !bytes[start..<position].contains(UInt8(ascii: "[")) else {
        throw problem("declares its own grammar, which is not read")
      }
    } else {
      return false
    }
    return true
  }

  private func isNext(_ mark: StaticString) -> Bool {
    bytes.dropFirst(position).starts(with: Array("\(mark)".utf8))
  }

  private mutating func skip(past mark: StaticString) throws(XMLProblem) {
    let end = Array("\(mark)".utf8)
    var next = position + 1
    while next + end.count <= bytes.count {
      if bytes[next] == end[0], bytes[next...].starts(with: end) {
        position = next + end.count
        return
      }
      next += 1
    }
    throw problem("has no \(mark)")
  }

  private mutating func addText() throws(XMLProblem) {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
    let text = bytes[start..<position]
    if !texts.isEmpty {
      texts[texts.count - 1] += XMLParser.replacingEntities(text)
    } else if text.contains(where: { !isXMLBlank($0) }) {
      position = start
      throw problem("has text outside of its element")
    }
  }
}

// Tags.
extension XMLParser {
  /// The element that ends here, if it is the root; else it becomes a child.
  private mutating func endTag() throws(XMLProblem) -> XMLElement? {
    position += 2
    let name = takeName()
    skipBlanks()
    guard take(">") else { throw problem("has no `>` after </\(name)") }
    guard let last = open.last, last.name == name else {
      throw problem(
        "has </\(name)> where \(open.last.map { "</\($0.name)>" } ?? "nothing") must be")
    }
    return close()
  }

  private mutating func close() -> XMLElement? {
    guard var element = open.popLast() else { return nil }
    element.text = String(decoding: texts.popLast() ?? [], as: UTF8.self).trimmed
    guard !open.isEmpty else { return element }
    open[open.count - 1].children.append(element)
    return nil
  }

  /// The root, if it is an element without content.
  private mutating func startTag() throws(XMLProblem) -> XMLElement? {
    position += 1
    var element = XMLElement(name: takeName(), line: line())
    guard !element.name.isEmpty else { throw problem("has a `<` that begins no tag") }
    count += 1
    guard open.count < XMLParser.deepest, count <= XMLParser.mostElements else {
      throw problem("has too many elements, or elements too deep in others")
    }
    skipBlanks()
    while position < bytes.count, ![UInt8(ascii: ">"), UInt8(ascii: "/")].contains(bytes[position])
    {
      let (name, value) = try attribute()
      element.attributes[name] = value
      skipBlanks()
    }
    let isEmpty = take("/")
    guard take(">") else { throw problem("has no `>` after <\(element.name)") }
    open.append(element)
    texts.append([])
    return isEmpty ? close() : nil
  }

  private mutating func attribute() throws(XMLProblem) -> (String, String) {
    let name = takeName()
    skipBlanks()
    guard !name.isEmpty, take("=") else { throw problem("has an attribute without a value") }
    skipBlanks()
    guard let quote = bytes[safe: position],
      quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    else { throw problem("has an attribute's value without quotes") }
    guard let end = bytes[(position + 1)...].firstIndex(of: quote) else {
      throw problem("has a value that does not end")
    }
    let value = XMLParser.replacingEntities(bytes[position + 1..<end])
    position = end + 1
    return (name, String(decoding: value, as: UTF8.self).trimmed)
  }

  private mutating func takeName() -> String {
    let start = position
    while position < bytes.count, !isXMLBlank(bytes[position]),
      !Self.endsOfNames.contains(bytes[position])
    { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static let endsOfNames = Array("<>/=\"'".utf8)

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard bytes[safe: position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isXMLBlank(bytes[position]) { position += 1 }
  }
}

// Text.
extension XMLParser {
  private static let entities: [String: UInt8] = [
    "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "amp": UInt8(ascii: "&"),
    "quot": UInt8(ascii: "\""), "apos": UInt8(ascii: "'"),
  ]

  /// Text with the characters that `&…;` stand for; what stands for nothing known stays as it is.
  private static func replacingEntities(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    var result: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "&"), let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let meant = meaning(of: rest[..<end])
      else {
        result.append(byte)
        continue
      }
      result += meant
      rest = rest[(end + 1)...]
    }
    return result
  }

  private static func meaning(of entity: ArraySlice<UInt8>) -> [UInt8]? {
    let name = String(decoding: entity, as: UTF8.self)
    if let byte = entities[name] { return [byte] }
    guard name.hasPrefix("#") else { return nil }
    let isHexadecimal = name.lowercased().hasPrefix("#x")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    return scalar.map { Array(String($0).utf8) }
  }
}

private func isXMLBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || (0x9...0xd).contains(byte)
}

extension Array {
  /// The element at a place, or nothing where there is none.
  fileprivate subscript(safe place: Int) -> Element? {
    indices.contains(place) ? self[place] : nil
  }
}
