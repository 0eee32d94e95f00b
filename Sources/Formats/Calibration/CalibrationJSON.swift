import Model

/// A value of a small JSON file.
enum CalibrationJSON {
  case object([String: CalibrationJSON])
  case array([CalibrationJSON])
  case string(String)
  case number(Double)
  case other

  /// - Throws: A `UserError` that names the byte where the text is no JSON.
  init(_ file: CalibrationText) throws {
    var parser = Parser(bytes: Array(file.text.utf8))
    guard let value = parser.value(depth: 0) else {
      throw file.wrong(
        "is no JSON", "copy the file again from its source", at: "byte \(parser.position)")
    }
    self = value
  }

  subscript(key: String) -> CalibrationJSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  var items: [CalibrationJSON]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// A text, or a number as a text.
  var text: String? {
    switch self {
    case .string(let text): text
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    default: nil
    }
  }

  /// The numbers of a list of numbers; `nil` where one is none.
  var numbers: [Double]? {
    var numbers: [Double] = []
    for item in items ?? [] {
      guard case .number(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}

private struct Parser {
  let bytes: [UInt8]
  private(set) var position = 0

  private static let deepest = 64

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The value that begins here; `nil` when there is none.
  mutating func value(depth: Int) -> CalibrationJSON? {
    skipBlanks()
    guard position < bytes.count, depth < Parser.deepest else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return array(depth)
    case UInt8(ascii: "\""): return string().map { .string($0) }
    default: return word()
    }
  }

  private mutating func object(_ depth: Int) -> CalibrationJSON? {
    var members: [String: CalibrationJSON] = [:]
    position += 1
    if take("}") { return .object(members) }
    repeat {
      skipBlanks()
      guard let key = string(), take(":"), let value = value(depth: depth + 1) else { return nil }
      members[key] = value
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(_ depth: Int) -> CalibrationJSON? {
    var items: [CalibrationJSON] = []
    position += 1
    if take("]") { return .array(items) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      items.append(value)
    } while take(",")
    return take("]") ? .array(items) : nil
  }

  /// Escapes stay as they are: no name or number of a calibration has them.
  private mutating func string() -> String? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { return nil }
    position += 1
    return String(decoding: bytes[start..<position - 1], as: UTF8.self)
  }

  private mutating func word() -> CalibrationJSON? {
    let start = position
    while position < bytes.count, !", ]}\n\r\t".utf8.contains(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let number = DecimalNumber.parse(text) { return .number(number) }
    return ["true", "false", "null"].contains(text) ? .other : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, " \n\r\t".utf8.contains(bytes[position]) { position += 1 }
  }
}
