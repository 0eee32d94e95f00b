import Files
import Model

/// What the name of a calibration file says of its sensor.
struct CalibrationName {
  private(set) var sensor: String?
  private(set) var serial: String?
  /// The state of the chopper; the inner `nil` stands for both.
  private(set) var chopper: Bool??

  init(_ path: String) {
    let stem = nameWithoutEnding(path)
    if let type = stem.range(ofText: "TYPE-"), let id = stem.range(ofText: "-ID-") {
      readEmerald(stem[type.upperBound..<id.lowerBound], stem[id.upperBound...])
    } else if stem.lowercased().hasPrefix("ic_") {
      let digits = stem.dropFirst(3)
      if !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) { serial = String(digits) }
    } else {
      readMetronix(stem.split(separator: "_").last ?? "")
    }
  }

  /// `006_HF` and `000133`, as in `…TYPE-006_HF-ID-000133`.
  private mutating func readEmerald(_ type: Substring, _ id: Substring) {
    let parts = type.split(separator: "_")
    let digits = id.prefix(while: \.isASCIIDigit)
    guard !digits.isEmpty else { return }
    serial = String(digits)
    sensor = parts.first.map(String.init)
    switch parts.last?.uppercased() {
    case "LF": chopper = .some(true)
    case "HF": chopper = .some(false)
    case "BB": chopper = .some(nil)
    default: break
    }
  }

  /// `MFS06365`, `MFS06e308`, `MFS-06-365`: letters, a kind of two digits, a letter or none, a number.
  private mutating func readMetronix(_ word: Substring) {
    let plain = word.filter { $0 != "-" }
    let letters = plain.prefix { $0.isASCII && $0.isLetter }
    let kind = plain.dropFirst(letters.count).prefix(2)
    var rest = plain.dropFirst(letters.count + 2)
    guard letters.count >= 2, kind.count == 2, kind.allSatisfy(\.isASCIIDigit) else { return }
    var suffix = ""
    if let letter = rest.first, letter.isASCII, letter.isLetter {
      suffix = String(letter)
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty, rest.allSatisfy(\.isASCIIDigit) else { return }
    sensor = letters + kind + suffix
    serial = String(rest)
  }
}

/// Whether two texts are the same serial number: zeros before it and the case of letters do not count.
func sameSerial(_ a: String, _ b: String) -> Bool {
  plainSerial(a) == plainSerial(b)
}

/// A serial number without what may be written or left out; empty for one that says nothing.
func plainSerial(_ text: String) -> String {
  let plain = text.trimmed.lowercased()
  // Some writers have numbers as floats.
  let number = plain.hasSuffix(".0") ? String(plain.dropLast(2)) : plain
  let digits = number.drop { $0 == "0" }
  return number == "none" ? "" : String(digits)
}

/// Whether the names of two sensors can be those of one: `MFS06`, `MFS-06e` and the type `006_HF` can.
///
/// A name that says nothing can be any.
func sameSensor(_ a: String, _ b: String) -> Bool {
  guard let a = SensorKind(a), let b = SensorKind(b) else { return true }
  if a.letters.isEmpty || b.letters.isEmpty { return a.number == b.number }
  return a.letters == b.letters && a.number == b.number
}

/// A sensor's name as letters and the number of its kind.
private struct SensorKind {
  let letters: String
  let number: Int

  init?(_ name: String) {
    let plain = name.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let letters = plain.prefix { $0.isLetter }
    let digits = plain.dropFirst(letters.count).prefix(while: \.isASCIIDigit)
    // Words without a number, such as Phoenix or None, tell no kind.
    guard let number = Int(digits) else { return nil }
    self.letters = String(letters)
    self.number = number
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension String {
  /// Where a text is, in any case of its letters.
  fileprivate func range(ofText text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].lowercased().hasPrefix(text.lowercased()) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
