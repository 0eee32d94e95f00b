import Configuration
import Formats
import Model

/// What is known of the response of one magnetic channel, and why.
struct ChannelMatch: Hashable {
  enum Outcome: Hashable {
    /// The samples are in nT already; with files that would match.
    case inField(unused: [String])
    case file(CalibrationEntry, others: [String])
    case theoretical(CoilModel)
    case ambiguous([CalibrationEntry])
    case none
  }

  let header: ChannelHeader
  let outcome: Outcome

  init(
    _ header: ChannelHeader, _ library: CalibrationLibrary, _ settings: CalibrationSettings
  ) {
    self.header = header
    let match = library.match(header)
    if header.isCalibrated == true || header.response != nil {
      if case .one(let entry, _) = match {
        outcome = .inField(unused: [entry.response.source])
      } else {
        outcome = .inField(unused: [])
      }
      return
    }
    switch match {
    case .one(let entry, let others): outcome = .file(entry, others: others)
    case .ambiguous(let entries): outcome = .ambiguous(entries)
    case .none:
      let model = CoilModel.named(header.sensor, chopper: header.chopper)
      outcome = model.flatMap { settings.usesTheoretical ? .theoretical($0) : nil } ?? .none
    }
  }

  /// The response to take out, with the model of the sensor's kind for what lies beyond its table.
  var response: ChannelResponse? {
    switch outcome {
    case .file(let entry, _):
      var response = entry.response
      let sensor = header.sensor.isEmpty ? response.sensor : header.sensor
      response.model = CoilModel.named(sensor, chopper: header.chopper ?? entry.chopper)
      return response
    case .theoretical(let model): return ChannelResponse(model)
    case .inField, .ambiguous, .none: return nil
    }
  }

  /// For the user.
  var text: String {
    switch outcome {
    case .inField(let unused):
      return "in nT"
        + (unused.isEmpty ? "" : "; \(unused.joined(separator: ", ")) matches and is not applied")
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
    case .none:
      let name = [header.sensor, header.serial].filter { !$0.isEmpty }.joined(separator: " ")
      return "no calibration" + (name.isEmpty ? "" : " for \(name)")
    }
  }
}
