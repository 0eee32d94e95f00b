import ArgumentParser
import Model
import Surveying

/// A survey's table of sites.
struct SitesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sites",
    abstract: "List, set and check what is known of sites and channels: the table sites.csv.",
    discussion: """
      What recordings' files say of places, directions, lengths and sensors is the default; what \
      SURVEY/sites.csv says counts. Its columns, besides site, recording, channel (what a row is about) \
      and comment:

      \(SitesColumn.allCases.map { "  \($0.rawValue): \($0.meaning)" }.joined(separator: "\n"))

      EXAMPLES
        skindepth sites list survey
        skindepth sites set survey A --channel Ex dipole=48.5 azimuth=12
        skindepth sites set survey A latitude=46.51 longitude=9.87 elevation=1540
        skindepth sites set survey "*" declination=2.3 people="Field party 2"
        skindepth sites check survey
      """,
    subcommands: [SitesList.self, SitesSet.self, SitesCheck.self])
}

/// What the subcommands read.
struct SitesOptions: ParsableArguments {
  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  func read() throws -> SurveyReader.Result {
    let project = Project(project)
    let settings = try project.settings(file: config, overrides: [])
    return try SurveyReader(project: project, isForEstimates: false).read(settings)
  }
}

struct SitesCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold the table of sites against the recordings.",
    discussion: """
      Says where the table and files differ, which rows are about nothing that is there, and which sites \
      have no place. Ends with code 4 if a row does not do what it says.

      EXAMPLES
        skindepth sites check survey
      """)

  @OptionGroup var options: SitesOptions

  func run() throws {
    let result = try options.read()
    let statements = result.statements
    for (site, conflict) in statements.conflicts {
      print("note: site \(site), \(conflict.recording), \(conflict.text)")
    }
    for site in statements.sites where site.location == nil && !site.headers.isEmpty {
      print("note: site \(site.name) has no latitude and longitude, here or in its recordings")
    }
    for notice in statements.notices { print("warning: \(notice)") }
    let strays = statements.strays()
    for stray in strays { print("warning: \(stray)") }
    for problem in result.problems { print("error: \(problem)") }
    let table = statements.table
    print(
      "\(table.path): \(counted(table.rows.count, "row")), "
        + "\(counted(statements.sites.count, "site")) in the survey")
    guard strays.isEmpty, statements.notices.isEmpty, result.problems.isEmpty else {
      throw FindingsReported()
    }
  }
}

extension SitesConflict {
  /// For the user.
  var text: String {
    "\(channel): \(column.rawValue) is \(file) in the file and \(table) in \(SitesTable.fileName), which"
      + " counts"
  }
}
