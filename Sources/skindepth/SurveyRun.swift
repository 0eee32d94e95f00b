import Archive
import Configuration
import Distribution
import Foundation
import Logging
import Model
import Pipeline

/// How a run ended.
struct RunStatus {
  /// Frequencies without an estimate.
  var gaps = 0
  /// Problems for which recordings or sites were left out.
  var omissions = 0
  /// Whether the run was asked to end before it was done.
  var isInterrupted = false

  var isComplete: Bool { gaps == 0 && omissions == 0 }

  var text: String {
    let parts = [
      gaps == 0 ? nil : counted(gaps, "frequency has", "frequencies have") + " no estimate",
      omissions == 0
        ? nil
        : counted(omissions, "problem") + " left something out",
    ]
    return "done, but \(parts.compactMap(\.self).joined(separator: " and ")); see above"
  }
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
    /// Whether anything that cannot be processed ends the run.
    var isStrict: Bool
    /// Bytes that the work in hand of each rank may take.
    var memory: Int
    /// Samples of a unit of work, where the user says so.
    var blockSamples: Int?
    /// How far the work shall go.
    var goal = Job.Goal.transferFunctions
  }

  let options: Options

  func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> RunStatus {
    let start = Terminal.clock()
    let logger = RankLog.logger(team, options.verbosity)
    // Rank 0 alone reads files of the user, so that what is wrong with them is said once.
    let isMaster = team.rank == .master
    var preparation = try team.together {
      isMaster ? try Preparation(options, workers: team.size, logger) : nil
    }
    var limits: RankLimits?
    // Without what turned out to be unreadable the work is planned anew; what is done stays done.
    while true {
      let job = try team.together {
        let job = try preparation?.job(logger)
        if let job {
          try SeriesMemory(Plan(job), memory: options.memory).check(options.memory)
          try preparation?.makeFolders(job)
        }
        return job
      }
      let shared = try team.broadcast(try preparation?.shared(job))
      // Once: the settings do not change.
      let ours = try limits ?? self.limits(shared, team, logger)
      limits = ours
      let rankRun = try RankRun(
        job, ports: try ports(shared, logger), limits: ours, isStrict: options.isStrict,
        team: team)
      guard case .done(let report) = try rankRun.run(team) else {
        // Said before any rank ends: launchers end the others as soon as one ends with a code.
        if isMaster { Terminal.printError("skindepth: \(Interrupted())") }
        try team.barrier()
        return RunStatus(isInterrupted: true)
      }
      let losses = try team.together {
        try report.map { try preparation?.leaveOut($0.losses, logger) ?? 0 } ?? 0
      }
      guard try team.broadcast(losses) == 0 else { continue }
      let status = try team.together { () -> RunStatus in
        guard let report, let preparation, let job else { return RunStatus() }
        return try SurveyCompletion(
          project: preparation.project, job: job, formats: shared.formats, logger: logger
        ).finish(
          report, omissions: preparation.omissions, seconds: Terminal.clock() - start)
      }
      try team.barrier()
      return status
    }
  }

  /// What this rank may use; a collective call.
  private func limits<T: Team & ~Copyable>(
    _ shared: SharedSettings, _ team: borrowing T, _ logger: Logger
  ) throws -> RankLimits {
    let limits = RankLimits(
      spectraThreads: threadCount(shared.spectraThreads, team),
      solvingThreads: threadCount(shared.solverThreads, team),
      statisticsThreads: threadCount(shared.statisticsThreads, team), memory: shared.memory)
    logger.debug(
      "\(limits.spectraThreads) threads, \(limits.solvingThreads) for solving, on \(team.hostName)")
    // Of all ranks the one that is furthest beyond its cores, so that it is said once.
    var surplus = [Double(limits.threads - ThreadCount.allowed())]
    try team.maximum(&surplus)
    if surplus[0] > 0, team.rank == .master {
      logger.warning(
        """
        \(limits.threads) threads on \(limits.threads - Int(surplus[0])) cores: launch with --bind-to none, \
        or --map-by slot:PE=\(limits.threads)
        """)
    }
    return limits
  }

  /// Threads of this rank: the setting, else this rank's share of the cores that it may use.
  private func threadCount<T: Team & ~Copyable>(_ setting: Int?, _ team: borrowing T) -> Int {
    // Ranks that are bound to nothing, or to the same socket, see the same cores: each takes its share.
    let share = max(1, ProcessInfo.processInfo.processorCount / team.ranksOnThisHost)
    return setting.map { max(1, $0) } ?? min(ThreadCount.standard(), share)
  }

  private func ports(_ shared: SharedSettings, _ logger: Logger) throws -> Ports {
    let progress = ProgressDisplay(quiet: options.verbosity == .quiet)
    let project = options.project.with(set: shared.set)
    let products = RankLog.productLogger(of: logger, options.verbosity)
    return Ports(
      open: { try SurveyReader.open($0) },
      work: UnitFiles(folder: WorkFolder(project.workFolder), prunes: shared.prunes),
      sites: SiteFiles(project: project, settings: shared) { products.notice("\($0)") },
      found: { found in
        guard let text = SurveyRun.text(found) else { return }
        logger.info("\(text)")
      }, progress: { progress.show($0) }, clock: { Terminal.clock() },
      isInterrupted: { Interruption.isRequested })
  }

  /// How much of the work is there, if it is neither all nor none.
  private static func text(_ found: Found) -> String? {
    guard found.units.done > 0, found.units.left + found.estimates.left > 0 else { return nil }
    return """
      \(found.units.done) of \(counted(found.units.total, "unit of work", "units of work")) and \
      \(found.estimates.done) of \(counted(found.estimates.total, "estimate")) are there already
      """
  }
}
