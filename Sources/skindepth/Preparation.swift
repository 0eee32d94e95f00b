import Archive
import Configuration
import Files
import Logging
import Model
import Pipeline

/// What rank 0 does before the work is shared: settings, headers, and what is left out.
///
/// It looks, and writes nothing until `makeFolders`.
struct Preparation {
  private let options: SurveyRun.Options
  private let settings: Settings
  /// With the set of spectra that the settings name.
  let project: Project
  private var survey: Survey
  private let blockSamples: Int
  /// What cannot be processed, each once, as it was said.
  private var omitted: Set<String> = []
  /// Paths of what could not be read.
  private let unreadable: [String]
  /// Notices that were given; a work that is planned anew brings them again.
  private var noted: Set<String> = []
  /// Keeps other runs out while this one lives.
  private var lock: FolderLock?
  /// Parts of joined recordings that could not be read, and whole ones that were left out.
  private var damaged: Set<RecordingLocator> = []
  private var losses: [RunReport.Loss] = []
  /// What was wrong with the first of them, for when nothing is left.
  private var firstProblem: UserError?

  private var work: WorkFolder { WorkFolder(project.workFolder) }

  /// Problems for which recordings and sites are left out.
  var omissions: Int { omitted.count }

  /// Reads settings and headers, and says what is wrong with them.
  ///
  /// - Throws: `UserError` where nothing can be processed, in a strict run where something cannot.
  init(_ options: SurveyRun.Options, workers: Int, _ logger: Logger) throws {
    self.options = options
    settings = try options.project.settings(
      file: options.configuration, overrides: options.overrides)
    project = options.project.with(set: settings.spectra.set)
    let result = try SurveyReader(project: project).read(settings)
    firstProblem = result.problems.first
    unreadable = result.problems.map(\.subject)
    survey = result.survey
    blockSamples =
      try Preparation.knownBlockSamples(options, project)
      ?? Preparation.blockSamples(options, survey, settings, workers: workers)
    for notice in result.notices { note(notice, logger) }
    if let notice = options.project.noteOfTruth() { note(notice, logger) }
    for (site, notice) in Preparation.channelNotices(survey) {
      note("site \(site): \(notice)", logger)
    }
    for shortfall in result.shortfalls where omitted.insert("\(shortfall)").inserted {
      logger.warning("\(shortfall)")
    }
    if let problem = firstProblem {
      let nothingIsLeft = survey.sites.allSatisfy(\.recordings.isEmpty)
      guard !options.isStrict && !nothingIsLeft else {
        for other in result.problems.dropFirst() { logger.error("\(other)") }
        throw problem
      }
      for problem in result.problems { leaveOut(problem, logger) }
    }
  }

  private mutating func note(_ notice: String, _ logger: Logger) {
    if noted.insert(notice).inserted { logger.notice("\(notice)") }
  }

  private mutating func leaveOut(_ problem: UserError, _ logger: Logger) {
    if omitted.insert("\(problem)").inserted { logger.error("left out: \(problem)") }
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
    var notices: [String] = []
    let maker = JobMaker(
      survey: survey, settings: settings, blockSamples: blockSamples, goal: options.goal,
      note: { notices.append($0) })
    let made = Result { try maker.job(isStrict: options.isStrict, because: firstProblem) }
    for notice in notices { note(notice, logger) }
    let (job, problems) = try made.get()
    for problem in problems { leaveOut(problem, logger) }
    let sites = counted(job.survey.sites.count, "site")
    logger.info(
      job.goal != .transferFunctions
        ? "\(sites), \(job.goal.text) to make"
        : "\(sites), \(counted(job.functionCount, "transfer function")) to estimate"
    )
    return job
  }

  /// What of the survey's results does not hold any more.
  func outdated(_ job: Job?) throws -> OutdatedResults {
    let unread = survey.sites.filter { site in
      site.recordings.isEmpty
        || unreadable.contains { "\($0)/".hasPrefix(project.siteFolder(site.name) + "/") }
    }
    let judge = ResultJudge(
      survey: survey, settings: settings, job: job, unread: Set(unread.map(\.name)))
    return try OutdatedResults(project, judge)
  }

  /// What all ranks have to know.
  func shared(_ job: Job?) throws -> SharedSettings {
    SharedSettings(
      settings, survey, extras: [try project.truthStamp()], memory: options.memory,
      prunes: job.map(isWhole) ?? false)
  }

  /// Makes the folders of products, where the job is one that can be done, keeps other runs out, and
  /// removes the work on sites that are gone.
  ///
  /// - Throws: `UserError` if the disk refuses.
  mutating func makeFolders(_ job: Job) throws {
    let texts = settings.output.formats.map(project.folder(of:))
    for folder in [project.sitesFolder, project.figuresFolder] + texts { try makeFolder(folder) }
    if lock == nil { lock = try work.lock() }
    // Also sites that only lend their channels have units of work.
    for site in job.survey.sites { try work.makeFolders(site: site.name) }
    if try work.readLayout() != blockSamples { try work.writeLayout(blockSamples: blockSamples) }
    if isWhole(job) {
      try work.removeSites(
        besides: Set(project.folderNames() + survey.sites.map(\.name)))
    }
  }

  /// Whether the job covers the whole survey, so that work that it does not know is of no more use.
  ///
  /// What cannot be read today may be readable tomorrow.
  private func isWhole(_ job: Job) -> Bool { job.writtenSites == nil && omissions == 0 }

  /// Takes recordings out of the survey that could not be read, or the channel of which nothing can
  /// be made.
  ///
  /// - Returns: How many.
  mutating func leaveOut(_ losses: [RunReport.Loss], _ logger: Logger) throws -> Int {
    let parts = Set(losses.compactMap(\.damagedPart))
    self.losses += losses.filter { $0.damagedPart == nil }
    for loss in losses {
      leaveOut(loss.problem, logger)
      if firstProblem == nil { firstProblem = loss.problem }
    }
    if !parts.isSubset(of: damaged) {
      // The other parts are joined anew.
      damaged.formUnion(parts)
      let result = try SurveyReader(project: project, leavingOut: damaged).read(settings)
      survey = result.survey
      for notice in result.notices { note(notice, logger) }
    }
    for loss in self.losses { leaveOut(loss) }
    return losses.count
  }

  private mutating func leaveOut(_ loss: RunReport.Loss) {
    guard let site = survey.site(named: loss.site),
      let index = survey.sites[site].recordings.firstIndex(of: loss.recording)
    else { return }
    let channels = loss.recording.header.channels.filter { $0.channel != loss.problem.channel }
    if channels.isEmpty || channels.count == loss.recording.header.channels.count {
      survey.sites[site].recordings.remove(at: index)
    } else {
      survey.sites[site].recordings[index].header.channels = channels
    }
  }

  /// As an earlier run of this survey cut the work, so that what it did is found.
  private static func knownBlockSamples(
    _ options: SurveyRun.Options, _ project: Project
  ) throws -> Int? {
    let known = try WorkFolder(project.workFolder).readLayout()
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
    try Preparation.knownBlockSamples(options, project)
      ?? Preparation.blockSamples(options, survey, settings, workers: workers)
  }

  /// Threads of each rank for spectra, where the settings say so, and for which solver.
  var threads: Int? { settings.spectra.threads }
}

extension RunReport.Loss {
  /// Of a recording that is joined of several the one that is damaged; `nil` where that is not
  /// known, or all of the recording is.
  fileprivate var damagedPart: RecordingLocator? {
    let parts = recording.header.conditioning?.steps.flatMap { step -> [RecordingLocator] in
      if case .join(let parts) = step { parts.map(\.locator) } else { [] }
    }
    guard let parts, !parts.isEmpty, problem.channel == nil else { return nil }
    return ([recording.locator] + parts).first { part in
      problem.subject == part.path || problem.subject.hasPrefix(part.path + "/")
    }
  }
}
