/// What a survey's table of sites can say, a column each.
package enum SitesColumn: String, Hashable, Sendable, CaseIterable {
  case latitude, longitude, elevation, declination
  case survey, project, people, citation
  case azimuth, tilt, dipole, polarity, gain, sensor, serial

  /// Whether it is said of channels, and not of a site as a whole.
  package var isOfChannel: Bool {
    switch self {
    case .azimuth, .tilt, .dipole, .polarity, .gain, .sensor, .serial: true
    case .latitude, .longitude, .elevation, .declination, .survey, .project, .people, .citation:
      false
    }
  }

  /// With the unit and what it does, for the user.
  package var meaning: String {
    switch self {
    case .latitude: "degrees north (WGS84)"
    case .longitude: "degrees east (WGS84)"
    case .elevation: "metres above sea level"
    case .declination: "degrees east of north to which a compass points; stated, nothing is turned"
    case .survey: "name of the survey"
    case .project: "project that the survey is part of"
    case .people: "who recorded the site"
    case .citation: "how the data are to be cited"
    case .azimuth: "degrees clockwise from geographic north"
    case .tilt: "degrees down from the horizontal; stated, nothing is turned"
    case .dipole: "metres between the electrodes; samples are divided by the new length"
    case .polarity: "-1 (or reversed) multiplies the samples by -1; 1 (or normal)"
    case .gain: "amplification that the files do not know of; samples are divided by it"
    case .sensor: "model of the sensor; chooses its calibration"
    case .serial: "serial number of the sensor; chooses its calibration"
    }
  }

  /// The numbers that make sense; `nil` for words.
  private var range: ClosedRange<Double>? {
    switch self {
    case .latitude, .tilt: -90...90
    case .longitude, .azimuth: -360...360
    case .elevation: -12_000...10_000
    case .declination: -180...180
    case .dipole: 0.01...1e6
    case .gain: 1e-12...1e12
    case .polarity: -1...1
    case .survey, .project, .people, .citation, .sensor, .serial: nil
    }
  }

  package var isNumber: Bool { range != nil }

  /// The number that a cell says, `nil` for words.
  ///
  /// - Throws: What is wrong with the cell, in words that follow it.
  package func number(_ text: String) throws(SitesCellProblem) -> Double? {
    guard let range else { return nil }
    if self == .polarity {
      switch text.lowercased() {
      case "1", "+1", "normal": return 1
      case "-1", "reversed": return -1
      default: throw SitesCellProblem(text: "is neither 1 nor -1")
      }
    }
    guard let number = Double(text), number.isFinite else {
      let comma = text.contains(",") ? ": decimals come after a point" : ""
      throw SitesCellProblem(text: "is not a number" + comma)
    }
    guard range.contains(number) else {
      throw SitesCellProblem(text: "is not within \(range.lowerBound) to \(range.upperBound)")
    }
    return self == .longitude && number > 180 ? number - 360 : number
  }
}

/// Why a cell of the table cannot be what it says.
package struct SitesCellProblem: Error, Hashable {
  package let text: String
}
