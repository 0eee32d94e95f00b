import ArgumentParser
import Model
import Surveying

struct SitesSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Set what is known of a site, a recording or a channel, in the table.",
    discussion: """
      COLUMN=VALUE sets a cell of the row of just this site, recording and channel, and COLUMN= empties it. \
      All other lines of the table stay as they are. What a run has made with other values is made anew by \
      the next one.

      EXAMPLES
        skindepth sites set survey A --channel Ex dipole=48.5 azimuth=12
        skindepth sites set survey A --channel Hy --recording run2 polarity=reversed
        skindepth sites set survey "*" people="Field party 2" declination=2.3
        skindepth sites set survey A --channel Ex dipole=
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Argument(help: "The site's name; * in it stands for any letters.")
  var site: String

  @Argument(help: "Cells to set, such as azimuth=12.")
  var cells: [String]

  @Option(help: "The recording's name, as `info` shows it (default: all).")
  var recording = ""

  @Option(help: "Channels, with commas between them (default: all, or the site itself).")
  var channel: String?

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  func run() throws {
    let project = Project(project)
    try project.check()
    let names = channel?.split(separator: ",").map { String($0).trimmed }
    let chosen: [Channel?] = try names.map { try $0.map(channel(named:)) } ?? [nil]
    let pairs = try pairs()
    var table = try SitesTable(project.sitesTable)
    for channel in chosen {
      table = try table.setting(pairs, site: site, recording: recording, channel: channel)
    }
    // What does not fit is refused before anything is written.
    try check(table, chosen, project)
    try table.write()
    let subject = (["site \(site)", recording] + chosen.map { $0?.name ?? "" })
      .filter { !$0.isEmpty }.joined(separator: ", ")
    print("\(table.path): \(cells.joined(separator: ", ")) for \(subject)")
  }

  private func channel(named name: String) throws -> Channel {
    guard let channel = Channel(name) else {
      throw UserError(
        .configuration, "--channel", "\"\(name)\" is no channel",
        remedy: "channels are \(Channel.known.map(\.name).joined(separator: ", "))")
    }
    return channel
  }

  private func pairs() throws -> [SitesColumn: String] {
    var pairs: [SitesColumn: String] = [:]
    for cell in cells {
      let parts = cell.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).trimmed }
      let names = SitesColumn.allCases.map(\.rawValue)
      guard parts.count == 2, let column = SitesColumn(rawValue: parts[0].lowercased()) else {
        let near = nearest(to: parts[0], among: names).map { "did you mean \($0)=…?" }
        throw UserError(
          .configuration, cell, "is no COLUMN=VALUE",
          remedy: near ?? "columns are \(names.joined(separator: ", "))")
      }
      pairs[column] = parts[1]
    }
    return pairs
  }

  /// - Throws: `UserError` where the row is about nothing that the survey has.
  private func check(_ table: SitesTable, _ channels: [Channel?], _ project: Project) throws {
    let settings = try project.settings(file: config, overrides: [])
    let result = try SurveyReader(project: project, isForEstimates: false).read(
      settings, table: table)
    let strays = result.statements.strays()
    let own = table.rows.filter {
      $0.site.text == site && $0.recording.text == recording && channels.contains($0.channel)
    }
    let places = own.map { "line \($0.line)" }
    if let stray = strays.first(where: { places.contains($0.place) }) { throw stray }
  }
}
