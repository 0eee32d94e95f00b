import Formats
import Model

/// What resistics did to the samples of a set of spectra, with its own choices: linear interpolation of
/// calibrations, the spectrum of the whole recording, filters over the whole recording.
enum GoldenSamples {
  case calibrated
  case uncalibrated
  /// Polarity, scale, calibration, low-pass, high-pass, notch, in that order.
  case withOptions

  /// The header of a recording that is treated so.
  func header(_ header: RecordingHeader, _ library: CalibrationLibrary) -> RecordingHeader {
    header.conditioned(by: steps(header, library))
  }

  private func steps(_ header: RecordingHeader, _ library: CalibrationLibrary)
    -> [Conditioning.Step]
  {
    let calibrations = header.channels.compactMap { channel -> Conditioning.Calibration? in
      guard case .one(let entry, _) = library.match(channel) else { return nil }
      var response = entry.response
      response.interpolation = .linear
      return Conditioning.Calibration(channel: channel.channel, response: response)
    }
    guard self != .uncalibrated, !calibrations.isEmpty else { return [] }
    guard self == .withOptions else { return [.removeMean, .calibrate(calibrations)] }
    let factors = [
      Conditioning.Factor(channel: .ex, factor: -1), Conditioning.Factor(channel: .hy, factor: 2.5),
    ]
    let filters = [
      Conditioning.Filter(.lowPass, low: 5, high: 5, method: .resistics),
      Conditioning.Filter(.highPass, low: 0.05, high: 0.05, method: .resistics),
      Conditioning.Filter(.notch, low: 0.9 * 2, high: 1.1 * 2, method: .resistics),
    ]
    return [.removeMean, .multiply(factors), .calibrate(calibrations)]
      + filters.map { .filter($0) }
  }
}
