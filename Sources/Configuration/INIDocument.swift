import Model

/// What is wrong with a piece of the configuration, and what would be right.
package struct Fault: Error, Hashable, Sendable {
  package let problem: String
  package let remedy: String

  package init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}

/// A configuration file taken apart: sections and `key = value` lines, each with its line number.
///
/// The syntax is the part of ConfigObj's that resistics uses: keys above the first section,
/// `[Section]`, `key = value`, comments from `#` to the end of a line, single and double quotes, and
/// lists with commas. Values stay text here; the table of keys knows their types.
package struct INIDocument: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// Empty above the first section.
    package let section: String
    package let key: String
    package let value: RawValue
    package let line: Int
  }

  package struct Header: Hashable, Sendable {
    package let name: String
    package let line: Int
  }

  package struct Problem: Hashable, Sendable {
    package let line: Int
    package let fault: Fault
  }

  package private(set) var entries: [Entry] = []
  package private(set) var headers: [Header] = []
  package private(set) var problems: [Problem] = []
  /// Keys that may stand on several lines.
  private let repeatable: Set<String>

  /// Takes `text` apart; lines that are wrong become problems and do not stop the others.
  ///
  /// - Parameter repeatable: Names of keys that may be given more than once.
  package init(_ text: String, repeatable: Set<String> = []) {
    self.repeatable = repeatable
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var section = ""
    for (index, line) in lines.enumerated() {
      do throws(Fault) {
        try read(line.trimmed.withoutByteOrderMark, at: index + 1, section: &section)
      } catch {
        problems.append(Problem(line: index + 1, fault: error))
      }
    }
  }

  private mutating func read(_ line: String, at number: Int, section: inout String) throws(Fault) {
    if line.isEmpty || line.hasPrefix("#") { return }
    if line.hasPrefix("[") {
      // Keys below a header that is wrong belong to it all the same, not to the section before.
      section = line
      section = try INIDocument.sectionName(line)
      try open(Header(name: section, line: number))
      return
    }
    guard let equals = line.firstIndex(of: "=") else {
      throw Fault("`\(line)` is no setting", remedy: "write `key = value`, or `#` before a comment")
    }
    let key = line[..<equals].trimmed
    guard !key.isEmpty else {
      throw Fault("nothing stands before `=`", remedy: "write `key = value`")
    }
    let value = try RawValue(line[line.index(after: equals)...])
    try append(Entry(section: section, key: key, value: value, line: number))
  }

  private static func sectionName(_ line: String) throws(Fault) -> String {
    guard !line.hasPrefix("[[") else {
      throw Fault("a section inside a section", remedy: "write `[Section]` with one bracket")
    }
    guard let bracket = line.firstIndex(of: "]") else {
      throw Fault("`\(line)` lacks its closing bracket", remedy: "write `[Section]`")
    }
    let rest = line[line.index(after: bracket)...].trimmed
    guard rest.isEmpty || rest.hasPrefix("#") else {
      throw Fault("`\(rest)` stands behind the section's name", remedy: "put it on the next line")
    }
    let name = line[..<bracket].dropFirst().trimmed
    guard !name.isEmpty else {
      throw Fault("the section has no name", remedy: "write `[Section]`")
    }
    return name
  }

  private mutating func open(_ header: Header) throws(Fault) {
    if let first = headers.first(where: { $0.name == header.name }) {
      throw Fault(
        "section [\(header.name)] was opened before, in line \(first.line)",
        remedy: "move its keys there")
    }
    headers.append(header)
  }

  private mutating func append(_ entry: Entry) throws(Fault) {
    let isTwin = { (other: Entry) in other.key == entry.key && other.section == entry.section }
    if !repeatable.contains(entry.key), let first = entries.first(where: isTwin) {
      throw Fault(
        "`\(entry.key)` was given before, in line \(first.line)", remedy: "keep one of the two")
    }
    entries.append(entry)
  }
}

extension String {
  fileprivate var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()).trimmed : self
  }
}
