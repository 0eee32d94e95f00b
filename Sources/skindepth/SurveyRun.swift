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
    let settings = try team.together {
      try project.settings(file: options.configuration, overrides: options.overrides)
    }
    let job = team.rank == .master ? try prepare(settings, logger) : nil
    let pool = try ThreadPool(width: threadCount(settings, team, logger))
    logger.debug("\(pool.width) threads on host \(team.hostName), \(team.size) ranks in all")
    let rankRun = try RankRun(job, ports: ports(settings), pool: pool, team: team)
    let report = try rankRun.run(team)
    var status = RunStatus()
    if let report, let job {
      status = try finish(report, job, logger, seconds: Terminal.clock() - start)
    }
    try team.barrier()
    return status
  }

  /// What rank 0 does before the work is shared.
  private func prepare(_ settings: Settings, _ logger: Logger) throws -> Job {
    let result = try SurveyReader(project: project).read(settings.survey)
    if let problem = result.problems.first {
      for other in result.problems.dropFirst() { logger.error("\(other)") }
      throw problem
    }
    let (job, notices) = try JobMaker(survey: result.survey, settings: settings).job()
    for notice in notices { logger.notice("\(notice)") }
    for (site, notice) in channelNotices(job.survey) { logger.notice("site \(site): \(notice)") }
    for folder in [project.sitesFolder, project.ediFolder, project.figuresFolder] {
      try makeFolder(folder)
    }
    logger.info(
      "\(job.survey.sites.count) sites, \(job.runs.count) transfer functions to estimate")
    return job
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
    _ settings: Settings, _ team: borrowing T, _ logger: Logger
  ) -> Int {
    let available = ThreadPool.defaultWidth()
    // Ranks that are bound to nothing all see the same cores.
    let share = max(1, available / team.ranksOnThisHost)
    guard let wanted = settings.threads else {
      let isBound = ThreadPool.affinityCount() < ProcessInfo.processInfo.processorCount
      return isBound ? available : share
    }
    if wanted > ThreadPool.affinityCount() {
      logger.warning(
        """
        \(wanted) threads on \(ThreadPool.affinityCount()) cores: launch with --bind-to none, or \
        --map-by slot:PE=\(wanted)
        """)
    }
    return max(1, wanted)
  }

  private func ports(_ settings: Settings) -> Ports {
    let project = project
    let progress = ProgressDisplay(quiet: options.verbosity == .quiet)
    let survey = settings.survey.name.isEmpty ? project.name : settings.survey.name
    let provenance = settings.provenance
    let taper = settings.spectra.taper?.rawValue ?? "boxcar"
    let compression = settings.spectra.compression
    return Ports(
      open: { try SurveyReader.open($0) },
      makeSink: { site in
        try SiteProducts(
          path: project.siteFile(site.name), survey: survey, site: site, taper: taper,
          compression: compression, provenance: provenance)
      },
      progress: { progress.show($0) }, clock: { Terminal.clock() },
      isInterrupted: { Interruption.isRequested })
  }
}

// What rank 0 does with the transfer functions.
extension SurveyRun {
  private func finish(_ report: RunReport, _ job: Job, _ logger: Logger, seconds: Double) throws
    -> RunStatus
  {
    try SurveyFileWriter.write(
      project.surveyFile, over: job.survey.sites.map { project.siteFile($0.name) },
      software: .init(name: "skindepth", version: Version.text))
    try SurveyFigures(project: project, job: job).write(report.functions)
    var status = RunStatus()
    for labelled in report.functions {
      let site = job.survey.sites.first { $0.name == labelled.function.origin.output }
      guard let site else { continue }
      try writeEDI(labelled, site, logger)
      for gap in labelled.gaps {
        status.gaps += 1
        logger.warning(
          "site \(site.name) \(labelled.label), \(gap.frequency) Hz: no estimate, \(gap.reason)")
      }
    }
    status.gapText = "done, but \(status.gaps) frequencies have no estimate; see above"
    summarise(report, job, logger, seconds)
    return status
  }

  private func writeEDI(
    _ labelled: LabelledTransferFunction, _ site: SurveySite, _ logger: Logger
  ) throws {
    guard !labelled.function.points.isEmpty else { return }
    let path = "\(project.ediFolder)/\(site.name)_\(labelled.identifier(at: site)).edi"
    try EDI.write(labelled.function, to: path)
    logger.debug("wrote \(path)")
  }

  private func summarise(_ report: RunReport, _ job: Job, _ logger: Logger, _ seconds: Double) {
    let rate = Double(report.sampleCount) / max(seconds, 1e-9) / 1e6
    logger.info(
      """
      \(report.functions.count) transfer functions in \(fixed(seconds, 1)) s \
      (\(fixed(rate, 2)) million sample·channels a second)
      """)
    for (stage, seconds) in report.seconds {
      logger.debug("\(stage): \(fixed(seconds, 3)) s")
    }
    let folders = [project.sitesFolder, project.ediFolder, project.figuresFolder]
    let places = [project.surveyFile] + folders.map { $0 + "/" }
    logger.info("products: \(places.joined(separator: ", "))")
  }
}
