import Model

/// Names and places of the MTH5 layout, versions 0.1.0 and 0.2.0.
package enum MTH5 {
  /// The name of the format in lists of readers.
  package static let format = "mth5"

  /// Groups of a station that are no recordings; the last is our own.
  static let reservedInStation: Set<String> = [
    "Features", "Fourier_Coefficients", "Transfer_Functions", ownGroup,
  ]

  /// The group under a station for what MTH5 has no place for; its readers pass over it.
  static let ownGroup = "skindepth"

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

  /// Where the stations of a survey are in a file of version 0.2.0.
  static func stationsPath(survey: String) -> String {
    "/Experiment/Surveys/\(validName(survey))/Stations"
  }
}
