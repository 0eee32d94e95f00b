package import Model

/// What is done to samples before anything else.
package struct PreprocessingSettings: Hashable, Sendable {
  package enum Sign: String, Hashable, Sendable {
    /// As the maker of the instrument has it.
    case maker
    case resistics
  }

  package var sign: Sign
  /// Seconds; gaps up to that are filled.
  package var longestGap: Double
  package var interpolatesMissing: Bool
  package var interpolatesZeros: Bool
  package var reversed: [Channel]
  package var factors: [ChannelFactor]
  package var removesMean: Bool
  /// Hertz; `nil`: no such filter.
  package var lowPass, highPass: Double?
  /// Two corners, or none.
  package var bandPass: [Double]
  package var notches: [Double]
  package var method: Conditioning.Filter.Method
  package var shiftsToSecond: Bool
  package var rates: [RatePair]
  package var normalises: Bool
}

/// How the response of sensors is taken out.
package struct CalibrationSettings: Hashable, Sendable {
  package enum Domain: String, Hashable, Sendable {
    case windows, recording
  }

  /// What is asked of channels that are not in the field's unit.
  package enum Requirement: String, Hashable, Sendable, CaseIterable {
    /// They are used; what is not in the field's unit is said and counts as something that was not
    /// done.
    case warn
    /// They are left out.
    case all
    /// They are used.
    case none
  }

  package var applies: Bool
  package var requirement: Requirement
  package var extends: Bool
  package var usesTheoretical: Bool
  package var interpolation: ChannelResponse.Interpolation
  package var domain: Domain
}

extension PreprocessingSettings {
  init(_ values: Values) {
    func corner(_ name: String) -> Double? {
      let corner = values.number(.preprocessing, name)
      return corner > 0 ? corner : nil
    }
    self.init(
      sign: Sign(rawValue: values.text(.preprocessing, "sign")) ?? .maker,
      longestGap: values.number(.preprocessing, "fillgap"),
      interpolatesMissing: values.flag(.preprocessing, "remnans"),
      interpolatesZeros: values.flag(.preprocessing, "remzeros"),
      reversed: values.channels(.preprocessing, "polreverse"),
      factors: values.texts(.preprocessing, "scale").compactMap { ChannelFactor($0) },
      removesMean: values.flag(.preprocessing, "remaverage"), lowPass: corner("lpfilt"),
      highPass: corner("hpfilt"), bandPass: values.numbers(.preprocessing, "bpfilt").sorted(),
      notches: values.numbers(.preprocessing, "notch"),
      method: Conditioning.Filter.Method(rawValue: values.text(.preprocessing, "filters"))
        ?? .zeroPhase,
      shiftsToSecond: values.flag(.preprocessing, "interp"),
      rates: values.texts(.preprocessing, "resamp").compactMap { RatePair($0) },
      normalises: values.flag(.preprocessing, "normalise"))
  }

  package var canonicalText: String {
    canonical([
      (.preprocessing, "sign", .text(sign.rawValue)),
      (.preprocessing, "fillgap", .number(longestGap)),
      (.preprocessing, "remnans", .flag(interpolatesMissing)),
      (.preprocessing, "remzeros", .flag(interpolatesZeros)),
      (.preprocessing, "polreverse", .texts(reversed.map(\.name).sorted())),
      (.preprocessing, "scale", .texts(factors.map(\.description).sorted())),
      (.preprocessing, "remaverage", .flag(removesMean)),
      (.preprocessing, "lpfilt", .number(lowPass ?? 0)),
      (.preprocessing, "hpfilt", .number(highPass ?? 0)),
      (.preprocessing, "bpfilt", .numbers(bandPass)),
      (.preprocessing, "notch", .numbers(notches)),
      (.preprocessing, "filters", .text(method.rawValue)),
      (.preprocessing, "interp", .flag(shiftsToSecond)),
      (.preprocessing, "resamp", .texts(rates.map(\.description).sorted())),
      (.preprocessing, "normalise", .flag(normalises)),
    ])
  }
}

extension CalibrationSettings {
  init(_ values: Values) {
    self.init(
      applies: values.flag(.calibration, "calibrate"),
      requirement: Requirement(rawValue: values.text(.calibration, "require")) ?? .warn,
      extends: values.flag(.calibration, "extend"),
      usesTheoretical: values.flag(.calibration, "usetheoretical"),
      interpolation: ChannelResponse.Interpolation(
        rawValue: values.text(.calibration, "interpolation")) ?? .smooth,
      domain: Domain(rawValue: values.text(.calibration, "domain")) ?? .windows)
  }

  package var canonicalText: String {
    canonical([
      (.calibration, "calibrate", .flag(applies)),
      (.calibration, "require", .text(requirement.rawValue)),
      (.calibration, "extend", .flag(extends)),
      (.calibration, "usetheoretical", .flag(usesTheoretical)),
      (.calibration, "interpolation", .text(interpolation.rawValue)),
      (.calibration, "domain", .text(domain.rawValue)),
    ])
  }
}

extension CrossRule {
  static let bandHasTwoCorners = CrossRule(keys: [KeyName(.preprocessing, "bpfilt")]) { values in
    let corners = values.numbers(.preprocessing, "bpfilt")
    guard !corners.isEmpty, corners.count != 2 || corners[0] == corners[1] else { return nil }
    return Fault(
      "bpfilt is no pair of corners", remedy: "give two different frequencies, such as 0.1, 20")
  }
}
