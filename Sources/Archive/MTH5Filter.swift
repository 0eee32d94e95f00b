package import ComplexModule
import HDF5
import Model

/// A filter between the field and the recorded numbers, as MTH5 stores it.
package struct MTH5Filter: Hashable, Sendable {
  package enum Response: Hashable, Sendable {
    /// The gain alone.
    case scalar
    /// Amplitudes and phases in radians at frequencies in hertz; times the gain.
    case table(frequencies: [Double], amplitudes: [Double], phases: [Double])
    /// gain · normalization · Π(iω − zero) / Π(iω − pole), zeros and poles in rad/s.
    case polesAndZeros(
      poles: [Complex<Double>], zeros: [Complex<Double>], normalization: Double)
    /// A delay in seconds.
    case delay(Double)
    /// Σ taps[k] e^{−iωk/rate}, rate in hertz.
    case taps([Double], rate: Double)
  }

  package let name: String
  /// Output per input in `unitsOut` per `unitsIn`.
  package let gain: Double
  package let unitsIn: String
  package let unitsOut: String
  package let response: Response
}

/// A channel's note of a filter that its samples have passed.
package struct AppliedFilter: Hashable, Sendable {
  package let name: String
  /// Whether the filter's effect is in the samples, to be divided out.
  package let isApplied: Bool
  /// Order on the way from the field to the recorder.
  package let stage: Int
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

  /// Files of mth5 before 0.5: lists `filter.name` and `filter.applied`.
  private static func olderList(_ attributes: [String: AttributeValue]) -> [AppliedFilter] {
    let names = strings(attributes["filter.name"]).filter { !$0.isEmpty && $0 != "none" }
    let flags: [Bool]
    if case .booleans(let values) = attributes["filter.applied"] {
      flags = values
    } else {
      flags = strings(attributes["filter.applied"]).map { $0.lowercased() != "false" }
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
        let filter = try MTH5Filter(group.group(name), named: name)
        filters[Self.key(name)] = filter
        filters[Self.key(filter.name)] = filter
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
  fileprivate init(_ group: borrowing Group, named name: String) throws {
    let attributes = try group.attributes()
    self.name = attributes["name"]?.text ?? name
    gain = attributes["gain"]?.real ?? 1
    unitsIn = attributes["units_in"]?.text ?? ""
    unitsOut = attributes["units_out"]?.text ?? ""
    response = try Response(group, attributes)
  }
}

extension MTH5Filter.Response {
  fileprivate init(
    _ group: borrowing Group, _ attributes: [String: AttributeValue]
  ) throws {
    if try group.exists("fap_table") {
      let columns = ["frequency", "amplitude", "phase"].map { Column($0, .real) }
      let rows = try group.dataset("fap_table").rows(columns)
      let values = (0..<3).map { column in
        rows.map { row in if case .real(let value) = row[column] { value } else { Double.nan } }
      }
      self = .table(frequencies: values[0], amplitudes: values[1], phases: values[2])
    } else if try group.exists("poles") {
      self = .polesAndZeros(
        poles: try group.dataset("poles").read(),
        zeros: try group.exists("zeros") ? try group.dataset("zeros").read() : [],
        normalization: attributes["normalization_factor"]?.real ?? 1)
    } else if try group.exists("coefficients") {
      self = .taps(
        try group.dataset("coefficients").read(),
        rate: attributes["decimation_input_sample_rate"]?.real ?? 0)
    } else if let delay = attributes["delay"]?.real {
      self = .delay(delay)
    } else {
      self = .scalar
    }
  }
}
