import ArgumentParser
import Model
import Surveying

struct SitesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what is in force for each site and channel, and what of it the table says.",
    discussion: """
      What stands in sites.csv has an asterisk. --csv prints all that is in force in the form of the \
      table, which a spreadsheet can fill in.

      EXAMPLES
        skindepth sites list survey
        skindepth sites list survey --csv >filled.csv
      """)

  @OptionGroup var options: SitesOptions

  @Flag(help: "Print a table for sites.csv.")
  var csv = false

  func run() throws {
    let result = try options.read()
    let statements = result.statements
    if csv {
      print(try SitesTable.text(of: statements), terminator: "")
    } else {
      for site in statements.sites { try show(site, statements.table) }
      if statements.sites.isEmpty { print("no sites yet: see `skindepth add --help`") }
      if !statements.table.isEmpty { print("* from \(statements.table.path)") }
    }
    for problem in result.problems { Terminal.printError("skindepth: error: \(problem)") }
    if !result.problems.isEmpty { throw FindingsReported() }
  }

  private func show(_ site: SiteStatements.Site, _ table: SitesTable) throws {
    let own = try table.statements(of: site.name, location: site.location)
    print(["site \(site.name)", own.text].filter { !$0.isEmpty }.joined(separator: ": "))
    // Recordings of which the same is known stand together.
    var groups: [(names: [String], lines: [String])] = []
    for header in site.headers {
      let lines = try header.channels.map { channel in
        let known = try table.statements(of: channel, in: header, site.name)
        return "    \(channel.channel): \(known.text)"
      }
      if let place = groups.firstIndex(where: { $0.lines == lines }) {
        groups[place].names.append(header.name)
      } else {
        groups.append(([header.name], lines))
      }
    }
    for group in groups {
      let some = group.names.prefix(3).joined(separator: ", ")
      let more = group.names.count > 3 ? " and \(group.names.count - 3) more" : ""
      print("  \(some)\(more)")
      for line in group.lines { print(line) }
    }
  }
}

extension [SitesStatement] {
  fileprivate var text: String {
    map { "\($0.column.rawValue) \($0.text)\($0.isOfTable ? "*" : "")" }.joined(separator: ", ")
  }
}

extension SitesTable {
  /// All that is in force, as a table: a row for each site and for each channel, one for all of its
  /// recordings where these do not differ.
  fileprivate static func text(of statements: SiteStatements) throws -> String {
    let old = statements.table
    var table = SitesTable(empty: old.path).withAllColumns()
    for site in statements.sites {
      try table.append(old.statements(of: site.name, location: site.location), site: site.name)
      for channel in Set(site.headers.flatMap(\.channels).map(\.channel)).sorted() {
        var known: [(recording: String, statements: [SitesStatement])] = []
        for header in site.headers {
          guard let own = header.channels.first(where: { $0.channel == channel }) else { continue }
          known.append((header.name, try old.statements(of: own, in: header, site.name)))
        }
        let isOne = Set(known.map { $0.statements.map(\.text) }).count == 1
        for row in isOne ? [("", known[0].statements)] : known {
          table.append(row.1, site: site.name, recording: row.0, channel: channel)
        }
      }
    }
    return table.text
  }
}
