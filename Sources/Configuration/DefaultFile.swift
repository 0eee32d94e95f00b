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
  package static var helpText: String {
    all.map { key in
      "\(key.name) = \(key.defaultValue.iniText)\n"
        + wrapped(key.explanation, prefix: "    ") + wrapped(key.kind.allowed, prefix: "    give ")
    }.joined()
  }

  private static func text(_ section: Section) -> String {
    let head = section == .top ? "" : "\n[\(section.rawValue)]\n"
    let keys = all.filter { $0.name.section == section }
    return head + keys.map(\.defaultFileLines).joined()
  }

  private var defaultFileLines: String {
    let mark = availability == .now ? "" : "# "
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
