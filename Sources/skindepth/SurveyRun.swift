import Archive
import Configuration
import Distribution
import Estimation
import Figures
import Formats
import Foundation
import Logging
import Model
import Pipeline

/// How a run ended.
struct RunStatus {
  /// Frequencies without an estimate.
  var gaps = 0
  var gapText = ""
}

/// A run of the whole chain on a team of ranks.
struct SurveyRun {
  enum Verbosity {
    case quiet, normal, verbose
  }

  struct Options: Sendable {
    var project: Project
    var configuration: String?
    var overrides: [Override]
    var verbosity: Verbosity
  }

  let options: Options

  private var project: Project { options.project }

  func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> RunStatus {
    let start = Terminal.clock()
    let logger = RankLog.logger(team, options.verbosity)
    // Rank 0 alone reads files of the user, so that what is wrong with them is said once.
    let isMaster = team.rank == .master
    let job = try team.together { isMaster ? try prepare(logger) : nil }
    let shared = try team.broadcast(job?.shared)
    let pool = try ThreadPool(width: threadCount(shared.spectraThreads, team, logger))
    let width = threadCount(shared.solverThreads, team, logger)
    let solvers = width == pool.width ? pool : try ThreadPool(width: width)
    logger.debug("\(pool.width) threads, \(solvers.width) for solving, on \(team.hostName)")
    let rankRun = try RankRun(
      job?.job, ports: ports(shared), pool: pool, solvingPool: solvers, team: team)
    let report = try rankRun.run(team)
    var status = RunStatus()
    if let report, let job = job?.job {
      status = try finish(
        report, job, shared.provenance.split(separator: "\n").map(String.init), logger,
        seconds: Terminal.clock() - start)
    }
    try team.barrier()
    return status
  }

  /// What rank 0 does before the work is shared.
  private func prepare(_ logger: Logger) throws -> (job: Job, shared: SharedSettings) {
    let settings = try project.settings(
      file: options.configuration, overrides: options.overrides)
    let result = try SurveyReader(project: project).read(settings.survey)
    if let problem = result.problems.first {
      for other in result.problems.dropFirst() { logger.error("\(other)") }
      throw problem
    }
    for notice in result.notices { logger.notice("\(notice)") }
    for (site, notice) in channelNotices(result.survey) {
      logger.notice("site \(site): \(notice)")
    }
    let job = try JobMaker(
      survey: result.survey, settings: settings, note: { logger.notice("\($0)") }
    ).job()
    for folder in [project.sitesFolder, project.ediFolder, project.figuresFolder] {
      try makeFolder(folder)
    }
    logger.info(
      "\(job.survey.sites.count) sites, \(job.runs.count) transfer functions to estimate")
    return (job, SharedSettings(settings, survey: job.survey.name))
  }

  /// What readers have to say, each thing once a site.
  private func channelNotices(_ survey: Survey) -> [(String, String)] {
    survey.sites.flatMap { site in
      let notices = site.recordings.flatMap(\.header.channels).flatMap { header in
        header.notices.map { "\(header.channel): \($0)" }
      }
      return Set(notices).sorted().map { (site.name, $0) }
    }
  }

  /// Threads of this rank: the setting, else this rank's share of the cores that it may use.
  private func threadCount<T: Team & ~Copyable>(
    _ setting: Int?, _ team: borrowing T, _ logger: Logger
  ) -> Int {
    // Ranks that are bound to nothing, or to the same socket, see the same cores: each takes its share.
    let share = max(1, ProcessInfo.processInfo.processorCount / team.ranksOnThisHost)
    guard let wanted = setting else { return min(ThreadPool.defaultWidth(), share) }
    if wanted > ThreadPool.affinityCount() {
      logger.warning(
        """
        \(wanted) threads on \(ThreadPool.affinityCount()) cores: launch with --bind-to none, or \
        --map-by slot:PE=\(wanted)
        """)
    }
    return max(1, wanted)
  }

  private func ports(_ shared: SharedSettings) -> Ports {
    let project = project
    let progress = ProgressDisplay(quiet: options.verbosity == .quiet)
    return Ports(
      open: { try SurveyReader.open($0) },
      makeSink: { site in
        try SiteProducts(path: project.siteFile(site.name), site: site, settings: shared)
      },
      progress: { progress.show($0) }, clock: { Terminal.clock() },
      isInterrupted: { Interruption.isRequested })
  }
}

// What rank 0 does with the transfer functions.
extension SurveyRun {
  private func finish(
    _ report: RunReport, _ job: Job, _ provenance: [String], _ logger: Logger, seconds: Double
  ) throws -> RunStatus {
    try SurveyFileWriter.write(
      project.surveyFile, over: try siteFiles(),
      software: .init(name: "skindepth", version: Version.text))
    try SurveyFigures(project: project, job: job).write(report.functions)
    var status = RunStatus()
    for labelled in report.functions {
      let site = job.survey.sites.first { $0.name == labelled.function.origin.output }
      guard let site else { continue }
      try writeEDI(labelled, site, provenance, logger)
      warn(ofUnconverged: labelled, site, logger)
      for gap in labelled.gaps {
        status.gaps += 1
        logger.warning(
          "site \(site.name) \(labelled.label), \(gap.frequency) Hz: no estimate, \(gap.reason)")
      }
    }
    removeOutdated(report, job, logger)
    status.gapText = "done, but \(status.gaps) frequencies have no estimate; see above"
    summarise(report, job, logger, seconds)
    return status
  }

  private func warn(
    ofUnconverged labelled: LabelledTransferFunction, _ site: SurveySite, _ logger: Logger
  ) {
    let points = labelled.function.points.filter { !$0.estimate.converged }
    guard !points.isEmpty else { return }
    let periods = points.map { "\($0.period.fixed(3)) s" }.joined(separator: ", ")
    logger.warning(
      "site \(site.name) \(labelled.label): not converged at \(periods); see maxpasses in [Solver]")
  }

  /// Removes EDI files of sites of this run that an earlier one made and this one did not.
  private func removeOutdated(_ report: RunReport, _ job: Job, _ logger: Logger) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: project.ediFolder)) ?? []
    let sites = Set((try? project.siteNames()) ?? [])
    for site in job.survey.sites {
      let made = report.functions.filter {
        $0.function.origin.output == site.name && !$0.function.points.isEmpty
      }
      guard !made.isEmpty else { continue }
      let current = Set(made.map { "\(site.name)_\($0.identifier(at: site)).edi" })
      for file in files where !current.contains(file) {
        guard let name = ProductName(file, of: site.name), name.isOfRun(between: sites) else {
          continue
        }
        try? FileManager.default.removeItem(atPath: "\(project.ediFolder)/\(file)")
        logger.notice("removed \(project.ediFolder)/\(file), which an earlier run made")
      }
    }
  }

  /// The files of all sites of the survey that have one, whichever run made it.
  private func siteFiles() throws -> [String] {
    try project.siteNames().map(project.siteFile).filter(FileManager.default.fileExists)
  }

  private func writeEDI(
    _ labelled: LabelledTransferFunction, _ site: SurveySite, _ provenance: [String],
    _ logger: Logger
  ) throws {
    guard !labelled.function.points.isEmpty else { return }
    guard EDI.canHold(labelled.function) else {
      logger.notice(
        "site \(site.name) \(labelled.label): no EDI, which holds Ex, Ey, Hz from Hx and Hy only")
      return
    }
    let path = "\(project.ediFolder)/\(site.name)_\(labelled.identifier(at: site)).edi"
    try EDI.write(labelled.function, to: path, provenance: provenance)
    logger.debug("wrote \(path)")
  }

  private func summarise(_ report: RunReport, _ job: Job, _ logger: Logger, _ seconds: Double) {
    let rate = Double(report.sampleCount) / max(seconds, 1e-9) / 1e6
    logger.info(
      """
      \(report.functions.count) transfer functions in \(seconds.fixed(1)) s \
      (\(rate.fixed(2)) million sample·channels a second)
      """)
    for (stage, seconds) in report.seconds {
      logger.debug("\(stage): \(seconds.fixed(3)) s")
    }
    let folders = [project.sitesFolder, project.ediFolder, project.figuresFolder]
    let places = [project.surveyFile] + folders.map { $0 + "/" }
    logger.info("products: \(places.joined(separator: ", "))")
  }
}
