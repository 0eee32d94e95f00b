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
    reader.read(INIDocument(text))
    for override in overrides { reader.apply(override) }
    reader.values.takeCompatibleDefaults()
    reader.checkTogether()
    guard reader.problems.isEmpty else {
      let sorted = reader.problems.enumerated().sorted {
        ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
      }
      throw ConfigurationProblems(problems: sorted.map(\.element.error))
    }
    self.init(reader.values, notices: reader.notices)
  }
}

/// Turns a document into values and gathers all that is wrong with it.
private struct SettingsReader {
  let file: String
  var values = Values()
  var problems: [(line: Int, error: UserError)] = []
  /// Keys whose value could not be taken; rules of several keys leave them alone.
  var unusable: Set<KeyName> = []

  init(file: String) {
    self.file = file
  }

  mutating func read(_ document: INIDocument) {
    for problem in document.problems { report(problem.fault, line: problem.line, key: "") }
    for header in document.headers where Section.named(header.name) == nil {
      report(unknownSection(header.name), line: header.line, key: "")
    }
    for entry in document.entries {
      guard let section = Section.named(entry.section) else { continue }
      let name = KeyName(section, entry.key)
      guard let key = Key.all.first(where: { $0.name == name }) else {
        report(unknownKey(name), line: entry.line, key: name.description)
        continue
      }
      take(entry.value, for: key, origin: .file(file, line: entry.line))
    }
  }

  mutating func apply(_ override: Override) {
    guard let key = Key.all.first(where: { $0.name == override.key }) else {
      preconditionFailure("the option \(override.option) names no key")
    }
    do throws(Fault) {
      take(try RawValue(override.text), for: key, origin: .option(override.option))
    } catch {
      report(error, for: key.name, origin: .option(override.option))
    }
  }

  mutating func checkTogether() {
    for rule in CrossRule.all where unusable.isDisjoint(with: rule.keys) {
      guard let fault = rule.check(values) else { continue }
      // The last key that the user set is the one to point at.
      // Where there is none, the defaults of the switch do not go together with the others.
      let given = rule.keys.last { values[$0].origin.isGiven } ?? KeyName(.top, "compatibility")
      report(fault, for: given, origin: values[given].origin)
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

  private mutating func take(_ raw: RawValue, for key: Key, origin: Origin) {
    do throws(Fault) {
      values.set(Setting(key, try key.kind.value(of: raw), origin))
    } catch {
      unusable.insert(key.name)
      report(error, for: key.name, origin: origin)
    }
  }

  private mutating func report(_ fault: Fault, for key: KeyName, origin: Origin) {
    switch origin {
    case .file(_, let line): report(fault, line: line, key: key.description)
    case .option(let name):
      let error = UserError(
        .configuration, "option \(name)", at: key.description, fault.problem, remedy: fault.remedy)
      problems.append((.max, error))
    case .builtIn, .compatibility: preconditionFailure("the default of \(key) is wrong")
    }
  }

  private mutating func report(_ fault: Fault, line: Int, key: String) {
    let place = "line \(line)" + (key.isEmpty ? "" : ", \(key)")
    let error = UserError(
      .configuration, file, at: place, fault.problem, remedy: fault.remedy)
    problems.append((line, error))
  }
}

extension Section {
  fileprivate static func named(_ name: String) -> Section? { Section(rawValue: name) }
}

private func unknownSection(_ name: String) -> Fault {
  let known = Section.allCases.map(\.rawValue).filter { !$0.isEmpty }
  let hint = nearest(to: name, among: known).map { "did you mean [\($0)]? " } ?? ""
  return Fault(
    "section [\(name)] is not known",
    remedy: "\(hint)sections are \(known.joined(separator: ", "))")
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
