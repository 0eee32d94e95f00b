/// A rule that several keys keep together; the next row of the table for rules of one key.
struct CrossRule: Sendable {
  /// The keys that it reads, the one to blame last in doubt.
  let keys: [KeyName]
  /// What is wrong, or `nil`.
  let check: @Sendable (Values) -> Fault?

  static let all: [CrossRule] =
    [
      overlapBelowWindow, sizesInPairs, oneSizeALevel, listedOverlapsBelowWindows, frequenciesFit,
      frequenciesDiffer, smoothingFits, somethingToEstimate, someInput, someOutput,
      inputsAreNotOutputs, crossesAreThere, enoughCrosses, enoughRemotes, rotationIsKnown,
    ] + job

  private static let overlapBelowWindow = CrossRule(
    keys: [KeyName(.window, "minwindowsize"), KeyName(.window, "minoverlapsize")]
  ) { values in
    let size = values.integer(.window, "minwindowsize")
    let overlap = values.integer(.window, "minoverlapsize")
    guard overlap >= size else { return nil }
    return Fault(
      "an overlap of \(overlap) does not leave a window of \(size) samples (minwindowsize) to"
        + " advance",
      remedy: "give a minoverlapsize below \(size), or a larger minwindowsize")
  }

  private static let sizesInPairs = CrossRule(
    keys: [KeyName(.window, "windowsizes"), KeyName(.window, "overlapsizes")]
  ) { values in
    let sizes = values.integers(.window, "windowsizes")
    let overlaps = values.integers(.window, "overlapsizes")
    guard sizes.isEmpty != overlaps.isEmpty else { return nil }
    let (given, missing) =
      overlaps.isEmpty ? ("windowsizes", "overlapsizes") : ("overlapsizes", "windowsizes")
    return Fault(
      "\(given) is given and \(missing) is not", remedy: "give both, one number a level, or none")
  }

  private static let oneSizeALevel = CrossRule(
    keys: [
      KeyName(.decimation, "numlevels"), KeyName(.window, "overlapsizes"),
      KeyName(.window, "windowsizes"),
    ]
  ) { values in
    let levels = values.integer(.decimation, "numlevels")
    for name in ["windowsizes", "overlapsizes"] {
      let count = values.integers(.window, name).count
      guard count == 0 || count == levels else {
        return Fault(
          "\(name) has \(count) entries and numlevels is \(levels)",
          remedy: "give \(levels) numbers, one a level, or set numlevels = \(count)")
      }
    }
    return nil
  }

  private static let listedOverlapsBelowWindows = CrossRule(
    keys: [KeyName(.window, "windowsizes"), KeyName(.window, "overlapsizes")]
  ) { values in
    let pairs = zip(
      values.integers(.window, "windowsizes"), values.integers(.window, "overlapsizes"))
    for (level, pair) in pairs.enumerated() where pair.1 >= pair.0 {
      return Fault(
        "level \(level): an overlap of \(pair.1) does not leave a window of \(pair.0) samples to"
          + " advance",
        remedy: "give overlaps that are smaller than the windows")
    }
    return nil
  }

  private static let frequenciesFit = CrossRule(
    keys: [
      KeyName(.decimation, "numlevels"), KeyName(.frequencies, "perlevel"),
      KeyName(.frequencies, "frequencies"),
    ]
  ) { values in
    let count = values.numbers(.frequencies, "frequencies").count
    let levels = values.integer(.decimation, "numlevels")
    let perLevel = values.integer(.frequencies, "perlevel")
    guard count > levels * perLevel else { return nil }
    return Fault(
      "\(count) frequencies do not fit into numlevels \(levels) x perlevel \(perLevel)",
      remedy: "give at most \(levels * perLevel) frequencies, or raise numlevels or perlevel")
  }

  private static let frequenciesDiffer = CrossRule(
    keys: [KeyName(.frequencies, "frequencies")]
  ) { values in
    let sorted = values.numbers(.frequencies, "frequencies").sorted()
    guard let twin = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 })?.0 else {
      return nil
    }
    return Fault("\(Value.number(twin).iniText) is there twice", remedy: "name it once")
  }

  private static let smoothingFits = CrossRule(
    keys: [
      KeyName(.window, "windowsizes"), KeyName(.window, "minwindowsize"),
      KeyName(.solver, "smoothing"),
    ]
  ) { values in
    guard let length = Int(values.text(.solver, "smoothing")) else { return nil }
    let listed = values.integers(.window, "windowsizes").min()
    let size = listed ?? values.integer(.window, "minwindowsize")
    guard length > size / 2 else { return nil }
    let name = listed == nil ? "minwindowsize" : "the least of windowsizes"
    return Fault(
      "a smoothing over \(length) coefficients is wider than the spectrum of a window of"
        + " \(size) samples (\(name))",
      remedy: "give a smoothing of at most \(size / 2), or larger windows")
  }

  private static let somethingToEstimate = CrossRule(
    keys: [KeyName(.process, "remotesite"), KeyName(.process, "singlesite")]
  ) { values in
    guard !values.flag(.process, "singlesite"), values.texts(.process, "remotesite").isEmpty else {
      return nil
    }
    return Fault(
      "nothing is left to estimate without single-site estimates and without a remote site",
      remedy: "set remotesite, or singlesite = True")
  }

  private static let someInput = notEmpty("inchans")
  private static let someOutput = notEmpty("outchans")

  private static func notEmpty(_ name: String) -> CrossRule {
    CrossRule(keys: [KeyName(.process, name)]) { values in
      guard values.texts(.process, name).isEmpty else { return nil }
      return Fault("\(name) is empty", remedy: "give \(ValueKind.channels.allowed)")
    }
  }

  private static let inputsAreNotOutputs = CrossRule(
    keys: [
      KeyName(.process, "inputsite"), KeyName(.process, "inchans"), KeyName(.process, "outchans"),
    ]
  ) { values in
    let inputs = values.texts(.process, "inchans")
    let shared = values.texts(.process, "outchans").filter(inputs.contains)
    guard !shared.isEmpty, values.text(.process, "inputsite").isEmpty else { return nil }
    return Fault(
      "\(shared.joined(separator: ", ")) would be input and output at one site",
      remedy: "take it out of inchans or outchans, or set inputsite")
  }

  private static let crossesAreThere = CrossRule(
    keys: [
      KeyName(.process, "inchans"), KeyName(.process, "outchans"),
      KeyName(.process, "crosschannels"),
    ]
  ) { values in
    let known = values.texts(.process, "inchans") + values.texts(.process, "outchans")
    let strange = values.texts(.process, "crosschannels").filter { !known.contains($0) }
    guard !strange.isEmpty else { return nil }
    return Fault(
      "\(strange.joined(separator: ", ")) is neither an input nor an output",
      remedy: "give some of \(known.joined(separator: ", ")), or nothing")
  }

  private static let enoughCrosses = enough("crosschannels")
  private static let enoughRemotes = enough("remotechans")

  /// One equation a channel, and one unknown an input.
  private static func enough(_ name: String) -> CrossRule {
    CrossRule(keys: [KeyName(.process, "inchans"), KeyName(.process, name)]) { values in
      let inputs = values.texts(.process, "inchans")
      let count = values.texts(.process, name).count
      guard count > 0, count < inputs.count else { return nil }
      return Fault(
        "\(count) of \(name) cannot tell \(inputs.count) of inchans apart",
        remedy: "give at least \(inputs.count) channels, or nothing")
    }
  }
}
