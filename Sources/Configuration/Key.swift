/// A section of the configuration file.
package enum Section: String, CaseIterable, Sendable {
  /// The keys above the first section.
  case top = ""
  case survey = "Survey"
  case decimation = "Decimation"
  case frequencies = "Frequencies"
  case window = "Window"
  case spectra = "Spectra"
  case statistics = "Statistics"
  case solver = "Solver"
  case mask = "Mask"
  case process = "Process"
  case output = "Output"
  case figures = "Figures"
}

/// The name of a key, as messages show it: `Window.minwindows`, or `ncores` above all sections.
package struct KeyName: Hashable, Sendable, CustomStringConvertible {
  package let section: Section
  package let name: String

  package init(_ section: Section, _ name: String) {
    self.section = section
    self.name = name
  }

  package var description: String {
    section == .top ? name : "\(section.rawValue).\(name)"
  }
}

/// A row of the table of keys: the single source of parsing, checks, the default file and help.
package struct Key: Hashable, Sendable {
  package enum Availability: Hashable, Sendable {
    case now
    /// Taken and checked, without effect yet; names what will use it.
    case later(String)
  }

  package let name: KeyName
  package let kind: ValueKind
  package let defaultValue: Value
  /// The default where `compatibility = resistics` asks for another one.
  package let resisticsDefault: Value?
  /// One line for the user.
  package let doc: String
  package let availability: Availability

  package init(
    _ section: Section, _ name: String, _ kind: ValueKind, _ defaultValue: Value,
    resistics: Value? = nil, _ doc: String, availability: Availability = .now
  ) {
    self.name = KeyName(section, name)
    self.kind = kind
    self.defaultValue = defaultValue
    resisticsDefault = resistics
    self.doc = doc
    self.availability = availability
  }
}

/// Where a value comes from.
package enum Origin: Hashable, Sendable, CustomStringConvertible {
  case builtIn
  /// The key's default for those who move from resistics.
  case compatibility
  case file(String, line: Int)
  /// An option of the command, such as `--ncores`.
  case option(String)

  package var description: String {
    switch self {
    case .builtIn: "default"
    case .compatibility: "from compatibility = resistics"
    case .file(let file, let line): "\(file):\(line)"
    case .option(let name): "option \(name)"
    }
  }
}

extension Origin {
  /// Whether the user gave the value, in the file or by an option.
  var isGiven: Bool {
    switch self {
    case .builtIn, .compatibility: false
    case .file, .option: true
    }
  }
}

/// A key with the value in force and where it comes from.
package struct Setting: Hashable, Sendable {
  package let key: Key
  package let value: Value
  package let origin: Origin

  package init(_ key: Key, _ value: Value, _ origin: Origin) {
    self.key = key
    self.value = value
    self.origin = origin
  }
}
