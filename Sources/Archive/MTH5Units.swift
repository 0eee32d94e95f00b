import Model

/// A unit of a channel's samples, as far as this program can turn it into the field's own.
enum SampleUnit: Hashable {
  /// Of the field itself: samples × factor are mV/km or nT.
  case field(factor: Double)
  /// Of a voltage: samples × factor are mV.
  case voltage(factor: Double)
  case other(String)

  /// The unit of a name in long (`milliVolt per kilometer`) or short form (`mV/km`).
  init(_ name: String, _ kind: Channel.Kind) {
    let key = name.trimmed.lowercased().replacing("millivolts", with: "millivolt")
    if let factor = Self.voltages[key] {
      self = .voltage(factor: factor)
    } else if let factor = kind == .electric ? Self.electric[key] : Self.magnetic[key] {
      self = .field(factor: factor)
    } else {
      self = .other(name.trimmed.isEmpty ? "no unit" : name.trimmed)
    }
  }

  /// Whether two units are of different quantities.
  static func differ(_ a: String, _ b: String, _ kind: Channel.Kind) -> Bool {
    switch (SampleUnit(a, kind), SampleUnit(b, kind)) {
    case (.field, .field), (.voltage, .voltage), (.other, .other): false
    default: true
    }
  }

  /// A value's number in one unit's standard, over that in another's; 1 where a unit is not known.
  static func ratio(_ a: String, to b: String, _ kind: Channel.Kind) -> Double {
    func factor(_ unit: String) -> Double {
      switch SampleUnit(unit, kind) {
      case .field(let factor), .voltage(let factor): factor
      case .other: 1
      }
    }
    return factor(a) / factor(b)
  }

  /// The standard unit of the same quantity, as mt_metadata names it.
  static func name(_ unit: String, _ channel: Channel) -> String {
    switch SampleUnit(unit, channel.kind) {
    case .field: MTH5.unitName(channel)
    case .voltage: "milliVolt"
    case .other: unit.trimmed.isEmpty ? "unknown" : unit
    }
  }

  /// The short form of a unit that this program gives values in.
  static func symbol(_ name: String) -> String {
    switch name {
    case "milliVolt": "mV"
    case "nanoTesla": "nT"
    case "milliVolt per kilometer": "mV/km"
    default: name
    }
  }

  private static let electric: [String: Double] = [
    "millivolt per kilometer": 1, "mv/km": 1, "millivolt per kilometre": 1,
    "microvolt per meter": 1, "uv/m": 1, "µv/m": 1,
    "volt per meter": 1e6, "v/m": 1e6, "millivolt per meter": 1e3, "mv/m": 1e3,
    "volt per kilometer": 1e3, "v/km": 1e3,
  ]

  private static let magnetic: [String: Double] = [
    "nanotesla": 1, "nt": 1, "gamma": 1, "picotesla": 1e-3, "pt": 1e-3,
    "microtesla": 1e3, "millitesla": 1e6, "tesla": 1e9, "t": 1e9,
  ]

  private static let voltages: [String: Double] = [
    "millivolt": 1, "mv": 1, "volt": 1e3, "v": 1e3, "microvolt": 1e-3, "uv": 1e-3, "µv": 1e-3,
  ]
}
