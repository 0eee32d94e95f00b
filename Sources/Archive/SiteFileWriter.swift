import Files
import HDF5
package import Model

/// Writes one MTH5 0.2.0 file with everything of one site.
///
/// A file that is made in one go has a temporary name and takes its own when `finish()` has written
/// and closed it; a writer that is dropped before leaves nothing behind, and an older file as it was.
/// `SiteDraft` makes files in several steps.
package final class SiteFileWriter {
  let site: SiteDescription
  let path: String
  let stationPath: String
  let ownPath: String
  /// Nil where the file's name is somebody else's care.
  let pending: PendingFile?
  /// Nil once the file is closed.
  private var file: File?
  var recordings: [(run: String, header: RecordingHeader)] = []
  /// Where the coefficients added here are in the file.
  var places: [SpectraPlaces.Key: SpectraPlace] = [:]
  /// Where the tables of windows added here are in the file.
  var tables: [String: SpectraPlace] = [:]
  /// The filters in the file, by the names that they have there.
  var filters: [String: FilterStage] = [:]
  /// The transfer functions in the file.
  var functions: [WrittenFunction] = []

  /// Begins a file.
  ///
  /// - Parameter path: The file's name in the end; its folder exists.
  /// - Throws: `UserError` if the file cannot be made or a name does not fit into it.
  package init(_ path: String, _ site: SiteDescription) throws(UserError) {
    try site.validate(for: path)
    self.site = site
    self.path = path
    let stationPath = "\(MTH5.stationsPath(survey: site.survey))/\(MTH5.validName(site.site))"
    self.stationPath = stationPath
    ownPath = MTH5.ownPath(survey: site.survey, station: site.site)
    let pending = PendingFile(path)
    self.pending = pending
    file = try naming(.output, path) {
      let file = try File.create(pending.temporary, replacing: true)
      try SiteTree.writeRoot(file, site)
      let location = site.location ?? Location(latitude: 0, longitude: 0, elevation: 0)
      try SiteTree.writeSurvey(
        file, site.survey, site.metadata, corners: (location, location),
        days: ("1980-01-01", "1980-01-01"))
      try SiteTree.writeStation(file, stationPath, site.stationAttributes)
      return file
    }
  }

  /// Goes on with an open file that has its tree, recordings and coefficients.
  ///
  /// - Parameter path: What messages name.
  /// - Throws: `UserError` if the file is not one of a site.
  init(_ path: String, goingOnWith file: consuming File) throws(UserError) {
    let open = file
    let station = try naming(.output, path) { try SoleStation(open, path) }
    site = station.description
    self.path = path
    stationPath = station.stationPath
    ownPath = station.ownPath
    pending = nil
    self.file = consume open
  }

  /// Writes the summary tables, closes the file and gives it its name.
  ///
  /// - Throws: `UserError` if the disk refuses; an older file of the name is then untouched.
  package func finish() throws(UserError) {
    try withFile { file in try describeWhole(file) }
    try writeTables()
    try close()
    try pending?.publish()
  }

  /// Writes the summary tables, for which it looks through the file.
  func writeTables() throws(UserError) {
    try withFile { file in
      var rows = try SummaryRows(of: site, at: stationPath, own: ownPath, in: file)
      rows.transferFunctions = try markDefault(file)
      try rows.write(to: file)
    }
  }

  /// Closes the file.
  func close() throws(UserError) {
    guard let file = file.take() else { preconditionFailure("the file is closed already") }
    do {
      try file.close()
    } catch {
      throw UserError(error, .output, path: path)
    }
  }

  /// Runs code with the open file; what it throws becomes an error that names the file.
  func withFile<R: ~Copyable>(_ body: (borrowing File) throws -> R) throws(UserError) -> R {
    switch file {
    case .some(let file): return try naming(.output, path) { try body(file) }
    case .none: preconditionFailure("the file is closed already")
    }
  }

  /// Adds rows to a growing dataset.
  func append<T: HDF5Scalar>(_ values: Span<T>, to dataset: String) throws(UserError) {
    // Not within the closure, which may not capture a span.
    let dataset = try withFile { file in try file.dataset(dataset) }
    do {
      try dataset.append(values)
    } catch {
      throw UserError(error, .output, path: path)
    }
  }

  /// Writes the attributes of survey and station that sum up the recordings.
  func describeWhole(_ file: borrowing File) throws(HDF5Error) {
    guard let first = recordings.map(\.header.start).min(),
      let last = recordings.map(\.header.end).max()
    else { return }
    let channels = Set(recordings.flatMap { $0.header.channels.map(\.channel) }).sorted()
    try file.group(stationPath).setAttributes([
      "run_list": .text(JSONText.list(recordings.map(\.run))),
      "channels_recorded": .text(JSONText.list(channels.map(MTH5.component))),
      "time_period.start": .text(first.iso), "time_period.end": .text(last.iso),
    ])
    try file.group("/Experiment/Surveys/\(MTH5.validName(site.survey))").setAttributes([
      "time_period.start_date": .text(first.dateText), "time_period.end_date": .text(last.dateText),
    ])
  }
}
