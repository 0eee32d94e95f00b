import Archive
import Estimation
import Formats
import Foundation
import Logging
import Model
import Pipeline

/// What rank 0 does when all sites are done: the file over all of them, and the account to the user.
struct SurveyCompletion {
  let project: Project
  let job: Job
  /// Words for the formats of transfer functions.
  let formats: [String]
  let logger: Logger

  func finish(_ report: RunReport, omissions: Int, seconds: Double) throws -> RunStatus {
    try SurveyFileWriter.write(
      project.surveyFile, over: try siteFiles(),
      software: .init(name: "skindepth", version: Version.text))
    var status = RunStatus(omissions: omissions)
    for function in report.functions {
      warn(ofUnsettled: function)
      for gap in function.gaps {
        status.gaps += 1
        logger.warning(
          "site \(function.site) \(function.label), \(gap.frequency) Hz: no estimate, \(gap.reason)"
        )
      }
      noteMissingText(function)
      tell(doubtsOf: function)
    }
    removeOutdated(report)
    summarise(report, seconds)
    return status
  }

  private func warn(ofUnsettled function: RunReport.Summary) {
    guard !function.unsettled.isEmpty else { return }
    let periods = function.unsettled.map { "\($0.fixed(3)) s" }.joined(separator: ", ")
    logger.warning(
      "site \(function.site) \(function.label): not converged at \(periods); see maxpasses in [Solver]"
    )
  }

  /// One line of what speaks against a run's estimates, and what their bands leave for those who ask for more.
  private func tell(doubtsOf function: RunReport.Summary) {
    let place = "site \(function.site) \(function.label)"
    let doubts = EstimateDoubt.text(function.doubts)
    if !doubts.isEmpty { logger.warning("\(place): in doubt: \(doubts)") }
    guard !function.floored.isEmpty else { return }
    let floors = function.floored.map {
      "\($0.percent.fixed(3)) % at \(EstimateDoubt.seconds($0.period)) s"
    }
    logger.debug(
      "\(place): errors are mainly what the band leaves, of a row's modulus \(floors.joined(separator: ", "))"
    )
  }

  private func noteMissingText(_ function: RunReport.Summary) {
    guard function.pointCount > 0, !formats.isEmpty,
      !EDI.canHold(function.outputs, from: function.inputs)
    else { return }
    let names = formats.joined(separator: ", ")
    logger.notice(
      "site \(function.site) \(function.label): no \(names), which hold Ex, Ey, Hz from Hx and Hy only"
    )
  }

  /// Removes files of transfer functions of sites of this run that an earlier one made and this one
  /// did not.
  private func removeOutdated(_ report: RunReport) {
    for writer in TransferFunctionWriters.all {
      removeOutdated(report, writer, in: project.folder(of: writer.key))
    }
  }

  private func removeOutdated(
    _ report: RunReport, _ writer: any TransferFunctionWriter.Type, in folder: String
  ) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let sites = Set((try? project.siteNames()) ?? [])
    let ends = Set(job.runs.map(\.postpend))
    for site in job.survey.sites {
      let made = report.functions.filter { $0.site == site.name && $0.pointCount > 0 }
      guard !made.isEmpty else { continue }
      let current = Set(
        made.map { "\(site.name)_\(LabelledNames.identifier($0.label, $0.rate, at: site))" })
      for file in files {
        guard
          let name = ProductName(file, of: site.name, endings: writer.endings, ends: ends),
          name.isOfRun(between: sites),
          !formats.contains(writer.key) || !current.contains(name.stem)
        else { continue }
        try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
        logger.notice("removed \(folder)/\(file), which an earlier run made")
      }
    }
  }

  /// The files of all sites of the survey that have one, whichever run made it.
  private func siteFiles() throws -> [String] {
    try project.siteNames().map(project.siteFile).filter(FileManager.default.fileExists)
  }

  private func summarise(_ report: RunReport, _ seconds: Double) {
    let rate = Double(report.sampleCount) / max(seconds, 1e-9) / 1e6
    let count =
      job.goal != .transferFunctions
      ? "\(job.goal.text) of \(counted(job.survey.sites.count, "site"))"
      : "\(report.functions.count) transfer functions"
    logger.info(
      report.tasksDone == 0
        ? "\(count): all was done already"
        : "\(count) in \(seconds.fixed(1)) s (\(rate.fixed(2)) million sample·channels a second)")
    for (stage, seconds) in report.seconds {
      logger.debug("\(stage): \(seconds.fixed(3)) s of all threads")
    }
    let folders =
      [project.sitesFolder] + formats.map(project.folder(of:)) + [project.figuresFolder]
    let places = [project.surveyFile] + folders.map { $0 + "/" }
    logger.info("products: \(places.joined(separator: ", "))")
  }
}
