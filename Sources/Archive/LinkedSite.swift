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
  /// What the file says of project and citation.
  let metadata: SiteMetadata
  /// First and last day of the recordings.
  let days: (String, String)

  /// - Throws: `UserError` if the file cannot be read, is no site file, or does not
  ///   lie in the survey file's folder or below it.
  init(_ path: String, besides surveyPath: String) throws(UserError) {
    self.path = path
    relativePath = try Self.relative(path, surveyPath)
    let content = try naming(.data, path) { try SoleStation(File.open(path), path) }
    survey = content.survey
    station = content.station
    stationPath = content.stationPath
    ownPath = content.ownPath
    location = Location(content.attributes)
    metadata = content.metadata
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
