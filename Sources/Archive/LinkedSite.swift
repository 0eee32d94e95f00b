import HDF5
import Model

/// What the survey file must know of a site file before it can place it.
struct LinkedSite {
  let path: String
  /// The file's name as seen from the survey file's folder.
  let relativePath: String
  let survey: String
  let station: String
  let stationPath: String
  let ownPath: String
  let location: Location?
  /// First and last day of the recordings.
  let days: (String, String)

  /// - Throws: `UserError` if the file cannot be read, is not one of `SiteFileWriter`, or does not
  ///   lie in the survey file's folder or below it.
  init(_ path: String, besides surveyPath: String) throws(UserError) {
    self.path = path
    relativePath = try Self.relative(path, surveyPath)
    let content = try naming(.data, path) { try Content(path) }
    survey = content.survey
    station = content.station
    stationPath = content.stationPath
    ownPath = MTH5.ownPath(survey: survey, station: station)
    location = Location(content.attributes)
    days = content.days
  }

  private static func relative(_ path: String, _ surveyPath: String) throws(UserError) -> String {
    let folder = surveyPath.lastIndex(of: "/").map { surveyPath[...$0] } ?? ""
    let rest = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : nil
    guard let rest, !rest.hasPrefix("/"), !rest.split(separator: "/").contains("..") else {
      throw UserError(
        .output, surveyPath, at: path, "a site file must lie in the survey file's folder",
        remedy: "Move the site file there, so that the folder can be moved as one")
    }
    return rest
  }
}

/// The one station of a site file.
private struct Content {
  let survey: String
  let station: String
  let stationPath: String
  let attributes: [String: AttributeValue]
  let days: (String, String)

  init(_ path: String) throws {
    let file = try File.open(path)
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
    days = (
      try surveyGroup.attribute("time_period.start_date")?.text ?? "1980-01-01",
      try surveyGroup.attribute("time_period.end_date")?.text ?? "1980-01-01"
    )
  }

  private static func complaint(_ path: String, _ found: String) -> UserError {
    UserError(
      .data, path, "no site file of this program: it holds \(found), not one",
      remedy: "List only the site files of the project")
  }
}
