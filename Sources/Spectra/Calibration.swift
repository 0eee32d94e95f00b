package import Kernels
package import Model

extension RecordingHeader {
  /// What takes the response of a channel's sensor out of the spectra of a level's windows.
  package func calibration(of channel: Channel, at level: DecimationLevel) -> HarmonicFactors {
    channels.first { $0.channel == channel }?.calibration(of: level) ?? .none
  }
}

extension ChannelHeader {
  /// Every window is divided by the response at its harmonics, so that no sample beyond the window is
  /// needed; the taper has made its ends meet.
  fileprivate func calibration(of level: DecimationLevel) -> HarmonicFactors {
    guard let response else { return .none }
    return HarmonicFactors(
      ResponseCurve(response).inverse(size: level.windowSize, rate: level.rate))
  }
}
