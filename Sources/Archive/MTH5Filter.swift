import ComplexModule
import HDF5
import Model

/// A filter of a file, and whether it can be used.
struct MTH5Filter: Hashable {
  var stage: FilterStage
  /// What keeps it from being used.
  var problem: String?
  /// What was taken for granted, for the user.
  var notice: String?
}

/// A channel's note of a filter that its samples have passed.
struct AppliedFilter: Hashable, Sendable {
  let name: String
  /// Whether the filter's effect is in the samples, to be divided out.
  let isApplied: Bool
  /// Order on the way from the field to the recorder.
  let stage: Int
}

extension AppliedFilter {
  /// The filters of a channel, from the field to the recorder, in any of the forms in use.
  static func list(_ attributes: [String: AttributeValue]) -> [AppliedFilter] {
    if let entries = attributes["filters"]?.text.flatMap(JSONText.init)?.array {
      return entries.enumerated().compactMap { index, entry in
        let fields = entry.object?["applied_filter"]?.object ?? entry.object
        guard let name = fields?["name"]?.string else { return nil }
        return AppliedFilter(
          name: name, isApplied: fields?["applied"]?.boolean ?? true,
          stage: fields?["stage"]?.number.flatMap { Int(exactly: $0) } ?? index + 1)
      }.sorted { $0.stage < $1.stage }
    }
    return olderList(attributes)
  }

  /// Files of mth5 before 0.5: lists `filter.name` and `filter.applied`, or with `filtered`.
  private static func olderList(_ attributes: [String: AttributeValue]) -> [AppliedFilter] {
    let key = attributes["filter.name"] == nil ? "filtered" : "filter"
    let names = strings(attributes["\(key).name"]).filter { !$0.isEmpty && $0 != "none" }
    let flags: [Bool]
    if case .booleans(let values) = attributes["\(key).applied"] {
      flags = values
    } else {
      flags = strings(attributes["\(key).applied"]).map { $0.lowercased() != "false" }
    }
    return names.enumerated().map { index, name in
      // One flag stands for all filters where there are fewer flags than filters.
      let isApplied = flags.isEmpty || flags[min(index, flags.count - 1)]
      return AppliedFilter(name: name, isApplied: isApplied, stage: index + 1)
    }
  }

  private static func strings(_ value: AttributeValue?) -> [String] {
    guard let texts = value?.texts, texts.count == 1 else { return value?.texts ?? [] }
    if let array = JSONText(texts[0])?.array {
      return array.map { element in element.string ?? element.boolean.map { "\($0)" } ?? "" }
    }
    return texts[0].split(separator: ",").map(\.trimmed)
  }
}

/// The filters of a survey, found by name.
struct FilterLibrary {
  private var filters: [String: MTH5Filter] = [:]

  /// Reads all filters of the group `Filters` of a survey.
  init(_ survey: borrowing Group) throws {
    for kind in MTH5.filterKinds where try survey.exists("Filters/\(kind)") {
      let group = try survey.group("Filters/\(kind)")
      for name in try group.childNames() {
        let filter = try MTH5Filter(group.group(name), named: name, kind: kind)
        filters[Self.key(name)] = filter
        filters[Self.key(filter.stage.name)] = filter
      }
    }
  }

  subscript(name: String) -> MTH5Filter? { filters[Self.key(name)] }

  /// mth5 changes names on the way into a file: case, blanks, slashes.
  private static func key(_ name: String) -> String {
    MTH5.validName(name.lowercased().replacing("/", with: " per "))
  }
}

extension MTH5Filter {
  fileprivate init(_ group: borrowing Group, named name: String, kind: String) throws {
    let attributes = try group.attributes()
    let (response, notice) = try Self.response(group, attributes, kind)
    stage = FilterStage(
      attributes["name"]?.text ?? name, gain: attributes["gain"]?.real ?? 1,
      unitsIn: attributes["units_in"]?.text ?? "", unitsOut: attributes["units_out"]?.text ?? "",
      response: response ?? .scalar)
    problem = response == nil ? "has no table of its numbers" : stage.problem
    self.notice = notice.map { "filter \(stage.name): \($0)" }
  }

  /// - Returns: `nil` where the numbers are not there.
  private static func response(
    _ group: borrowing Group, _ attributes: [String: AttributeValue], _ kind: String
  ) throws -> (response: FilterStage.Response?, notice: String?) {
    switch kind {
    case "fap": return try group.exists("fap_table") ? table(group) : (nil, nil)
    case "zpk":
      func roots(_ name: String) throws -> [Complex<Double>] {
        try group.exists(name) ? try group.dataset(name).read() : []
      }
      let normalization = attributes["normalization_factor"]?.real ?? 1
      return (
        .polesAndZeros(
          poles: try roots("poles"), zeros: try roots("zeros"), normalization: normalization), nil
      )
    case "fir":
      return try group.exists("coefficients")
        ? (.taps(taps(try group.dataset("coefficients").read(), attributes)), nil) : (nil, nil)
    case "time_delay": return (.delay(attributes["delay"]?.real ?? .nan), nil)
    default: return (.scalar, nil)
    }
  }

  /// Rows at zero frequency say nothing of spectra, whose first harmonic is left as it is.
  private static func table(
    _ group: borrowing Group
  ) throws -> (FilterStage.Response?, String?) {
    let columns = ["frequency", "amplitude", "phase"].map { Column($0, .real) }
    let rows = try group.dataset("fap_table").rows(columns).map { row in
      row.map { cell in if case .real(let value) = cell { value } else { Double.nan } }
    }.filter { $0[0] != 0 }.sorted { $0[0] < $1[0] }
    // The file does not say the unit of phases, and mt_metadata judges by their size.
    let largest = rows.map { abs($0[2]) }.max() ?? 0
    let (factor, notice): (Double, String?) =
      switch largest {
      case (500 * Double.pi).nextUp...: (1e-3, "its phases are taken for milliradians")
      case (6 * Double.pi).nextUp...: (.pi / 180, "its phases are taken for degrees")
      default: (1, nil)
      }
    return (
      .table(
        frequencies: rows.map { $0[0] }, amplitudes: rows.map { $0[1] },
        phases: rows.map { $0[2] * factor }), notice
    )
  }

  /// Symmetric filters are stored up to their middle, as in SEED.
  private static func taps(
    _ stored: [Double], _ attributes: [String: AttributeValue]
  ) -> FilterTaps {
    let mirrored: [Double] =
      switch attributes["symmetry"]?.text?.uppercased() {
      case "EVEN": stored.reversed()
      case "ODD": stored.dropLast().reversed()
      default: []
      }
    return FilterTaps(
      stored + mirrored, rate: attributes["decimation_input_sample_rate"]?.real ?? .nan,
      decimation: attributes["decimation_factor"]?.real ?? 1,
      gainFrequency: attributes["gain_frequency"]?.real ?? 0)
  }
}

extension FilterStage {
  /// What keeps the filter from being divided out; `nil` for nothing.
  fileprivate var problem: String? {
    guard gain.isFinite, gain != 0 else { return "has the gain \(gain)" }
    switch response {
    case .scalar: return nil
    case .delay(let seconds): return seconds.isFinite ? nil : "has no delay"
    case .table(let frequencies, let amplitudes, let phases):
      let isAscending = zip(frequencies, frequencies.dropFirst()).allSatisfy { $0 < $1 }
      guard frequencies.count >= 2, isAscending, frequencies[0] > 0 else {
        return "has not two frequencies above 0 Hz, or has one twice"
      }
      return (frequencies + phases).allSatisfy(\.isFinite)
        && amplitudes.allSatisfy { $0.isFinite && $0 > 0 }
        ? nil : "has an amplitude that is not above 0, or a value that is no number"
    case .polesAndZeros(let poles, let zeros, let normalization):
      return normalization.isFinite && normalization != 0 && (poles + zeros).allSatisfy(\.isFinite)
        ? nil : "has a pole, zero or normalization that is no number"
    case .taps(let taps):
      guard taps.rate.isFinite, taps.rate > 0 else { return "has no decimation_input_sample_rate" }
      guard taps.ownGain.isFinite, taps.ownGain != 0 else {
        return "has coefficients whose gain at gain_frequency is \(taps.ownGain)"
      }
      return nil
    }
  }
}
