package import Model

/// The value of every key of the table, with where it comes from.
package struct Values: Hashable, Sendable {
  private var settings: [KeyName: Setting]

  /// Every key with its default.
  package init() {
    settings = [:]
    for key in Key.all { settings[key.name] = Setting(key, key.defaultValue, .builtIn) }
  }

  /// In the order of the table.
  package var all: [Setting] { Key.all.map { self[$0.name] } }

  package subscript(_ name: KeyName) -> Setting {
    guard let setting = settings[name] else { preconditionFailure("no key \(name) in the table") }
    return setting
  }

  package mutating func set(_ setting: Setting) {
    settings[setting.key.name] = setting
  }

  /// Gives keys that the user left alone their defaults for `compatibility = resistics`, where that
  /// is set.
  mutating func takeCompatibleDefaults() {
    guard text(.top, "compatibility") == "resistics" else { return }
    for key in Key.all where !self[key.name].origin.isGiven {
      if let value = key.resisticsDefault { set(Setting(key, value, .compatibility)) }
    }
  }

  // The accessors stop the program when a key is not of their type: the table is wrong then, and
  // the first test that reads the defaults says so.

  package func text(_ section: Section, _ name: String) -> String {
    guard case .text(let text) = value(section, name) else { mismatch(section, name) }
    return text
  }

  package func integer(_ section: Section, _ name: String) -> Int {
    guard case .integer(let number) = value(section, name) else { mismatch(section, name) }
    return number
  }

  package func number(_ section: Section, _ name: String) -> Double {
    guard case .number(let number) = value(section, name) else { mismatch(section, name) }
    return number
  }

  package func flag(_ section: Section, _ name: String) -> Bool {
    guard case .flag(let flag) = value(section, name) else { mismatch(section, name) }
    return flag
  }

  package func texts(_ section: Section, _ name: String) -> [String] {
    guard case .texts(let items) = value(section, name) else { mismatch(section, name) }
    return items
  }

  package func integers(_ section: Section, _ name: String) -> [Int] {
    guard case .integers(let items) = value(section, name) else { mismatch(section, name) }
    return items
  }

  package func numbers(_ section: Section, _ name: String) -> [Double] {
    guard case .numbers(let items) = value(section, name) else { mismatch(section, name) }
    return items
  }

  package func instant(_ section: Section, _ name: String) -> Instant? {
    guard case .instant(let instant) = value(section, name) else { mismatch(section, name) }
    return instant
  }

  package func channels(_ section: Section, _ name: String) -> [Channel] {
    texts(section, name).compactMap { Channel($0) }
  }

  /// Threads of a rank in a step; `nil` for as many as there are cores that the rank may use.
  ///
  /// An option of the command beats the file, and there a section beats the key above all sections.
  package func threads(_ section: Section) -> Int? {
    let own = self[KeyName(section, "ncores")]
    let general = self[KeyName(.top, "ncores")]
    let ranked = general.origin.isOption && !own.origin.isOption ? [general, own] : [own, general]
    for setting in ranked {
      if case .integer(let count) = setting.value, count >= 0 { return max(1, count) }
    }
    return nil
  }

  private func value(_ section: Section, _ name: String) -> Value {
    self[KeyName(section, name)].value
  }

  private func mismatch(_ section: Section, _ name: String) -> Never {
    preconditionFailure("the key \(KeyName(section, name)) has another type")
  }
}

extension Origin {
  var isOption: Bool {
    if case .option = self { true } else { false }
  }
}
