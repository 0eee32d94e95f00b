import Model

/// How a channel's stored numbers become values of the field.
struct SampleScaling: Hashable {
  /// Stored number × factor = value.
  var factor = 1.0
  /// What could not be done, for the user.
  var notices: [String] = []
  /// Whether the values are in the unit of the field, without the response of a filter in them.
  var isField: Bool { notices.isEmpty }

  /// Takes out all filters that are plain gains and converts the unit that is left.
  init(
    _ kind: Channel.Kind, units: String, dipoleLength: Double?, applied: [AppliedFilter],
    library: FilterLibrary
  ) {
    var units = units
    // From the recorder back to the field. A response that we leave in also leaves its unit in.
    var unitIsFixed = false
    for entry in applied.reversed() where entry.isApplied {
      guard let filter = library[entry.name] else {
        notices.append("filter \(entry.name) is not in the file: its effect is not removed")
        unitIsFixed = true
        continue
      }
      if filter.response == .scalar {
        factor /= filter.gain
        if !unitIsFixed { units = filter.unitsIn }
      } else {
        notices.append("response of filter \(filter.name) is not removed")
        unitIsFixed = unitIsFixed || filter.unitsIn != filter.unitsOut
      }
    }
    convert(units, kind, dipoleLength)
  }

  private mutating func convert(_ units: String, _ kind: Channel.Kind, _ dipoleLength: Double?) {
    switch SampleUnit(units, kind) {
    case .field(let unit):
      factor *= unit
    case .voltage(let unit):
      factor *= unit
      guard kind == .electric else { return notices.append("samples are mV, not nT") }
      guard let dipoleLength, dipoleLength > 0 else {
        return notices.append("samples are mV: the file gives no length of the dipole")
      }
      factor *= 1000 / dipoleLength
    case .other(let name):
      let wanted = kind == .electric ? "mV/km" : "nT"
      notices.append("samples are \(name), which cannot be turned into \(wanted)")
    }
  }
}
