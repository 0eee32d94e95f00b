import Model

/// What stands between the brackets: `Window`, or one of several such as `Mask quiet`.
struct SectionName: Hashable, Sendable, CustomStringConvertible {
  let section: Section
  /// `nil` for a section that is there once.
  let label: String?

  /// - Throws: A `Fault` for a section that is not known, or whose name is missing or too much.
  init(_ text: String) throws(Fault) {
    let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(\.trimmed)
    guard let section = Section(rawValue: words.first ?? "") else {
      throw SectionName.unknown(text, words)
    }
    if words.count > 1 {
      guard section.isRepeatable else {
        throw Fault(
          "section [\(text)] has a name of its own",
          remedy: "write [\(section.rawValue)]; names are for \(Section.repeatableNames)")
      }
      label = try SectionName.label(words[1])
    } else {
      guard !section.needsName else {
        throw Fault(
          "section [\(text)] has no name", remedy: "write `[\(text) NAME]`, as there may be several"
        )
      }
      label = nil
    }
    self.section = section
  }

  var description: String {
    label.map { "\(section.rawValue) \($0)" } ?? section.rawValue
  }

  private static func label(_ text: String) throws(Fault) -> String {
    let kind = ValueKind.label
    guard case .text(let label) = try kind.value(of: RawValue(text)) else { return text }
    return label
  }

  private static func unknown(_ text: String, _ words: [String]) -> Fault {
    let known = Section.allCases.map(\.rawValue).filter { !$0.isEmpty }
    let whole = nearest(to: text, among: known)
    let first = words.count > 1 ? nearest(to: words[0], among: known) : nil
    let meant = first.map { "\($0) \(words[1])" } ?? whole
    let hint = meant.map { "did you mean [\($0)]? " } ?? ""
    return Fault(
      "section [\(text)] is not known",
      remedy: "\(hint)sections are \(known.joined(separator: ", "))")
  }
}

/// A section that may be there several times, each with a name: a mask, or a process run.
package struct NamedSection: Hashable, Sendable {
  package let section: Section
  package let name: String
  /// Of its header in the file.
  package let line: Int
  /// The keys that it gives itself; the others are those of the section without a name.
  package internal(set) var given: [Setting]

  /// The value of every key in this section.
  package func values(over values: Values) -> Values {
    given.reduce(into: values) { $0.set($1) }
  }

  /// Whether the section gives a key itself.
  func gives(_ key: KeyName) -> Bool { given.contains { $0.key.name == key } }
}

extension Section {
  /// Whether there may be several, told apart by a name: `[Process north]`.
  var isRepeatable: Bool { self == .process || self == .mask }

  /// Whether it makes no sense without a name.
  var needsName: Bool { self == .mask }

  static var repeatableNames: String {
    allCases.filter(\.isRepeatable).map { "[\($0.rawValue) NAME]" }.joined(separator: " and ")
  }
}
