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

  /// `SITE_id`, the site's name cut where that is too long; an id that begins so stays as it is.
  static func transferFunctionName(_ id: String, site: String) -> String {
    if id.hasPrefix("\(site)_") { return id }
    var start = site
    while start.utf8.count + 1 + id.utf8.count > SiteDescription.longestName { start.removeLast() }
    return "\(start)_\(id)"
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
