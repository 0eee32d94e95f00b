package import Model

/// A survey's table of sites: what a person knows better than the recordings' files say.
///
/// It is the file `sites.csv` in the survey's folder. A row is about the recordings and channels of
/// a site that it names; where several rows say something of the same thing, the one that names the
/// site, then the recording, then the channel more closely counts.
package struct SitesTable: Sendable {
  package static let fileName = "sites.csv"

  /// One line.
  package struct Row: Sendable {
    /// From 1.
    package var line: Int
    package var site: NamePattern
    package var recording: NamePattern
    /// `nil` for all.
    package var channel: Channel?
    package var cells: [SitesColumn: String]

    /// How closely it names what it is about.
    fileprivate var rank: [Int] { [site.rank, recording.rank, channel == nil ? 0 : 1] }

    fileprivate func isAbout(_ site: String, _ recording: RecordingHeader, _ channel: Channel)
      -> Bool
    {
      self.site.matches(site) && self.recording.matches(recording.name)
        && isAbout(channel, of: recording)
    }

    /// A component names the numbered line that stands for it.
    package func isAbout(_ channel: Channel, of recording: RecordingHeader) -> Bool {
      guard let own = self.channel, own != channel else { return true }
      return channel.component == own && !recording.has(own)
    }
  }

  package let path: String
  package internal(set) var rows: [Row] = []
  /// The lines of the file, so that a changed table keeps what it does not change.
  var lines: [String] = []
  var separator: Character = ","
  /// The place of each column in the lines.
  var places: [String: Int] = [:]
  /// The place in `lines` of the names of the columns.
  var headLine: Int?

  /// A table that says nothing.
  package init(empty path: String) {
    self.path = path
  }

  package var isEmpty: Bool { rows.isEmpty }
}

// What it says.
extension SitesTable {
  /// What it says of a channel of a recording.
  ///
  /// - Throws: `UserError` where two rows that name it equally closely differ.
  func cell(
    _ column: SitesColumn, _ site: String, _ recording: RecordingHeader, _ channel: Channel
  ) throws(UserError) -> String? {
    try closest(column) { $0.isAbout(site, recording, channel) }
  }

  /// What it says of a site.
  ///
  /// - Throws: `UserError` where two rows that name it equally closely differ.
  func cell(_ column: SitesColumn, _ site: String) throws(UserError) -> String? {
    try closest(column) { $0.site.matches(site) }
  }

  private func closest(_ column: SitesColumn, _ isAbout: (Row) -> Bool) throws(UserError) -> String?
  {
    var best: (row: Row, text: String)?
    for row in rows where isAbout(row) {
      guard let text = row.cells[column] else { continue }
      guard let known = best else {
        best = (row, text)
        continue
      }
      if known.row.rank == row.rank, known.text != text {
        throw UserError(
          .configuration, path, at: "lines \(known.row.line) and \(row.line), \(column.rawValue)",
          "say \(known.text) and \(text) of the same", remedy: "take one of them out")
      }
      if known.row.rank.lexicographicallyPrecedes(row.rank) { best = (row, text) }
    }
    return best?.text
  }

  func number(
    _ column: SitesColumn, _ site: String, _ recording: RecordingHeader, _ channel: Channel
  ) throws(UserError) -> Double? {
    // Cells are checked when the table is read.
    try cell(column, site, recording, channel).flatMap { try? column.number($0) }
  }

  private func number(_ column: SitesColumn, _ site: String) throws(UserError) -> Double? {
    try cell(column, site).flatMap { try? column.number($0) }
  }

  /// What products are to say of a site.
  ///
  /// - Parameter location: As the recordings have it.
  /// - Throws: `UserError` where rows differ, or one coordinate is known alone.
  package func metadata(
    of site: String, location: Location?
  ) throws(UserError) -> SiteMetadata {
    let (latitude, longitude) = (try number(.latitude, site), try number(.longitude, site))
    let elevation = try number(.elevation, site)
    var metadata = SiteMetadata(
      declination: try number(.declination, site), survey: try cell(.survey, site) ?? "",
      project: try cell(.project, site) ?? "", people: try cell(.people, site) ?? "",
      citation: try cell(.citation, site) ?? "")
    guard latitude != nil || longitude != nil || elevation != nil else { return metadata }
    guard let north = latitude ?? location?.latitude, let east = longitude ?? location?.longitude
    else {
      throw UserError(
        .configuration, path, at: "site \(site)",
        "has no \(latitude == nil ? "latitude" : "longitude"), here or in its recordings",
        remedy: "give latitude and longitude")
    }
    metadata.location = Location(
      latitude: north, longitude: east, elevation: elevation ?? location?.elevation ?? 0)
    return metadata
  }
}
