import Model

/// How a channel's stored numbers become values of the field.
struct SampleScaling {
  /// Stored number × factor = value.
  private(set) var factor = 1.0
  /// Filters that depend on frequency, by which the values are still to be divided; from the field to the
  /// recorder.
  private(set) var filters: [FilterStage] = []
  /// Whether the filters lead up to the field.
  private(set) var reachesField = true
  /// Units of what comes into the first filter and of the values, as mt_metadata names them.
  private(set) var units = (field: "", samples: "")
  /// What could not be done, for the user.
  private(set) var notices: [String] = []
  /// A filter that is in the samples and cannot be taken out.
  private(set) var broken: (name: String, problem: String)?

  private let kind: Channel.Kind

  /// Takes out all filters that are plain gains, keeps the others, and converts the unit that is left.
  ///
  /// - Parameter units: Of the stored numbers.
  init(
    _ channel: Channel, units: String, dipoleLength: Double?, applied: [AppliedFilter],
    library: FilterLibrary
  ) {
    kind = channel.kind
    // From the recorder back to the field.
    var left = units
    for entry in applied.reversed() {
      guard entry.isApplied else {
        notices.append(ChannelHeader.unappliedNotice(entry.name))
        continue
      }
      guard let filter = library[entry.name] else {
        notices.append("filter \(entry.name) is not in the file: its effect is not removed")
        continue
      }
      if let problem = filter.problem { broken = (filter.stage.name, problem) }
      if let notice = filter.notice { notices.append(notice) }
      meet(filter.stage, left)
      take(filter.stage)
      if !filter.stage.unitsIn.isEmpty { left = filter.stage.unitsIn }
    }
    let fieldFactor = toField(left, dipoleLength.flatMap { $0 > 0 ? $0 : nil })
    factor *= fieldFactor
    if !filters.isEmpty { name(channel, from: left) }
  }

  private mutating func take(_ stage: FilterStage) {
    if stage.response == .scalar {
      factor /= stage.gain
    } else {
      filters.insert(stage, at: 0)
    }
  }

  /// Brings values to the unit that a filter gives.
  private mutating func meet(_ stage: FilterStage, _ units: String) {
    guard !stage.unitsOut.isEmpty, !units.isEmpty else { return }
    switch (SampleUnit(units, kind), SampleUnit(stage.unitsOut, kind)) {
    case (.voltage(let here), .voltage(let there)), (.field(let here), .field(let there)):
      factor *= here / there
    case (.other, .other): break
    default:
      notices.append(
        "the units of filters do not meet: \(stage.name) gives \(stage.unitsOut), and \(units) is "
          + "expected")
    }
  }

  /// The factor from the unit that is left to that of the field, or to mV.
  private mutating func toField(_ units: String, _ dipoleLength: Double?) -> Double {
    switch SampleUnit(units, kind) {
    case .field(let unit): return unit
    case .voltage(let unit):
      if kind == .electric, let dipoleLength { return unit * 1000 / dipoleLength }
      reachesField = false
      notices.append(
        kind == .magnetic
          ? ChannelHeader.coilNotice : "in mV: the file gives no length of the dipole")
      return unit
    case .other(let name):
      reachesField = false
      let wanted = kind == .electric ? "mV/km" : "nT"
      notices.append("samples are \(name), which cannot be turned into \(wanted)")
      return 1
    }
  }

  /// Brings filters to mV, mV/km and nT, and names their units so that they chain, though gains between them
  /// are gone.
  private mutating func name(_ channel: Channel, from left: String) {
    for index in filters.indices where filters[index].hasGain {
      let ratio = SampleUnit.ratio(filters[index].unitsOut, to: filters[index].unitsIn, kind)
      filters[index].gain *= ratio
      factor *= ratio
    }
    units.field = reachesField ? MTH5.unitName(channel) : SampleUnit.name(left, channel)
    let turn = filters.firstIndex { SampleUnit.differ($0.unitsIn, $0.unitsOut, kind) }
    let last = filters[filters.count - 1].unitsOut
    units.samples = turn == nil ? units.field : SampleUnit.name(last, channel)
    for index in filters.indices {
      filters[index].unitsIn = index <= turn ?? 0 ? units.field : units.samples
      filters[index].unitsOut = index < turn ?? 0 ? units.field : units.samples
    }
  }
}

extension SampleScaling {
  /// What the values are to be divided by; `nil` for nothing.
  func response(_ source: String, sensor: String, serial: String) -> ChannelResponse? {
    guard !filters.isEmpty else { return nil }
    let (field, samples) = (SampleUnit.symbol(units.field), SampleUnit.symbol(units.samples))
    let below = field.contains("/") ? "(\(field))" : field
    return ChannelResponse(
      frequencies: [], amplitudes: [], phases: [],
      unit: field == samples ? "1" : "\(samples)/\(below)", source: source, sensor: sensor,
      serial: serial, filters: filters, reachesField: reachesField)
  }

  /// Whether the values are in the unit of the field, without the response of a filter in them.
  var isField: Bool { notices.isEmpty && filters.isEmpty }
}

extension FilterStage {
  fileprivate var hasGain: Bool {
    if case .delay = response { false } else { true }
  }
}
