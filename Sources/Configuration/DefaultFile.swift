import Model

extension Key {
  /// The text of `config/default.ini`: every key with its default and what is allowed.
  ///
  /// Keys without effect in this version are commented out, so that the file brings no notice.
  package static var defaultFileText: String {
    let head = """
      # Skindepth: every key of the configuration, with its default.
      # A file needs only the keys that differ. A list of one entry ends with a comma; an empty one
      # is a comma. Text that has a comma or # stands in quotes. This file is written from the
      # program's own table of keys.

      """
    return head + Section.allCases.map(text).joined()
  }

  /// The table of keys for a terminal.
  package static var helpText: String { all.map(\.helpText).joined() }

  /// The key with its default, what it is for and what is allowed.
  package var helpText: String {
    "\(name) = \(defaultValue.iniText)\n"
      + wrapped(explanation, prefix: "    ") + wrapped(kind.allowed, prefix: "    give ")
  }

  /// The keys of a name, `minwindows` or `Window.minwindows`; the same name may be in two sections.
  ///
  /// - Throws: A `Fault` where there is none.
  package static func named(_ text: String) throws(Fault) -> [Key] {
    let found = all.filter { [$0.name.name, $0.name.description].contains(text) }
    guard found.isEmpty else { return found }
    let names = all.flatMap { [$0.name.name, $0.name.description] }
    let hint = nearest(to: text, among: names).map { "did you mean `\($0)`?" }
    throw Fault(
      "`\(text)` is no key", remedy: hint ?? "all keys are shown by `skindepth config --defaults`")
  }

  private static func text(_ section: Section) -> String {
    let keys = all.filter { $0.name.section == section }
    return head(of: section) + keys.map(\.defaultFileLines).joined()
  }

  private static func head(of section: Section) -> String {
    switch section {
    case .top: ""
    case .mask:
      "\n"
        + wrapped(
          "Masks leave windows out of estimates. There may be several, each with a name of its own"
            + " that process runs call it by.", prefix: "# ") + "# [Mask NAME]\n"
    case .process:
      "\n"
        + wrapped(
          "The transfer functions to estimate. For several process runs in one job give each a"
            + " section of its own, [Process NAME]: it takes over what it does not say from [Process],"
            + " which is then no run itself.", prefix: "# ") + "[Process]\n"
    default: "\n[\(section.rawValue)]\n"
    }
  }

  private var defaultFileLines: String {
    let mark = availability == .now && !name.section.needsName ? "" : "# "
    return "\n" + wrapped(explanation, prefix: "# ") + wrapped("(\(kind.allowed))", prefix: "# ")
      + "\(mark)\(name.name) = \(defaultValue.iniText)\n"
  }

  private var explanation: String {
    switch availability {
    case .now: doc + compatibleDefault
    case .later(let what):
      "\(doc)\(compatibleDefault). No effect yet: \(what) will come with a later version"
    }
  }

  private var compatibleDefault: String {
    resisticsDefault.map { ". With compatibility = resistics: \($0.iniText)" } ?? ""
  }
}

/// Lines of at most 100 characters that begin with `prefix`, the later ones with as many blanks
/// where it holds words.
private func wrapped(_ text: String, prefix: String) -> String {
  let later =
    prefix.hasPrefix("#") ? prefix : String(repeating: " ", count: prefix.count)
  var lines: [String] = []
  var line = prefix
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, line.count + 1 + word.count > 100 {
      lines.append(line)
      line = later
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return (lines + [line]).map { $0 + "\n" }.joined()
}
