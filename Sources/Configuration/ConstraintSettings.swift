import Model

/// One condition of a mask: windows are kept whose component of a statistic lies in a range, or
/// outside of it.
package struct ConstraintSettings: Hashable, Sendable {
  package var statistic: String
  package var component: String
  package var low: Double
  package var high: Double
  /// Whether values in the range are kept; else those outside of it.
  package var keepsInside: Bool
  /// `nil`: all levels.
  package var level: Int?
  /// Which evaluation frequency of the level, from 0; `nil`: all.
  package var frequency: Int?

  /// Reads `coherence cohExHy 0.7 1.0 inside level 1 frequency 2`, of which all behind the two
  /// numbers may be missing.
  init(_ text: String) throws(Fault) {
    var words = ConstraintWords(text)
    statistic = try words.statistic()
    component = try words.component()
    low = try words.number()
    high = try words.number()
    guard low < high else {
      throw Fault(
        "`\(text)`: the range from \(Value.number(low).iniText) to \(Value.number(high).iniText)"
          + " is empty", remedy: "give the lower limit first")
    }
    keepsInside = try words.side()
    level = try words.index("level")
    frequency = try words.index("frequency")
    guard words.isAtEnd else { throw words.wrong("`\(words.rest)` is too much") }
    guard frequency == nil || level != nil else {
      throw words.wrong("a frequency is counted within a level")
    }
  }

  /// Whether the statistic is one of a site and its remote reference.
  package var isRemote: Bool { statistic.hasPrefix("RR_") }

  /// As it is written in a file.
  var text: String {
    let range = [low, high].map { Value.number($0).iniText }.joined(separator: " ")
    let places = [level.map { "level \($0)" }, frequency.map { "frequency \($0)" }]
    return
      ([statistic, component, range, keepsInside ? "inside" : "outside"]
      + places.compactMap(\.self)).joined(separator: " ")
  }

  static let example = "coherence cohExHy 0.7 1.0 inside"

  static let form =
    "STATISTIC COMPONENT LOW HIGH, then inside or outside, and `level N` and `frequency N` where it"
    + " is for those alone"
}

/// The words of a constraint, taken one after the other.
private struct ConstraintWords {
  private let text: String
  private var words: [Substring]

  init(_ text: String) {
    self.text = text
    words = text.split(whereSeparator: \.isWhitespace).reversed()
  }

  var isAtEnd: Bool { words.isEmpty }
  var rest: String { words.reversed().joined(separator: " ") }

  func wrong(_ problem: String) -> Fault {
    Fault("`\(text)`: \(problem)", remedy: "give \(ConstraintSettings.form)")
  }

  mutating func statistic() throws(Fault) -> String {
    guard let word = words.popLast() else { throw wrong("nothing is given") }
    return try Choice(statisticNames).word(String(word))
  }

  mutating func component() throws(Fault) -> String {
    guard let word = words.popLast() else { throw wrong("the component is missing") }
    guard Double(word) == nil else { throw wrong("a component should stand before `\(word)`") }
    return String(word)
  }

  mutating func number() throws(Fault) -> Double {
    guard let word = words.popLast() else { throw wrong("a limit is missing") }
    guard word.allSatisfy({ $0.isNumber || "+-.eE".contains($0) }), let number = Double(word),
      number.isFinite
    else { throw wrong("`\(word)` is not a number") }
    return number
  }

  mutating func side() throws(Fault) -> Bool {
    guard let word = words.last, word == "inside" || word == "outside" else { return true }
    words.removeLast()
    return word == "inside"
  }

  mutating func index(_ name: String) throws(Fault) -> Int? {
    guard words.last.map(String.init) == name else { return nil }
    words.removeLast()
    guard let word = words.popLast(), let number = Int(word), number >= 0 else {
      throw wrong("`\(name)` needs a number from 0 on")
    }
    return number
  }
}

/// The statistics that the table of keys knows.
private let statisticNames: [String] = ["stats", "remotestats"].flatMap { name -> [String] in
  let key = Key.all.first { $0.name == KeyName(.statistics, name) }
  guard case .options(let choice) = key?.kind else { return [] }
  return choice.names
}

/// Windows that are left out of estimates for what their statistics are.
package struct MaskSettings: Hashable, Sendable {
  package var name: String
  /// Empty: all sites.
  package var sites: [String]
  /// Hertz; empty: all.
  package var sampleFrequencies: [Double]
  /// Of remote statistics.
  package var remoteSite: String?
  package var constraints: [ConstraintSettings]
  /// Whether values that equal a limit are within it.
  package var limitsAreIncluded: Bool
  /// Whether a window must meet all constraints with `outside` of a statistic, and not just one.
  package var allMustBeOutside: Bool
}

extension MaskSettings {
  init(_ section: NamedSection, _ values: Values) {
    let values = section.values(over: values)
    let remote = values.text(.mask, "remotesite")
    self.init(
      name: section.name, sites: values.texts(.mask, "sites"),
      sampleFrequencies: values.numbers(.mask, "samplefreqs"),
      remoteSite: remote.isEmpty ? nil : remote,
      constraints: values.constraints,
      limitsAreIncluded: values.text(.mask, "limits") == "included",
      allMustBeOutside: values.text(.mask, "insideout") == "all")
  }
}

extension Values {
  /// The conditions of a mask; their texts have been checked by the key's rule.
  var constraints: [ConstraintSettings] {
    texts(.mask, "constraint").compactMap { text in
      try? ConstraintSettings(text)
    }
  }
}
