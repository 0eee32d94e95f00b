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
    try project.writeSurveyFile()
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
