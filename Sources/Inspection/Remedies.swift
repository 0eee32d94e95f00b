import Model

/// What to do about findings: the key of the configuration, or the command, that does it.
struct Remedies {
  let site: String

  /// Leaving out a time of one site's runs.
  static let leaveOut = "`datetimes` in [Process] leaves the time out"

  /// Writing the site's recordings anew with an option.
  func rewritten(_ option: String) -> String {
    "`skindepth preprocess SURVEY --sites \(site) \(option) --output-site \(site)_mended` writes the"
      + " recordings anew"
  }

  func reversed(_ channel: Channel, _ device: String) -> String {
    rewritten("--polreverse \(channel)")
      + " (`polreverse = \(channel)` in [Preprocessing] does it at all sites); check the \(device), and the"
      + " azimuth in the header"
  }

  func scaled(_ channels: [Channel], by factor: Double) -> String {
    let list = channels.map { "\($0):\(factor.short)" }.joined(separator: ",")
    return rewritten("--scale \(list)")
      + " (`scale = \(list)` in [Preprocessing] does it at all sites)"
  }

  var exchanged: String {
    "exchange the names of the two channels where they are given: `channels` in NAME.ini of column files, else"
      + " the recorder's header"
  }

  var uncalibrated: String {
    "put the coil's calibration file into the survey's folder `calibration`, so that its response is taken out,"
      + " or set `usetheoretical = True` in [Calibration]"
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
