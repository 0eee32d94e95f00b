import Model

/// Names and places of the MTH5 layout, versions 0.1.0 and 0.2.0.
package enum MTH5 {
  /// The name of the format in lists of readers.
  package static let format = "mth5"

  /// Groups of a station that are no recordings.
  static let reservedInStation: Set<String> = [
    "Features", "Fourier_Coefficients", "Transfer_Functions",
  ]

  static let filterKinds = ["coefficient", "fap", "fir", "time_delay", "zpk"]

  /// Units as mt_metadata names them.
  static func unitName(_ channel: Channel) -> String {
    channel.kind == .electric ? "milliVolt per kilometer" : "nanoTesla"
  }

  /// mth5's name of a channel's component and dataset.
  static func component(_ channel: Channel) -> String { channel.name.lowercased() }

  /// A name as mth5 makes it fit for a group.
  static func validName(_ name: String) -> String {
    String(name.compactMap { $0 == "," ? nil : $0 == " " || $0 == "/" ? "_" : $0 })
  }

  /// `SITE_id`, of at most the bytes that mth5's tables hold; an id that begins so stays as it is.
  ///
  /// What is longer is cut, with a few digits behind it that stand for the whole, so that two never
  /// become one.
  static func transferFunctionName(_ id: String, site: String) -> String {
    let whole = id.hasPrefix("\(site)_") ? id : "\(site)_\(id)"
    guard whole.utf8.count > SiteDescription.longestName else { return whole }
    let mark = "-" + Digest(of: Array(whole.utf8)).description.suffix(6)
    var start = whole
    while start.utf8.count + mark.utf8.count > SiteDescription.longestName { start.removeLast() }
    return start + mark
  }

  /// Where the stations of a survey are in a file of version 0.2.0.
  static func stationsPath(survey: String) -> String {
    "/Experiment/Surveys/\(validName(survey))/Stations"
  }

  /// The group for what MTH5 has no place for, such as cross-powers.
  ///
  /// It lies beside the tree of MTH5: mth5 takes every group under a station for a recording.
  static func ownPath(survey: String, station: String) -> String {
    "/skindepth/\(validName(survey))/\(validName(station))"
  }
}
