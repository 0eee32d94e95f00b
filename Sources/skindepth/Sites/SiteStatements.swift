import Model
import Pipeline
import Surveying

/// What a survey's table of sites says of its recordings, and what of that does not fit them.
struct SiteStatements {
  /// A site as files and the table have it.
  struct Site {
    let name: String
    /// Of all recordings, in their order, channels not yet left out or turned.
    let headers: [RecordingHeader]
    let location: Location?
    let metadata: SiteMetadata
  }

  let table: SitesTable
  private(set) var sites: [Site] = []
  /// Of each site where the table and files differ.
  private(set) var conflicts: [(site: String, conflict: SitesConflict)] = []
  private(set) var notices: [String] = []

  init(_ table: SitesTable) {
    self.table = table
  }

  /// A site's recordings with what the table says of them, and what products are to say of it.
  ///
  /// - Throws: `UserError` where rows of the table differ.
  mutating func apply(
    to recordings: [SurveyRecording], of site: String
  ) throws(UserError) -> (recordings: [SurveyRecording], metadata: SiteMetadata) {
    var stated = recordings
    for index in recordings.indices {
      let applied = try table.applied(to: recordings[index].header, of: site)
      stated[index].header = applied.header
      conflicts += applied.conflicts.map { (site, $0) }
      notices += applied.notices.map { "site \(site), \($0) (\(table.path))" }
    }
    let headers = stated.map(\.header)
    let location = headers.lazy.compactMap(\.location).first
    let metadata = try table.metadata(of: site, location: location)
    sites.append(
      Site(
        name: site, headers: headers, location: metadata.location ?? location, metadata: metadata))
    return (stated, metadata)
  }

  /// Rows that are about nothing that the survey has.
  func strays() -> [UserError] { table.strays(among: sites.map { ($0.name, $0.headers) }) }
}
