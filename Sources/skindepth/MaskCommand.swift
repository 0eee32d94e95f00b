import Archive
import ArgumentParser
import Configuration
import Foundation
import Model
import Pipeline

/// Lists the masks of a survey.
struct MaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask",
    abstract: "Show the masks of a survey: conditions, and how many windows each leaves out.",
    discussion: """
      Masks are sections [Mask NAME] of the configuration, and are made by `statistics`, `process` and \
      `run`. Their names here end with the sampling frequency; without it all frequencies are shown.

      EXAMPLES
        skindepth mask survey
        skindepth mask survey coh70_100_128Hz --sites A
        skindepth mask survey --windows            with the numbers of the windows
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Argument(help: "Names of masks (default: all).")
  var names: [String] = []

  @Option(help: "Sites, with commas between them (default: all).")
  var sites: String?

  @Option(help: "Name of the set of spectra (default: as the configuration says).")
  var specdir: String?

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Flag(help: "Also list the windows that are left out, by their global numbers.")
  var windows = false

  func run() throws {
    let project = try Project.of(project, set: specdir, configuration: config)
    try project.check()
    let chosen = sites.map { $0.split(separator: ",").map(String.init) }
    let known = try project.siteNames()
    for name in chosen ?? [] where !known.contains(name) {
      throw UserError(
        .configuration, "site \(name)", "is not in the survey",
        remedy: "the survey's sites are: \(known.joined(separator: ", "))")
    }
    var count = 0
    for site in chosen ?? known
    where FileManager.default.fileExists(atPath: project.siteFile(site)) {
      count += try show(site, SiteFileReader(project.siteFile(site)))
    }
    guard count == 0 else { return }
    throw UserError(
      .configuration, project.path, "has no such mask",
      remedy: "write a section [Mask NAME], see docs/configuration.md, and call `skindepth run`")
  }

  /// - Returns: How many masks were shown.
  private func show(_ site: String, _ file: SiteFileReader) throws -> Int {
    let tables = try file.masks().filter { table in
      names.isEmpty || names.contains(name(of: table))
        || names.contains(LabelledNames.withoutRate(name(of: table)))
    }
    var shown: [String] = []
    for table in tables {
      let name = name(of: table)
      if !shown.contains(name) {
        print("site \(site), mask \(name)")
        for line in table.definition { print("  \(line)") }
        shown.append(name)
      }
      try show(table, file)
    }
    return shown.count
  }

  private func show(_ table: StoredTable, _ file: SiteFileReader) throws {
    print("  level \(table.level): \(counted(table.windows.count, "window"))")
    let masked = windows ? try file.maskedWindows(table) : []
    for (index, frequency) in table.frequencies.enumerated() {
      let count = index < table.maskedCounts.count ? table.maskedCounts[index] : 0
      let share = (100 * Double(count) / Double(max(1, table.windows.count))).fixed(1)
      print("    \(NumberList.text(frequency)) Hz: \(count) left out (\(share) %)")
      if windows { print("      \(masked[index])") }
    }
  }

  private func name(of table: StoredTable) -> String {
    if case .mask(let name) = table.kind { name } else { "" }
  }
}
