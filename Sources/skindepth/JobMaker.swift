import Configuration
import Estimation
import Model
import Pipeline
import Selection
import Spectra

/// Makes the job of a run from the survey and the settings, and says what is wrong with the two together.
struct JobMaker {
  let survey: Survey
  let settings: Settings
  /// Of a unit of work.
  let blockSamples: Int
  var goal = Job.Goal.transferFunctions

  /// Is told what the user should know, also where the job then turns out impossible.
  let note: (String) -> Void

  /// A job of what can be processed, and what is wrong with the rest.
  ///
  /// - Parameters:
  ///   - isStrict: Whether nothing may be wrong.
  ///   - cause: What is said where nothing is left; else the first thing that is wrong.
  func job(isStrict: Bool, because cause: UserError?) throws -> (job: Job, problems: [UserError]) {
    for notice in settings.notices { note(notice) }
    try SurveyNames(survey: survey, settings: settings).check()
    let notices = SurveyNotices(survey: survey, settings: settings)
    for notice in notices.ofRecordings() { note(notice) }
    if goal == .transferFunctions, let notice = notices.ofErrors() { note(notice) }
    let maker = LevelMaker(survey: survey, settings: settings, note: note)
    var levels: [SamplingRate: [DecimationLevel]] = [:]
    for rate in Set(survey.sites.flatMap(\.rates)).sorted(by: >) {
      levels[rate] = try maker.levels(for: rate)
    }
    let selections = SelectionMaker(
      survey: survey, settings: settings,
      firstLevels: levels.mapValues { ($0.first?.factor ?? 1) > 1 ? 1 : 0 })
    var (runs, problems) = try runs(selections, because: cause)
    for notice in notices.ofMasks(runs) { note(notice) }
    let masks = try selections.masks()
    var job = job(runs, masks, levels)
    let plan = Plan(job)
    // Behind the runs are those of masks.
    let idle = idleRuns(plan).filter(runs.indices.contains)
    if !idle.isEmpty {
      problems += idle.filter { runs[$0].isSolved }.map { index in
        let run = IdleRun(runs[index], survey, minimumWindows: settings.window.minimumWindows)
        guard plan.hasWindows(index) else { return run.withoutWindows() }
        return plan.lastLevel(ofRun: index) == nil ? run.withFewWindows() : run.outsideOfTimes()
      }
      runs = runs.indices.filter { !idle.contains($0) }.map { runs[$0] }
      job = self.job(runs, masks, levels)
    }
    let lasts = plan.job.runs.indices.filter { !idle.contains($0) }.map(plan.lastLevel)
    job = extended(job, lasts, levels, maker) { self.job(runs, masks, $0) }
    // Spectra and statistics do not need runs that can be estimated.
    if goal != .transferFunctions { return (job, []) }
    if let problem = problems.first, isStrict || !job.runs.contains(where: \.isSolved) {
      throw cause ?? problem
    }
    return (job, problems)
  }

  /// The job with the longer periods of the levels at which sites or runs end, of which the user is told.
  ///
  /// - Parameters:
  ///   - lasts: The last level of each run; of those of masks there may be more.
  ///   - make: Makes the job of other levels.
  private func extended(
    _ job: Job, _ lasts: [Int?], _ levels: [SamplingRate: [DecimationLevel]], _ maker: LevelMaker,
    make: ([SamplingRate: [DecimationLevel]]) -> Job
  ) -> Job {
    // Of all sites, so that a run of some of them makes the same levels.
    var whole = job
    whole.survey = Survey(
      name: survey.name, reference: survey.reference,
      sites: survey.sites.filter { !$0.recordings.isEmpty })
    var ends = Plan.lastLevels(whole)
    for (run, last) in zip(job.runs, lasts) {
      if let last { ends[run.rate, default: []].insert(last) }
    }
    let longer = levels.map { rate, levels in
      // A job begins with the recorded rate, also where the first frequencies lie deeper.
      let added = (job.levels[rate]?.count ?? levels.count) - levels.count
      let places = Set((ends[rate] ?? []).map { $0 - added })
      return (rate, maker.extended(levels, at: places, for: rate))
    }
    let extended = make(Dictionary(uniqueKeysWithValues: longer))
    if goal == .transferFunctions {
      for line in LongestPeriods(job: extended, lasts: lasts, settings: settings).lines {
        note(line)
      }
    }
    return extended
  }

  /// The runs of all sections, site by site, and what is wrong with those that cannot be made.
  private func runs(_ selections: SelectionMaker, because cause: UserError?) throws
    -> ([ProcessingRun], [UserError])
  {
    var runs: [ProcessingRun] = []
    var problems: [UserError] = []
    var makers: [RunKey: String] = [:]
    for process in settings.processes {
      let maker = runMaker(process)
      if let notice = try maker.checkRates() { note(notice) }
      for notice in maker.partialChannels() { note(notice) }
      var own: [ProcessingRun] = []
      // A site without outputs has spectra all the same.
      let sites =
        goal != .transferFunctions
        ? (try? maker.outputSites(because: cause)) ?? [] : try maker.outputSites(because: cause)
      for site in sites {
        for rate in maker.rates(of: site) { try maker.add(site, rate, to: &own, &problems) }
      }
      // Outputs that not the same recordings have are runs of their own, of one transfer function.
      var seen: Set<RunKey> = []
      for key in own.map(RunKey.init) where seen.insert(key).inserted {
        guard let other = makers.updateValue(maker.section, forKey: key) else { continue }
        throw UserError(
          .configuration, maker.section,
          "makes the transfer function \(key.label) of site \(key.site), as \(other) does",
          remedy: "tell the two apart with postpend, or choose other sites")
      }
      for var run in own {
        run.selection = try selections.selection(of: run, process)
        runs += selections.withStatistics(run, spectralSettings).filter {
          $0.isSolved || !runs.contains($0)
        }
      }
    }
    return (runs, problems)
  }

  private func runMaker(_ process: ProcessSettings) -> RunMaker {
    RunMaker(survey: survey, process: process, method: settings.solver.method, turns: turns)
  }

  /// What two runs must not have in common.
  private struct RunKey: Hashable {
    let site: String
    let rate: SamplingRate
    let label: String

    init(_ run: ProcessingRun) {
      (site, rate, label) = (run.outputSite, run.rate, run.label)
    }
  }

  /// Whether transfer functions are turned to other axes.
  private var turns: Bool { settings.output.rotation != .none }

  private func job(
    _ runs: [ProcessingRun], _ masks: [SiteMask], _ levels: [SamplingRate: [DecimationLevel]]
  ) -> Job {
    let survey = involved(runs)
    let known = Set(survey.sites.map(\.name))
    return Job(
      survey: survey, levels: levels, spectra: spectralSettings, solver: solverSettings,
      runs: runs, masks: masks.filter { $0.sites.isSubset(of: known) },
      statistics: StatisticPolicy(
        equations: settings.statistics.takesAllChannels ? .allChannels : .inputs,
        density: settings.statistics.calibratesDensity ? .calibrated : .perSecond),
      storesSpectra: settings.spectra.stored, writtenSites: writtenSites(runs),
      blockSamples: blockSamples, goal: goal)
  }

  private var solverSettings: Estimation.SolverSettings {
    let solver = settings.solver
    guard let weights = WeightFunction(rawValue: solver.weights.rawValue),
      let form = RegressionForm(rawValue: solver.weighting.rawValue)
    else { preconditionFailure("the configuration lets no others pass") }
    return Estimation.SolverSettings(
      method: solver.method.rawValue,
      options: SolverOptions(
        maximumPasses: solver.maximumPasses, weights: weights, hasIntercept: solver.hasIntercept,
        bootstraps: solver.bootstraps ?? 0, form: form))
  }

  private var spectralSettings: SpectralSettings {
    let single: SpectralSmoothing
    let remote: SpectralSmoothing
    switch settings.solver.smoothing {
    case .automatic: (single, remote) = (.proportional, .proportional)
    case .length(let length): (single, remote) = (.fixed(length: length), .fixed(length: length))
    case .resistics: (single, remote) = (.fixed(length: 9), .sixteenth)
    }
    let made = SpectralSettings(
      taperName: settings.spectra.taper?.rawValue ?? "boxcar",
      prewhitens: settings.spectra.prewhitens, alignment: settings.window.alignment,
      decimation: settings.decimation.filter,
      smoothing: single, remoteSmoothing: remote,
      smoothingShapeName: settings.solver.smoothingShape.rawValue,
      minimumWindows: settings.window.minimumWindows,
      countsByRecording: settings.window.countsByRecording,
      minimumSamples: settings.decimation.minimumSamples)
    guard var made else { preconditionFailure("the configuration lets no other taper pass") }
    made.maximumMissing = settings.window.maximumMissing
    return made
  }
}

// Which transfer functions are estimated.
extension JobMaker {
  /// Whether only some sites are to be estimated.
  private var isOfChosenSites: Bool { settings.processes.allSatisfy { !$0.sites.isEmpty } }

  /// The sites that take part: all, or where some are chosen those with what they need of others.
  ///
  /// A site of which nothing can be read keeps the files that it has from earlier.
  private func involved(_ runs: [ProcessingRun]) -> Survey {
    let taking = runs.flatMap(\.sites)
    let names = Set(
      taking + (goal != .transferFunctions ? settings.processes.flatMap(\.sites) : []))
    return Survey(
      name: survey.name, reference: survey.reference,
      sites: survey.sites.filter {
        !$0.recordings.isEmpty && (!isOfChosenSites || names.contains($0.name))
      })
  }

  /// The sites whose files are made anew: not those that only lend their channels while they have
  /// transfer functions of their own from another run.
  private func writtenSites(_ runs: [ProcessingRun]) -> [String]? {
    guard isOfChosenSites else { return nil }
    let chosen = goal != .transferFunctions ? settings.processes.flatMap(\.sites) : []
    let estimated = Set(runs.map(\.outputSite) + chosen)
    let makers = settings.processes.map(runMaker)
    return involved(runs).sites.filter { site in
      estimated.contains(site.name) || makers.allSatisfy { $0.outputs(of: site).isEmpty }
    }.map(\.name)
  }

  /// The runs that have no windows at any level, or none that limits of time keep.
  private func idleRuns(_ plan: Plan) -> [Int] {
    plan.job.runs.indices.filter { run in
      !plan.hasWindows(run) || plan.job.runs[run].isSolved && plan.problems(ofRun: run).isEmpty
    }
  }
}
