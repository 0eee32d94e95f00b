import Archive
import ArgumentParser
import Configuration
import Foundation
import Logging
import Model
import Pipeline

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what of a survey is done, and what a run would still do.",
    discussion: """
      Give the options that the run has, or will have. Nothing is changed, and a run may be going on \
      meanwhile. What lies on the disk counts as undamaged; a run looks closer. Results of any run that no \
      longer hold are listed with the reason: their data or settings changed, a site was renamed or is gone, or \
      another version made them.

      EXAMPLES
        skindepth status survey
        skindepth status survey --remote R
        skindepth status survey --remote R --verbose     with what is missing
      """)

  @OptionGroup var selection: RunSelection

  @Flag(name: .shortAndLong, help: "Also show which units of work are missing.")
  var verbose = false

  func run() throws {
    let logger = Logger(label: "skindepth") { _ in RankLog(rank: nil, logLevel: .notice) }
    var preparation = try Preparation(selection.glance, workers: 1, logger)
    let project = preparation.project
    let job = try preparation.job(logger)
    let ports = try StockPorts(glancingAt: project, preparation.shared(job))
    let status = try SurveyStatus(job, ports)
    for site in status.sites { show(site) }
    show(try preparation.outdated(job))
    print(workText(project))
    print(conclusion(status, preparation.omissions, project))
  }

  private func show(_ outdated: OutdatedResults) {
    for problem in outdated.problems { print("cannot be looked at: \(problem)") }
    for item in outdated.items { print("out of date: \(item.title): \(item.reason)") }
    guard !outdated.items.isEmpty else { return }
    print(
      "out of date: \(counted(outdated.items.count, "result or file", "results and files")); `skindepth clean` shows and removes them"
    )
  }

  private func show(_ site: SiteStatus) {
    let file =
      site.isFinished
      ? site.isWritten ? "file finished" : "lends its channels"
      : site.isWritten ? "file to be written" : "its units are needed"
    print("site \(site.name): \(counted(site.recordingCount, "recording")), \(file)")
    let levels = site.levels.enumerated().filter { $0.element.total > 0 }
      .map { "level \($0.offset): \(text($0.element))" }
    print("  units of work \(text(site.units)) (\(levels.joined(separator: ", ")))")
    if site.estimates.total > 0 { print("  estimates \(text(site.estimates))") }
    guard verbose else { return }
    for unit in site.missing {
      print("    to do: recording \(unit.recording), level \(unit.level), block \(unit.block)")
    }
  }

  private func text(_ count: Count) -> String { "\(count.done) of \(count.total)" }

  private func workText(_ project: Project) -> String {
    let bytes = WorkFolder(project.workFolder).occupiedBytes()
    return "\(project.workFolder): \((Double(bytes) / 1e6).fixed(1)) MB"
  }

  private func conclusion(_ status: SurveyStatus, _ omissions: Int, _ project: Project) -> String {
    let hasFile = FileManager.default.fileExists(atPath: project.surveyFile)
    guard status.isComplete && hasFile else {
      let left = [
        counted(status.units.left, "unit of work", "units of work"),
        counted(status.estimates.left, "estimate"),
        counted(status.files.left + (hasFile ? 0 : 1), "file"),
      ]
      return "not complete: a run would make \(left.joined(separator: ", "))"
    }
    guard omissions > 0 else { return "complete" }
    return "complete but for what \(counted(omissions, "problem")) left out, see above"
  }
}
