import Model

/// What to do about findings: the key of the configuration, or the command, that does it.
struct Remedies {
  let site: String

  /// Leaving out a time of one site's runs.
  static let leaveOut = "`datetimes` in [Process] leaves the time out"

  /// Setting a cell of the survey's table of sites.
  func stated(_ channels: [Channel], _ cell: String, recording: String = "") -> String {
    let names = channels.map(\.name).joined(separator: ",")
    let part = recording.isEmpty ? "" : " --recording \(recording)"
    return "`skindepth sites set SURVEY \(site)\(part) --channel \(names) \(cell)`"
  }

  func reversed(_ channel: Channel, _ device: String) -> String {
    stated([channel], "polarity=reversed")
      + " mends it (`polreverse = \(channel)` in [Preprocessing] does it at all sites); check the \(device), and the"
      + " azimuth in the header"
  }

  func scaled(_ channels: [Channel], by factor: Double) -> String {
    let list = channels.map { "\($0):\(factor.short)" }.joined(separator: ",")
    return stated(channels, "gain=\((1 / factor).short)")
      + " mends it (`scale = \(list)` in [Preprocessing] does it at all sites)"
  }

  var exchanged: String {
    "exchange the names of the two channels where they are given: `channels` in NAME.ini of column files, else"
      + " the recorder's header"
  }

  var uncalibrated: String {
    "put the coil's calibration file into the survey's folder `calibration`, so that its response is taken out,"
      + " give the coil's `sensor` and `serial` in sites.csv where its file does not, or set `usetheoretical ="
      + " True` in [Calibration]"
  }

  var calibratedTwice: String {
    "calibrate the channel once only: its file has calibrated values already; take its calibration file out of"
      + " the survey's folder `calibration`, or set `calibrate = False` in [Calibration]"
  }

  /// Writing what was recorded before and after a time apart.
  func cut(at time: Instant) -> String {
    let text = "\(time.dateText) \(time.timeText(decimals: 0))"
    return
      "`skindepth preprocess SURVEY --sites \(site) --stop \"\(text)\" --output-site \(site)_before` and the"
      + " same with --start write the two parts; correct the start of the second"
  }
}
