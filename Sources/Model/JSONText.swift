/// A value of a JSON text, as headers of recorders and attributes of MTH5 files have it.
package enum JSONText: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONText])
  case object([String: JSONText])

  /// Parses a whole JSON text; nil if it is none.
  package init?(_ text: String) {
    self.init(utf8: Array(text.utf8))
  }

  /// Parses a whole JSON text of UTF-8 bytes; nil if it is none.
  package init?(utf8 bytes: [UInt8]) {
    var parser = JSONParser(rest: bytes[...])
    guard let value = parser.value(depth: 0), parser.isAtEnd else { return nil }
    self = value
  }

  /// A list of strings as mth5 writes it: `["ex", "ey"]`.
  package static func list(_ strings: [String]) -> String {
    "[" + strings.map(quoted).joined(separator: ", ") + "]"
  }

  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 32: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var array: [JSONText]? { if case .array(let value) = self { value } else { nil } }
  package var object: [String: JSONText]? {
    if case .object(let value) = self { value } else { nil }
  }
  package var number: Double? { if case .number(let value) = self { value } else { nil } }
  package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
}

extension JSONText {
  /// The member of an object, whatever the case of its name.
  package subscript(name: String) -> JSONText? {
    guard let members = object else { return nil }
    return members[name]
      ?? members.first { $0.key.lowercased() == name.lowercased() }?.value
  }
}

private struct JSONParser {
  var rest: ArraySlice<UInt8>

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return rest.isEmpty
    }
  }

  /// A file from elsewhere must not be able to exhaust the stack.
  private static let deepest = 32

  mutating func value(depth: Int) -> JSONText? {
    skipBlanks()
    guard depth < Self.deepest, let first = rest.first else { return nil }
    switch first {
    case UInt8(ascii: "["): return array(depth)
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "\""): return string().map { .string($0) }
    default: return word()
    }
  }

  private mutating func array(_ depth: Int) -> JSONText? {
    var elements: [JSONText] = []
    rest.removeFirst()
    if take("]") { return .array([]) }
    repeat {
      guard let element = value(depth: depth + 1) else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func object(_ depth: Int) -> JSONText? {
    var members: [String: JSONText] = [:]
    rest.removeFirst()
    if take("}") { return .object([:]) }
    repeat {
      skipBlanks()
      guard rest.first == UInt8(ascii: "\""), let name = string(), take(":"),
        let member = value(depth: depth + 1)
      else { return nil }
      members[name] = member
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func string() -> String? {
    var bytes: [UInt8] = []
    rest.removeFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        bytes += Array(escaped.utf8)
      default: bytes.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> String? {
    switch rest.popFirst() {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"), UInt8(ascii: "f"): return " "
    case UInt8(ascii: "u"):
      let digits = String(decoding: rest.prefix(4), as: UTF8.self)
      rest = rest.dropFirst(4)
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map(String.init)
    case let other?: return String(UnicodeScalar(other))
    case nil: return nil
    }
  }

  private mutating func word() -> JSONText? {
    let word = rest.prefix { !Array(",]} \n\t\r".utf8).contains($0) }
    rest = rest.dropFirst(word.count)
    switch String(decoding: word, as: UTF8.self) {
    case "null", "None", "NaN": return .null
    case "true", "True": return .boolean(true)
    case "false", "False": return .boolean(false)
    case let text: return Double(text).map { .number($0) }
    }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == 0x20 || (9...13).contains($0) }
  }
}
