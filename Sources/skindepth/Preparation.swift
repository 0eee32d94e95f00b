import Archive
import Configuration
import Files
import Logging
import Model
import Pipeline

/// What rank 0 does before the work is shared: settings, headers, and what is left out.
struct Preparation {
  private let options: SurveyRun.Options
  private let settings: Settings
  private var survey: Survey
  private let blockSamples: Int
  /// Keeps other runs out while this one lives.
  private let lock: FolderLock?
  /// Recordings and sites that cannot be processed.
  private(set) var omissions: Int
  /// What was wrong with the first of them, for when nothing is left.
  private var firstProblem: UserError?

  private var project: Project { options.project }

  /// Reads settings and headers, says what is wrong with them, and makes the folders of products.
  ///
  /// - Parameter isTrial: Whether nothing is written.
  /// - Throws: `UserError` where nothing can be processed, in a strict run where something cannot.
  init(_ options: SurveyRun.Options, workers: Int, isTrial: Bool = false, _ logger: Logger) throws {
    self.options = options
    let project = options.project
    settings = try project.settings(file: options.configuration, overrides: options.overrides)
    let result = try SurveyReader(project: project).read(settings.survey)
    omissions = result.problems.count
    firstProblem = result.problems.first
    survey = result.survey
    for notice in result.notices { logger.notice("\(notice)") }
    for (site, notice) in Preparation.channelNotices(survey) {
      logger.notice("site \(site): \(notice)")
    }
    if let problem = firstProblem {
      let nothingIsLeft = survey.sites.allSatisfy(\.recordings.isEmpty)
      guard !options.isStrict && !nothingIsLeft else {
        for other in result.problems.dropFirst() { logger.error("\(other)") }
        throw problem
      }
      for problem in result.problems { logger.error("left out: \(problem)") }
    }
    lock = isTrial ? nil : try WorkFolder(project.workFolder).lock()
    blockSamples =
      try Preparation.knownBlockSamples(options)
      ?? Preparation.blockSamples(options, survey, settings, workers: workers)
    guard !isTrial else { return }
    try WorkFolder(project.workFolder).writeLayout(blockSamples: blockSamples)
    for folder in [project.sitesFolder, project.ediFolder, project.figuresFolder] {
      try makeFolder(folder)
    }
  }

  /// What readers have to say, each thing once a site.
  private static func channelNotices(_ survey: Survey) -> [(String, String)] {
    survey.sites.flatMap { site in
      let notices = site.recordings.flatMap(\.header.channels).flatMap { header in
        header.notices.map { "\(header.channel): \($0)" }
      }
      return Set(notices).sorted().map { (site.name, $0) }
    }
  }

  /// The job of what can be processed.
  mutating func job(_ logger: Logger) throws -> Job {
    let maker = JobMaker(
      survey: survey, settings: settings, blockSamples: blockSamples,
      note: { logger.notice("\($0)") })
    let made = try maker.job(isStrict: options.isStrict, because: firstProblem)
    for problem in made.problems { logger.error("left out: \(problem)") }
    omissions += made.problems.count
    logger.info(
      "\(made.job.survey.sites.count) sites, \(made.job.runs.count) transfer functions to estimate")
    return made.job
  }

  func shared() throws -> SharedSettings {
    SharedSettings(
      settings, survey: survey.name, extras: [try project.truthStamp()], memory: options.memory)
  }

  /// Takes recordings out of the survey that could not be read.
  ///
  /// - Returns: How many.
  mutating func leaveOut(_ losses: [RunReport.Loss], _ logger: Logger) throws -> Int {
    for loss in losses {
      logger.error("left out: \(loss.problem)")
      if firstProblem == nil { firstProblem = loss.problem }
      for site in survey.sites.indices where survey.sites[site].name == loss.site {
        survey.sites[site].recordings.removeAll { $0 == loss.recording }
      }
    }
    omissions += losses.count
    return losses.count
  }

  /// As an earlier run of this survey cut the work, so that what it did is found.
  private static func knownBlockSamples(_ options: SurveyRun.Options) throws -> Int? {
    let known = try WorkFolder(options.project.workFolder).readLayout()
    return options.blockSamples == nil || options.blockSamples == known ? known : nil
  }

  /// As the user says, else about a second's work.
  private static func blockSamples(
    _ options: SurveyRun.Options, _ survey: Survey, _ settings: Settings, workers: Int
  ) -> Int {
    let threads = settings.spectra.threads ?? 2
    return options.blockSamples
      ?? UnitSize.samples(
        of: survey, workers: workers * threads, memory: options.memory / (threads + 1))
  }

  /// How a run of so many ranks would cut the work.
  func blockSamples(workers: Int) throws -> Int {
    try Preparation.knownBlockSamples(options)
      ?? Preparation.blockSamples(options, survey, settings, workers: workers)
  }

  /// Threads of each rank for spectra, where the settings say so, and for which solver.
  var threads: Int? { settings.spectra.threads }
}
