import Archive
import ArgumentParser
import Configuration
import Foundation
import Glibc
import Logging
import Model
import Pipeline

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Show results that are out of date and leftovers, and remove them when told to.",
    discussion: """
      Nothing is removed without --force, or a yes at the terminal. Results that hold stay, whichever run made \
      them; so does every file that this program did not make.

      EXAMPLES
        skindepth clean survey              what would be removed, and why
        skindepth clean survey --force      remove it
      """)

  @OptionGroup var selection: RunSelection

  @Flag(help: "Remove without asking.")
  var force = false

  func run() throws {
    let logger = Logger(label: "skindepth") { _ in RankLog(rank: nil, logLevel: .warning) }
    var preparation = try Preparation(selection.glance, workers: 1, logger)
    let project = preparation.project
    let outdated = try preparation.outdated(try? preparation.job(logger))
    for problem in outdated.problems { logger.warning("\(problem)") }
    for item in outdated.items {
      print("\(item.title): \(item.reason)")
      for file in item.files { print("  \(file)") }
    }
    guard !outdated.items.isEmpty else { return print("nothing to remove") }
    guard force || CleanCommand.isToldTo() else {
      return print(
        "nothing is removed: `skindepth clean --force` removes \(counted(outdated.items.count, "result or file", "results and files"))"
      )
    }
    let lock =
      FileManager.default.fileExists(atPath: project.workFolder)
      ? try WorkFolder(project.workFolder).lock() : nil
    try withExtendedLifetime(lock) { try remove(outdated.items, project) }
  }

  /// Asks, where somebody is there to answer.
  private static func isToldTo() -> Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return false }
    print("remove all of this? [y/N] ", terminator: "")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  private func remove(_ items: [OutdatedResults.Item], _ project: Project) throws {
    for (path, ofFile) in Dictionary(grouping: items, by: \.path).sorted(by: { $0.key < $1.key }) {
      let results = ofFile.compactMap { item in
        if case .result(let result) = item.thing { result } else { nil }
      }
      if results.isEmpty {
        try removeItem(path)
      } else {
        try remove(results, from: path, of: ofFile[0].site, project)
      }
      for file in ofFile.flatMap(\.files) where FileManager.default.fileExists(atPath: file) {
        try removeItem(file)
      }
    }
    try project.writeSurveyFile()
  }

  private func remove(
    _ results: [StoredResult], from path: String, of site: String, _ project: Project
  ) throws {
    // What the file was finished for, it still is, but for what does not hold.
    let note = WorkFolder(project.workFolder).finishedPath(site: site)
    let runs = FinishedSite(path: path).runs(note)
    try SiteResults.remove(results, from: path)
    try FinishedSite(path: path).note(runs, note)
    for result in results { print("removed from \(path): \(result.title)") }
  }

  private func removeItem(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw UserError(
        .output, path, "cannot be removed: \((error as NSError).localizedDescription)",
        remedy: "check the permissions of its folder")
    }
    print("removed \(path)")
  }
}

extension RunSelection {
  /// For commands that look at a survey as a run of these options would.
  var glance: SurveyRun.Options {
    SurveyRun.Options(
      project: Project(project), configuration: config, overrides: overrides(),
      verbosity: .normal, isStrict: false, memory: MemorySize.standard.bytes, blockSamples: nil)
  }
}

extension Project {
  /// Makes the file over all sites of the survey anew, where there is anything to be in it or it is
  /// there.
  func writeSurveyFile() throws {
    let files = try siteFiles()
    guard !files.isEmpty || FileManager.default.fileExists(atPath: surveyFile) else { return }
    try SurveyFileWriter.write(
      surveyFile, over: files, software: .init(name: "skindepth", version: Version.text))
  }

  /// The files of all sites of the survey that have one, whichever run made it.
  func siteFiles() throws -> [String] {
    try siteNames().map(siteFile).filter(FileManager.default.fileExists)
  }
}
