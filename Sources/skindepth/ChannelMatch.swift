import Configuration
import Formats
import Model

/// What is known of the response of one channel, and why.
struct ChannelMatch: Hashable {
  enum Outcome: Hashable {
    /// The samples are in nT already; with files that would match.
    case inField(unused: [String])
    /// The recording's own filters lead to the field; with files that would match.
    case filters(unused: [String])
    case file(CalibrationEntry, others: [String])
    case theoretical(CoilModel)
    case ambiguous([CalibrationEntry])
    /// With files that would match but for something.
    case none(near: [String])
  }

  let header: ChannelHeader
  let outcome: Outcome

  init(
    _ header: ChannelHeader, _ library: CalibrationLibrary, _ settings: CalibrationSettings
  ) {
    self.header = header
    let match = library.match(header)
    var unused: [String] = []
    if case .one(let entry, _) = match { unused = [entry.response.source] }
    if header.isCalibrated == true {
      outcome = .inField(unused: unused)
    } else if header.response?.reachesField == true {
      outcome = .filters(unused: unused)
    } else {
      outcome = ChannelMatch.outcome(of: match, header, settings, near: library.nearMisses(header))
    }
  }

  private static func outcome(
    of match: CalibrationLibrary.Match, _ header: ChannelHeader, _ settings: CalibrationSettings,
    near: [String]
  ) -> Outcome {
    switch match {
    case .one(let entry, let others): return .file(entry, others: others)
    case .ambiguous(let entries): return .ambiguous(entries)
    case .none:
      let model = CoilModel.named(header.sensor, chopper: header.chopper)
      return model.flatMap { settings.usesTheoretical ? .theoretical($0) : nil }
        ?? .none(near: near)
    }
  }

  /// The response to take out, with the model of the sensor's kind for what lies beyond its table.
  var response: ChannelResponse? {
    switch outcome {
    case .file(let entry, _):
      var response = entry.response
      let sensor = header.sensor.isEmpty ? response.sensor : header.sensor
      response.model = CoilModel.named(sensor, chopper: header.chopper ?? entry.chopper)
      return withFilters(response)
    case .theoretical(let model): return withFilters(ChannelResponse(model))
    case .filters:
      var response = header.response
      response?.filters.setModel(CoilModel.named(header.sensor, chopper: header.chopper))
      return response
    case .none: return header.response
    case .inField, .ambiguous: return nil
    }
  }

  /// A sensor's response with those of the filters that the recording's file knows behind it.
  private func withFilters(_ sensor: ChannelResponse) -> ChannelResponse {
    guard let own = header.response else { return sensor }
    var response = sensor
    response.filters = own.filters
    response.source += " and \(own.source)"
    return response
  }

  /// Why there is no response for a magnetic channel; `nil` where there is one.
  var shortcoming: String? {
    guard case .none = outcome, header.channel.kind == .magnetic else { return nil }
    return sensorText
  }

  /// For the user.
  var text: String {
    let filters = header.response?.filters.map(\.name).joined(separator: ", ")
    guard case .filters = outcome else {
      return sensorText + (filters.map { "; filters of its file: \($0)" } ?? "")
    }
    return "filters of its file: \(filters ?? "")" + sensorText
  }

  private var sensorText: String {
    switch outcome {
    case .inField(let unused): return "in \(header.channel.unit)" + text(unused)
    case .filters(let unused): return text(unused)
    case .file(let entry, let others):
      let (low, high) = (entry.response.frequencies.first, entry.response.frequencies.last)
      let state = entry.chopper.map { $0 ? ", chopper on" : ", chopper off" } ?? ""
      return "calibration \(entry.response.source) (\(entry.format)\(state), "
        + "\(low.map { "\($0)" } ?? "-") to \(high.map { "\($0)" } ?? "-") Hz)"
        + (others.isEmpty ? "" : "; also matching: \(others.joined(separator: ", "))")
    case .theoretical(let model): return "theoretical response of \(model.name)"
    case .ambiguous(let entries):
      return "several calibration files match: "
        + entries.map(\.response.source).joined(separator: ", ")
    case .none(let near):
      let name = [header.sensor, header.serial].filter { !$0.isEmpty }.joined(separator: " ")
      return (["no calibration" + (name.isEmpty ? "" : " for \(name)")] + near)
        .joined(separator: "; ")
    }
  }

  private func text(_ unused: [String]) -> String {
    unused.isEmpty ? "" : "; \(unused.joined(separator: ", ")) matches and is not applied"
  }
}

extension [FilterStage] {
  /// Gives the table of a sensor, if there is one, the response of its kind.
  fileprivate mutating func setModel(_ model: CoilModel?) {
    let place = firstIndex { filter in
      if case .table = filter.response { filter.unitsIn != filter.unitsOut } else { false }
    }
    if let place { self[place].model = model }
  }
}
