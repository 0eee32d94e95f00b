import HDF5
import Model

/// The one station of a site file.
struct SoleStation {
  let survey: String
  let station: String
  let stationPath: String
  let attributes: [String: AttributeValue]
  /// First and last day of the recordings.
  let days: (String, String)
  let software: SiteDescription.Software
  let metadata: SiteMetadata

  /// - Throws: `UserError` if the file does not hold one survey with one station.
  init(_ file: borrowing File, _ path: String) throws {
    let surveys =
      try file.exists("/Experiment/Surveys")
      ? try file.group("/Experiment/Surveys").childNames() : []
    guard surveys.count == 1 else { throw Self.complaint(path, "\(surveys.count) surveys") }
    let surveyGroup = try file.group("/Experiment/Surveys/\(surveys[0])")
    let stations = try surveyGroup.group("Stations").childNames()
    guard stations.count == 1 else { throw Self.complaint(path, "\(stations.count) stations") }
    stationPath = "/Experiment/Surveys/\(surveys[0])/Stations/\(stations[0])"
    attributes = try file.group(stationPath).attributes()
    survey = try surveyGroup.attribute("id")?.text ?? surveys[0]
    station = attributes["id"]?.text ?? stations[0]
    metadata = try SiteMetadata(surveyGroup, stationAttributes: attributes)
    days = (
      try surveyGroup.attribute("time_period.start_date")?.text ?? "1980-01-01",
      try surveyGroup.attribute("time_period.end_date")?.text ?? "1980-01-01"
    )
    software = SiteDescription.Software(
      name: try file.attribute("mth5.software.name")?.text ?? "",
      version: try file.attribute("mth5.software.version")?.text ?? "")
  }

  /// The group for what MTH5 has no place for.
  var ownPath: String { MTH5.ownPath(survey: survey, station: station) }

  /// What the file says of its survey and site, as it was given when the file was begun.
  var description: SiteDescription {
    let created = attributes["provenance.creation_time"]?.text
    return SiteDescription(
      survey: survey, site: station, location: Location(attributes), metadata: metadata,
      placeName: attributes["geographic_name"]?.text ?? "", software: software,
      created: created == SiteDescription.unknownTime ? nil : created.flatMap { Instant($0) })
  }

  private static func complaint(_ path: String, _ found: String) -> UserError {
    UserError(
      .data, path, "no site file of this program: it holds \(found), not one",
      remedy: "List only the site files of the project")
  }
}
