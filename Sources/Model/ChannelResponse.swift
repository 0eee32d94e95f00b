/// How a sensor answers to the field: output per unit of the field at some frequencies.
///
/// Samples divided by it, at each frequency of their spectrum, are the field. With the time dependence
/// e^{+iωt} the recorded signal is ahead of the field by the phase.
package struct ChannelResponse: Hashable, Sendable {
  /// Between the frequencies of the table, and beyond its ends.
  package enum Interpolation: String, Hashable, Sendable, CaseIterable {
    /// Cubic splines of the logarithm of the amplitude and of the unwrapped phase over the logarithm of
    /// the frequency; beyond the ends the response of the sensor's kind goes on.
    case smooth
    /// Straight lines of amplitude and phase over the frequency; beyond the ends their last values, or an
    /// amplitude that is proportional to the frequency: what resistics 0.0.6 does.
    case linear
  }

  /// Hertz, ascending; empty where the response is that of the model, or of filters, alone.
  package var frequencies: [Double]
  /// Output per unit of the field, mV/nT for coils; what filters add is not in it.
  package var amplitudes: [Double]
  /// Radians.
  package var phases: [Double]
  package var unit: String
  /// The name of the file, without its folder, or of the model.
  package var source: String
  package var sensor: String
  package var serial: String
  /// Whether the file gives the amplitude divided by the frequency, which says how it goes on.
  package var isPerHertz: Bool
  /// The sensor's response as its kind has it, if that is known.
  package var model: CoilModel?
  package var interpolation: Interpolation
  /// Whether the response is known beyond the ends of its table; else frequencies there have none.
  package var extends: Bool
  /// Filters behind the sensor, or all of them with the sensor's own, whose responses are factors.
  package var filters: [FilterStage]
  /// Whether what is divided by the response is in the field's unit; `false` where filters are known and
  /// the sensor's response is not, and stays.
  package var reachesField: Bool

  package init(
    frequencies: [Double], amplitudes: [Double], phases: [Double], unit: String = "mV/nT",
    source: String, sensor: String = "", serial: String = "", isPerHertz: Bool = false,
    model: CoilModel? = nil, interpolation: Interpolation = .smooth, extends: Bool = true,
    filters: [FilterStage] = [], reachesField: Bool = true
  ) {
    precondition(
      frequencies.count == amplitudes.count && frequencies.count == phases.count, "shape")
    self.frequencies = frequencies
    self.amplitudes = amplitudes
    self.phases = phases
    self.unit = unit
    self.source = source
    self.sensor = sensor
    self.serial = serial
    self.isPerHertz = isPerHertz
    self.model = model
    self.interpolation = interpolation
    self.extends = extends
    self.filters = filters
    self.reachesField = reachesField
  }

  /// The response of a model without a table.
  package init(_ model: CoilModel) {
    self.init(
      frequencies: [], amplitudes: [], phases: [], source: "theoretical \(model.name)",
      sensor: model.name, model: model)
  }

  /// The frequencies of each table.
  package var tables: [[Double]] {
    let own = frequencies.isEmpty ? [] : [frequencies]
    return own
      + filters.compactMap { filter in
        if case .table(let frequencies, _, _) = filter.response { frequencies } else { nil }
      }
  }

  /// Whether the response is known at a frequency in hertz.
  package func covers(_ frequency: Double) -> Bool {
    extends
      || tables.allSatisfy { table in
        guard let first = table.first, let last = table.last else { return true }
        // A table's own ends must not be lost to rounding.
        return frequency >= first * (1 - 1e-9) && frequency <= last * (1 + 1e-9)
      }
  }
}

extension ChannelHeader {
  /// What readers say of a magnetic channel whose coil's response is still in its samples.
  package static let coilNotice = "in mV with the response of the coil"

  /// What readers say of a filter that a file names, and says not to have been applied: programs do
  /// not agree on whether its response is in the samples.
  package static func unappliedNotice(_ filter: String) -> String {
    "\(unapplied) \(filter), which the file says was not applied, is not removed"
  }

  private static let unapplied = "the response of filter"

  /// Whether a filter is named whose response may be in the samples.
  package var hasUnappliedFilter: Bool {
    notices.contains { $0.hasPrefix(Self.unapplied) && $0.contains("was not applied") }
  }

  /// The unit of the samples as they are read: the field's, or mV where a response, or a length, is
  /// still to be divided out.
  package var sampleUnit: String {
    if let unit = response?.unit, let slash = unit.firstIndex(of: "/") {
      return String(unit[..<slash])
    }
    return notices.contains { $0.hasPrefix("in mV") } ? "mV" : channel.unit
  }

  /// Whether the samples of a line are in mV for want of its length alone.
  package var lacksLength: Bool {
    channel.kind == .electric && notices.contains { $0.hasPrefix("in mV") }
  }

  /// The length has become known, and samples are brought to mV/km by it.
  package mutating func forgetLackOfLength() {
    notices.removeAll { $0.hasPrefix("in mV") }
    response?.reachesField = true
  }

  /// The unit of what is estimated with the channel, once its response is divided out.
  package var processedUnit: String {
    response?.reachesField == true ? channel.unit : sampleUnit
  }

  /// Sets what the samples are divided by, after which they are in the field's unit if it reaches that.
  package mutating func calibrate(with response: ChannelResponse) {
    self.response = response
    if response.reachesField { forgetCoil() }
  }

  /// Drops the notices that say that the coil's response is still in the samples.
  package mutating func forgetCoil() {
    notices.removeAll { $0.hasPrefix(ChannelHeader.coilNotice) }
  }

  /// Takes the samples as they are, with what the file's own filters did to them.
  package mutating func keepFilters() {
    notices += (response?.filters ?? []).map { "the response of filter \($0.name) is not removed" }
    if response?.reachesField == true, response?.unit.hasPrefix("mV/") == true {
      notices.append(
        channel.kind == .magnetic
          ? ChannelHeader.coilNotice : "in mV with the responses of its filters")
    }
    response = nil
  }
}
