import Model

/// The type of a key's value and the rule that it must keep.
package enum ValueKind: Hashable, Sendable {
  case text
  /// A text that may be part of a file's or group's name.
  case label
  case labelOrNothing
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case flag
  case option(Choice)
  case integers(ClosedRange<Int>)
  case numbers(ClosedRange<Double>)
  case texts
  case options(Choice)
  case channels
  /// A time in the years given, or nothing.
  case instant(years: ClosedRange<Int>)
  /// An odd number, or one of the words.
  case oddLength(ClosedRange<Int>, words: [String])
  /// `Ex:2.5` for each of some channels.
  case channelFactors
  /// `128:64` for each of some sampling rates.
  case ratePairs
  /// Conditions of a mask.
  case constraints
  case timeLimits(TimeLimit.Kind)

  /// Whether the key may stand on several lines, whose lists are one.
  var isRepeatable: Bool { self == .constraints }
}

/// The words that a key takes.
package struct Choice: Hashable, Sendable {
  package let names: [String]
  /// Other spellings, each with the word that it means.
  package let synonyms: [String: String]
  /// Words that users may know and that are not taken, each with the reason.
  package let refused: [String: String]

  package init(_ names: [String], synonyms: [String: String] = [:], refused: [String: String] = [:])
  {
    self.names = names
    self.synonyms = synonyms
    self.refused = refused
  }

  func word(_ text: String) throws(Fault) -> String {
    if names.contains(text) { return text }
    if let meant = synonyms[text] { return meant }
    if let reason = refused[text] {
      throw Fault("`\(text)` is not available: \(reason)", remedy: "give \(allowed)")
    }
    let hint = nearest(to: text, among: names).map { "did you mean `\($0)`? " } ?? ""
    throw Fault("`\(text)` is not known", remedy: "\(hint)give \(allowed)")
  }

  var allowed: String { "one of \(names.joined(separator: ", "))" }
}

extension ValueKind {
  /// The value that `raw` stands for.
  package func value(of raw: RawValue) throws(Fault) -> Value {
    switch self {
    case .text: .text(try single(raw))
    case .label: .text(try label(single(raw)))
    case .labelOrNothing:
      .text(raw.items.allSatisfy(\.isEmpty) ? "" : try label(single(raw)))
    case .integer(let range): .integer(try integer(single(raw), in: range))
    case .number(let range): .number(try number(single(raw), in: range))
    case .flag: .flag(try flag(single(raw)))
    case .option(let choice): .text(try choice.word(single(raw)))
    case .integers(let range):
      .integers(try list(raw) { item throws(Fault) in try integer(item, in: range) })
    case .numbers(let range):
      .numbers(try list(raw) { item throws(Fault) in try number(item, in: range) })
    case .texts: .texts(try distinct(list(raw) { item throws(Fault) in item }))
    case .options(let choice): .texts(try distinct(list(raw, choice.word)))
    case .channels: .texts(try distinct(list(raw, channel)))
    case .instant(let years): .instant(try instant(single(raw), in: years))
    case .oddLength(let range, let words):
      .text(try oddLength(single(raw), in: range, words: words))
    case .channelFactors: .texts(try pairs(raw, allowed: allowed, ChannelFactor.init))
    case .ratePairs: .texts(try pairs(raw, allowed: allowed, RatePair.init))
    case .constraints:
      .texts(try list(raw) { item throws(Fault) in try ConstraintSettings(item).text })
    case .timeLimits(let kind):
      .texts(try distinct(list(raw) { item throws(Fault) in try TimeLimit(item, kind).text }))
    }
  }

  /// What is allowed, in words that follow "give".
  package var allowed: String {
    switch self {
    case .text: "a text"
    case .label: "a name of letters, digits, `_`, `-` and `.`"
    case .labelOrNothing: "a name of letters, digits, `_`, `-` and `.`, or nothing"
    case .integer(let range): "a whole number\(span(range.lowerBound, range.upperBound))"
    case .number(let range): "a number\(span(range.lowerBound, range.upperBound))"
    case .flag: "True or False"
    case .option(let choice): choice.allowed
    case .integers(let range):
      "a list of whole numbers\(span(range.lowerBound, range.upperBound)), or nothing"
    case .numbers(let range):
      "a list of numbers\(span(range.lowerBound, range.upperBound)), or nothing"
    case .texts: "a list of names, or nothing"
    case .options(let choice): "a list of \(choice.names.joined(separator: ", "))"
    case .channels: "a list of \(Channel.known.map(\.name).joined(separator: ", "))"
    case .instant(let years):
      "a time such as 2024-06-01 12:00:00 (UTC), in the years \(years.lowerBound) to "
        + "\(years.upperBound), or nothing"
    case .oddLength(let range, let words):
      words.joined(separator: ", ")
        + ", or an odd number from \(range.lowerBound) to \(range.upperBound)"
    case .channelFactors: "a list such as Ex:2.5, Hy:-1, or nothing"
    case .ratePairs: "a list such as 128:64, 4096:1024.5, or nothing"
    case .constraints: "lines or a list of \(ConstraintSettings.form)"
    case .timeLimits(let kind):
      "a list of \(kind.form), with `levels 0 1` behind it where it is for those alone, or nothing"
    }
  }

  private func span<Bound: Comparable>(_ low: Bound, _ high: Bound) -> String {
    let top = Value.limitText(high)
    guard let top else { return ", \(Value.limitText(low) ?? "any") or more" }
    return " from \(Value.limitText(low) ?? "any") to \(top)"
  }

  private func single(_ raw: RawValue) throws(Fault) -> String {
    guard !raw.isList else {
      throw Fault(
        "`\(raw.found)` is a list",
        remedy: "give \(allowed); put a text that has commas in quotes")
    }
    return raw.items.first ?? ""
  }

  private func list<Item>(
    _ raw: RawValue, _ convert: (String) throws(Fault) -> Item
  ) throws(Fault) -> [Item] {
    // One empty item, `""`, is how an empty list looks to who does not know of `,`.
    guard raw.items != [""] else { return [] }
    var items: [Item] = []
    for text in raw.items { items.append(try convert(text)) }
    return items
  }

  private func distinct(_ items: [String]) throws(Fault) -> [String] {
    var seen: Set<String> = []
    for item in items where !seen.insert(item).inserted {
      throw Fault("`\(item)` is there twice", remedy: "name it once")
    }
    return items
  }

  private func mismatch(_ text: String, _ wanted: String) -> Fault {
    let shown = text.isEmpty ? "nothing is given" : "`\(text)` is not \(wanted)"
    return Fault(shown, remedy: "give \(allowed)")
  }

  private func integer(_ text: String, in range: ClosedRange<Int>) throws(Fault) -> Int {
    guard let number = Int(text) else { throw mismatch(text, "a whole number") }
    guard range.contains(number) else { throw mismatch(text, "in the range") }
    return number
  }

  private func number(_ text: String, in range: ClosedRange<Double>) throws(Fault) -> Double {
    // Only decimal notation: Swift would take `nan`, `inf` and `0x10` too.
    let isDecimal = text.allSatisfy { $0.isNumber || "+-.eE".contains($0) }
    guard isDecimal, let number = Double(text), number.isFinite else {
      throw mismatch(text, "a number")
    }
    guard range.contains(number) else { throw mismatch(text, "in the range") }
    return number
  }

  private func flag(_ text: String) throws(Fault) -> Bool {
    switch text.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: throw mismatch(text, "True or False")
    }
  }

  private func label(_ text: String) throws(Fault) -> String {
    let isName = text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0))
    }
    guard isName, !text.isEmpty, !text.hasPrefix(".") else { throw mismatch(text, "such a name") }
    return text
  }

  private func channel(_ text: String) throws(Fault) -> String {
    guard let channel = Channel(text) else { throw mismatch(text, "a channel") }
    return channel.name
  }

  private func instant(_ text: String, in years: ClosedRange<Int>) throws(Fault) -> Instant? {
    guard !text.isEmpty else { return nil }
    guard let instant = Instant(text) else { throw mismatch(text, "a time") }
    let year = Int(instant.dateText.prefix(4)) ?? 0
    guard years.contains(year) else { throw mismatch(text, "in the range") }
    return instant
  }

  private func oddLength(
    _ text: String, in range: ClosedRange<Int>, words: [String]
  ) throws(Fault) -> String {
    if words.contains(text) { return text }
    guard let length = Int(text), range.contains(length), length % 2 == 1 else {
      throw mismatch(text, "a length")
    }
    return String(length)
  }
}

extension Value {
  /// The text of a range's limit; `nil` for one that stands for no limit.
  fileprivate static func limitText<Bound: Comparable>(_ bound: Bound) -> String? {
    switch bound {
    case let number as Int: number == .max ? nil : Value.integer(number).iniText
    case let number as Double: Value.number(number).iniText
    default: nil
    }
  }
}
