import ComplexModule
import HDF5
import Model

extension SiteFileWriter {
  /// Writes a channel's filters that are not in the file yet, and gives the channel's list of them.
  ///
  /// - Parameter isInSamples: Whether the samples have passed them; else their effect is taken out.
  func writeFilters(
    of channel: ChannelHeader, in file: borrowing File, isInSamples: Bool
  ) throws -> AttributeValue {
    var entries: [String] = []
    for (index, filter) in (channel.response?.filters ?? []).enumerated() {
      let name = JSONText.quoted(try write(filter, to: file))
      entries.append(
        #"{"applied_filter": {"applied": \#(isInSamples), "name": \#(name), "stage": \#(index + 1)}}"#
      )
    }
    return .text("[\(entries.joined(separator: ", "))]")
  }

  /// - Returns: The filter's name in the file: its own, or with a number where another filter has that.
  private func write(_ filter: FilterStage, to file: borrowing File) throws -> String {
    // mth5 looks for filters by names in small letters.
    let plain = MTH5.validName(filter.name.lowercased().replacing("/", with: " per "))
    var (name, number) = (plain, 1)
    while let other = filters[name] {
      if other.isSame(as: filter) { return name }
      number += 1
      name = "\(plain)_\(number)"
    }
    filters[name] = filter
    let surveyPath = "/Experiment/Surveys/\(MTH5.validName(site.survey))"
    let group = try file.createGroup("\(surveyPath)/Filters/\(filter.response.kind)/\(name)")
    try group.setAttributes([
      "name": .text(name), "type": .text(filter.response.type), "gain": .real(filter.gain),
      "units_in": .text(filter.unitsIn), "units_out": .text(filter.unitsOut),
      "calibration_date": "1980-01-01T00:00:00+00:00", "sequence_number": 0,
      "comments.author": "None", "comments.time_stamp": "1980-01-01T00:00:00+00:00",
      "comments.value": "None",
    ])
    try filter.response.write(to: group)
    return name
  }
}

extension FilterStage {
  /// Whether another is the same filter, whatever it is called.
  fileprivate func isSame(as other: FilterStage) -> Bool {
    var other = other
    (other.name, other.model) = (name, model)
    return self == other
  }
}

extension FilterStage.Response {
  /// The group of filters of its kind, as mth5 names it.
  fileprivate var kind: String {
    switch self {
    case .scalar: "coefficient"
    case .table: "fap"
    case .polesAndZeros: "zpk"
    case .delay: "time_delay"
    case .taps: "fir"
    }
  }

  fileprivate var type: String {
    if case .delay = self { "time delay" } else { kind }
  }

  fileprivate func write(to group: borrowing Group) throws(HDF5Error) {
    switch self {
    case .scalar: break
    case .delay(let seconds): try group.setAttribute("delay", to: .real(seconds))
    case .table(let frequencies, let amplitudes, let phases):
      let rows = frequencies.indices.map { index -> [Cell] in
        [.real(frequencies[index]), .real(amplitudes[index]), .real(phases[index])]
      }
      try group.setAttribute("instrument_type", to: "")
      try group.createTable(
        "fap_table", columns: ["frequency", "amplitude", "phase"].map { Column($0, .real) },
        rows: rows)
    case .polesAndZeros(let poles, let zeros, let normalization):
      try group.setAttribute("normalization_factor", to: .real(normalization))
      try group.createDataset("poles", values: poles)
      try group.createDataset("zeros", values: zeros)
    case .taps(let taps):
      try group.setAttributes([
        "symmetry": "NONE", "gain_frequency": .real(taps.gainFrequency),
        "decimation_factor": .real(taps.decimation),
        "decimation_input_sample_rate": .real(taps.rate),
      ])
      try group.createDataset("coefficients", values: taps.taps)
    }
  }
}
