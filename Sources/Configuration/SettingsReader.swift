package import Model

/// A value given on the command line; it beats the file.
package struct Override: Hashable, Sendable {
  package let key: KeyName
  package let text: String
  /// The option's name, such as `--ncores`.
  package let option: String

  package init(_ key: KeyName, _ text: String, option: String) {
    self.key = key
    self.text = text
    self.option = option
  }
}

/// Every problem of a configuration, in the order of the file.
package struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
  package let problems: [UserError]

  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension Settings {
  /// Reads and checks the text of a configuration file, and options of the command above it.
  ///
  /// - Parameters:
  ///   - text: The file's text; empty for the defaults.
  ///   - file: The file's name for messages.
  ///   - overrides: Options of the command, the last one of a key in force.
  /// - Throws: All problems at once.
  package init(
    text: String, file: String, overrides: [Override] = []
  ) throws(ConfigurationProblems) {
    var reader = SettingsReader(file: file)
    reader.read(INIDocument(text, repeatable: Key.repeatable))
    for override in overrides { reader.apply(override) }
    reader.values.takeCompatibleDefaults()
    reader.checkTogether()
    guard reader.problems.isEmpty else {
      let sorted = reader.problems.enumerated().sorted {
        ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
      }
      throw ConfigurationProblems(problems: sorted.map(\.element.error))
    }
    self.init(reader.values, sections: reader.sections, notices: reader.notices)
  }
}

/// Turns a document into values and gathers all that is wrong with it.
private struct SettingsReader {
  let file: String
  var values = Values()
  /// In the order of the file.
  var sections: [NamedSection] = []
  var problems: [(line: Int, error: UserError)] = []
  /// Keys whose value could not be taken; rules of several keys leave them alone.
  var unusable: Set<Place> = []

  /// A key in a section, which may be one of several.
  struct Place: Hashable, CustomStringConvertible {
    let key: KeyName
    /// The section's own name; `nil` for one that is there once.
    var label: String?

    var description: String {
      label.map { "\(key.section.rawValue) \($0).\(key.name)" } ?? key.description
    }
  }

  init(file: String) {
    self.file = file
  }

  mutating func read(_ document: INIDocument) {
    for problem in document.problems { report(problem.fault, line: problem.line, key: "") }
    for header in document.headers {
      do throws(Fault) { try open(header) } catch { report(error, line: header.line, key: "") }
    }
    for entry in document.entries {
      // What is wrong with the section has been said.
      guard let section = try? SectionName(entry.section) else { continue }
      let place = Place(key: KeyName(section.section, entry.key), label: section.label)
      guard let key = Key.all.first(where: { $0.name == place.key }) else {
        report(unknownKey(place.key), line: entry.line, key: place.description)
        continue
      }
      take(entry.value, for: key, in: section.label, origin: .file(file, line: entry.line))
    }
  }

  private mutating func open(_ header: INIDocument.Header) throws(Fault) {
    let name = try SectionName(header.name)
    guard let label = name.label else { return }
    if let first = sections.first(where: { $0.section == name.section && $0.name == label }) {
      throw Fault(
        "section [\(name)] was opened before, in line \(first.line)", remedy: "move its keys there")
    }
    sections.append(
      NamedSection(section: name.section, name: label, line: header.line, given: []))
  }

  mutating func apply(_ override: Override) {
    guard let key = Key.all.first(where: { $0.name == override.key }) else {
      preconditionFailure("the option \(override.option) names no key")
    }
    do throws(Fault) {
      let raw = try RawValue(override.text)
      take(raw, for: key, in: nil, origin: .option(override.option))
      // What is said at the command goes for every one of the sections.
      for section in sections where section.section == key.name.section {
        guard !unusable.contains(Place(key: key.name)) else { return }
        take(raw, for: key, in: section.name, origin: .option(override.option))
      }
    } catch {
      report(error, for: Place(key: key.name), origin: .option(override.option))
    }
  }

  mutating func checkTogether() {
    for rule in CrossRule.all + CrossRule.job {
      let several = rule.keys.map(\.section).first { section in
        sections.contains { $0.section == section } || section.needsName
      }
      guard let several else {
        check(rule, values, nil)
        continue
      }
      for section in sections where section.section == several {
        check(rule, section.values(over: values), section)
      }
    }
    checkMasks()
  }

  private mutating func check(_ rule: CrossRule, _ values: Values, _ section: NamedSection?) {
    let places = rule.keys.map { key in
      Place(key: key, label: section?.gives(key) == true ? section?.name : nil)
    }
    let own = rule.keys.map { Place(key: $0, label: section?.name) }
    guard unusable.isDisjoint(with: places + own), let fault = rule.check(values) else { return }
    // The last key that the user set is the one to point at.
    let given = places.last { values[$0.key].origin.isGiven }
    if let given {
      report(fault, for: given, origin: values[given.key].origin)
    } else if let section {
      report(fault, line: section.line, key: "\(section.section.rawValue) \(section.name)")
    } else {
      // Where the user gave none, the defaults of the switch do not go together with the others.
      let key = KeyName(.top, "compatibility")
      report(fault, for: Place(key: key, label: nil), origin: values[key].origin)
    }
  }

  /// Process runs name masks that there are.
  private mutating func checkMasks() {
    let known = sections.filter { $0.section == .mask }.map(\.name)
    let key = KeyName(.process, "masks")
    let runs = sections.filter { $0.section == .process }
    for section in runs.isEmpty ? [nil] : runs.map(Optional.some) {
      let values = section?.values(over: values) ?? values
      let place = Place(key: key, label: section?.gives(key) == true ? section?.name : nil)
      for name in values.texts(.process, "masks") where !known.contains(name) {
        report(unknownMask(name, known), for: place, origin: values[key].origin)
      }
    }
  }

  /// Keys that were set and have no effect yet.
  var notices: [String] {
    values.all.compactMap { setting in
      guard case .later(let what) = setting.key.availability, setting.origin.isGiven else {
        return nil
      }
      return "\(setting.origin): \(setting.key.name) has no effect yet: "
        + "\(what) will come with a later version"
    }
  }

  private mutating func take(_ raw: RawValue, for key: Key, in label: String?, origin: Origin) {
    let place = Place(key: key.name, label: label)
    do throws(Fault) {
      let value = try key.kind.value(of: raw)
      guard let index = sections.firstIndex(where: { $0.isNamed(label, key.name.section) }) else {
        values.set(Setting(key, value, origin))
        return
      }
      sections[index].take(Setting(key, value, origin))
    } catch {
      unusable.insert(place)
      report(error, for: place, origin: origin)
    }
  }

  private mutating func report(_ fault: Fault, for place: Place, origin: Origin) {
    switch origin {
    case .file(_, let line): report(fault, line: line, key: place.description)
    case .option(let name):
      let error = UserError(
        .configuration, "option \(name)", at: place.key.description, fault.problem,
        remedy: fault.remedy)
      add(.max, error)
    case .builtIn, .compatibility: preconditionFailure("the default of \(place) is wrong")
    }
  }

  private mutating func report(_ fault: Fault, line: Int, key: String) {
    let place = "line \(line)" + (key.isEmpty ? "" : ", \(key)")
    add(
      line,
      UserError(.configuration, file, at: place, fault.problem, remedy: fault.remedy))
  }

  /// What several sections have from one line is said once.
  private mutating func add(_ line: Int, _ error: UserError) {
    guard !problems.contains(where: { $0.error == error }) else { return }
    problems.append((line, error))
  }
}

extension NamedSection {
  fileprivate func isNamed(_ label: String?, _ section: Section) -> Bool {
    name == label && self.section == section
  }

  /// Takes what the section gives; lines of a key that may be there several times are one list.
  fileprivate mutating func take(_ setting: Setting) {
    guard let place = given.firstIndex(where: { $0.key == setting.key }) else {
      given.append(setting)
      return
    }
    if setting.key.kind.isRepeatable, case .texts(let earlier) = given[place].value,
      case .texts(let later) = setting.value
    {
      given[place] = Setting(setting.key, .texts(earlier + later), given[place].origin)
    } else {
      given[place] = setting
    }
  }
}

extension Key {
  /// The names of keys that may stand on several lines.
  fileprivate static var repeatable: Set<String> {
    Set(all.filter(\.kind.isRepeatable).map(\.name.name))
  }
}

private func unknownMask(_ name: String, _ known: [String]) -> Fault {
  let hint = nearest(to: name, among: known).map { "did you mean `\($0)`? " } ?? ""
  let all = known.isEmpty ? "" : "masks are \(known.joined(separator: ", ")); "
  return Fault(
    "mask `\(name)` has no section", remedy: "\(hint)\(all)a mask is made by a section [Mask NAME]")
}

private func unknownKey(_ name: KeyName) -> Fault {
  let problem = "`\(name.name)` is not known"
  let siblings = Key.all.map(\.name).filter { $0.section == name.section }.map(\.name)
  if let near = nearest(to: name.name, among: siblings) {
    return Fault("\(problem)", remedy: "did you mean `\(near)`?")
  }
  if let other = Key.all.first(where: { $0.name.name == name.name })?.name {
    let place = other.section == .top ? "above the first section" : "in [\(other.section.rawValue)]"
    return Fault(problem, remedy: "`\(other.name)` belongs \(place)")
  }
  let place = name.section == .top ? "above the first section" : "of [\(name.section.rawValue)]"
  return Fault(problem, remedy: "keys \(place) are \(siblings.joined(separator: ", "))")
}
