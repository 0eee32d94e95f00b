import Archive
import Configuration
import Estimation
import Glibc
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
    try checkNames()
    noteRecordings()
    noteErrors()
    var levels: [SamplingRate: [DecimationLevel]] = [:]
    for rate in Set(survey.sites.flatMap(\.rates)).sorted(by: >) {
      levels[rate] = try self.levels(for: rate)
    }
    let selections = SelectionMaker(
      survey: survey, settings: settings,
      firstLevels: levels.mapValues { ($0.first?.factor ?? 1) > 1 ? 1 : 0 })
    var (runs, problems) = try runs(selections, because: cause)
    let masks = try selections.masks()
    var job = job(runs, masks, levels)
    let plan = Plan(job)
    // Behind the runs are those of masks.
    let idle = idleRuns(plan).filter(runs.indices.contains)
    if !idle.isEmpty {
      problems += idle.filter { runs[$0].isSolved }.map { run in
        plan.hasWindows(run) ? outsideOfTimes(runs[run]) : withoutWindows(runs[run])
      }
      runs = runs.indices.filter { !idle.contains($0) }.map { runs[$0] }
      job = self.job(runs, masks, levels)
    }
    // Spectra and statistics do not need runs that can be estimated.
    if goal != .transferFunctions { return (job, []) }
    if let problem = problems.first, isStrict || !job.runs.contains(where: \.isSolved) {
      throw cause ?? problem
    }
    return (job, problems)
  }

  /// The runs of all sections, site by site, and what is wrong with those that cannot be made.
  private func runs(_ selections: SelectionMaker, because cause: UserError?) throws
    -> ([ProcessingRun], [UserError])
  {
    var runs: [ProcessingRun] = []
    var problems: [UserError] = []
    var makers: [RunKey: String] = [:]
    for process in settings.processes {
      let maker = RunMaker(survey: survey, process: process, turns: turns)
      if let notice = try maker.checkRates() { note(notice) }
      var own: [ProcessingRun] = []
      // A site without outputs has spectra all the same.
      let sites =
        goal != .transferFunctions
        ? (try? maker.outputSites(because: cause)) ?? [] : try maker.outputSites(because: cause)
      for site in sites {
        for rate in maker.rates(of: site) { try maker.add(site, rate, to: &own, &problems) }
      }
      for run in own {
        guard let other = makers.updateValue(maker.section, forKey: RunKey(run)) else { continue }
        throw UserError(
          .configuration, maker.section,
          "makes the transfer function \(run.label) of site \(run.outputSite), as \(other) does",
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

  /// The levels of a rate, without frequencies that their windows are too short for.
  private func levels(for rate: SamplingRate) throws -> [DecimationLevel] {
    let plan = decimationPlan(for: rate, settings.decimation, settings.window)
    for notice in plan.notices { note(notice) }
    let least = settings.window.minimumPeriods
    let periods = least == least.rounded() ? "\(Int(least))" : "\(least)"
    let levels = plan.levels.map { level in
      let resolved = level.evaluationFrequencies.filter {
        isResolved($0, level) && uncovered($0, rate) == nil
      }
      for frequency in level.evaluationFrequencies {
        guard let response = uncovered(frequency, rate) else { continue }
        note(
          "\((1 / frequency).fixed(4)) s is left out at \(rate.hertz) Hz: the calibration "
            + "\(response.source) does not reach it and extend is False")
      }
      for frequency in level.evaluationFrequencies where !isResolved(frequency, level) {
        note(
          "\((1 / frequency).fixed(2)) s is left out: a window of \(level.windowSize) samples at "
            + "\(level.rate.hertz) Hz holds fewer than \(periods) of its periods (minperiods)")
      }
      return DecimationLevel(
        index: level.index, rate: level.rate, steps: level.steps, factor: level.factor,
        evaluationFrequencies: resolved, windowSize: level.windowSize,
        windowOverlap: level.windowOverlap)
    }
    guard levels.contains(where: { !$0.evaluationFrequencies.isEmpty }) else {
      throw UserError(
        .configuration, "[Frequencies]", "no frequency is left for data of \(rate.hertz) Hz",
        remedy: "give frequencies below a quarter of the rate, or longer windows")
    }
    return levels
  }

  /// A response of the rate's recordings that is not known at a frequency.
  private func uncovered(_ frequency: Double, _ rate: SamplingRate) -> ChannelResponse? {
    for site in survey.sites {
      for recording in site.recordings where recording.header.rate == rate {
        for channel in recording.header.channels {
          if let response = channel.response, !response.covers(frequency) { return response }
        }
      }
    }
    return nil
  }

  /// The band around a frequency needs harmonics on both sides.
  private func isResolved(_ frequency: Double, _ level: DecimationLevel) -> Bool {
    frequency * Double(level.windowSize) * level.rate.interval >= settings.window.minimumPeriods
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
      minimumSamples: settings.decimation.minimumSamples)
    guard let made else { preconditionFailure("the configuration lets no other taper pass") }
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
    let makers = settings.processes.map { RunMaker(survey: survey, process: $0, turns: turns) }
    return involved(runs).sites.filter { site in
      estimated.contains(site.name) || makers.allSatisfy { $0.outputs(of: site).isEmpty }
    }.map(\.name)
  }

  /// Names in the configuration must be names of sites.
  private func checkNames() throws {
    try checkLengths()
    let named = settings.processes.flatMap { process in
      process.sites + process.remoteSites + [process.inputSite].compactMap(\.self)
    }
    let masked = settings.masks.flatMap { $0.sites + [$0.remoteSite].compactMap(\.self) }
    for name in named + masked where survey.site(named: name) == nil {
      let known = survey.sites.map(\.name).joined(separator: ", ")
      throw UserError(
        .configuration, "site \(name)", "is not in the survey",
        remedy: known.isEmpty ? "add recordings first" : "the survey's sites are: \(known)")
    }
  }

  /// MTH5's tables hold short names, in which blanks are as underscores.
  private func checkLengths() throws {
    var seen: [String: String] = [:]
    for site in survey.sites {
      guard site.name.utf8.count <= Archive.SiteDescription.longestName else {
        throw UserError(
          .configuration, "site \(site.name)", "its name is longer than 30 bytes",
          remedy: "rename its folder in timeData")
      }
      let plain = site.name.replacing(" ", with: "_")
      if let twin = seen.updateValue(site.name, forKey: plain) {
        throw UserError(
          .configuration, "site \(site.name)", "its name is that of \(twin) but for blanks",
          remedy: "rename one of the two folders in timeData")
      }
    }
    guard survey.name.utf8.count <= Archive.SiteDescription.longestName else {
      throw UserError(
        .configuration, "survey \(survey.name)", "its name is longer than 30 bytes",
        remedy: "give it a shorter one with name in [Survey]")
    }
  }

  /// What the headers tell that changes what the results mean.
  private func noteRecordings() {
    for site in survey.sites {
      for rate in site.rates {
        let headers = site.recordings.map(\.header).filter { $0.rate == rate }
        noteOverlaps(headers, site)
        noteAzimuths(headers, site)
      }
    }
  }

  /// Errors that a reader would take for larger than they are.
  private func noteErrors() {
    let solver = settings.solver
    guard goal == .transferFunctions, solver.weighting == .equations, solver.bootstraps == nil
    else { return }
    note(
      "errors are too small: the formula of method \(solver.method.rawValue) with weights of equations"
        + " counts all equations as independent, as in resistics; set bootstrap = True in [Solver]")
  }

  private func noteOverlaps(_ headers: [RecordingHeader], _ site: SurveySite) {
    for (index, header) in headers.enumerated().dropFirst() {
      guard let earlier = headers[..<index].first(where: { $0.end >= header.start }) else {
        continue
      }
      note(
        "site \(site.name): \(header.name) overlaps \(earlier.name); windows that both have are "
          + "taken from \(earlier.name)")
    }
  }

  private func noteAzimuths(_ headers: [RecordingHeader], _ site: SurveySite) {
    let turned = headers.flatMap(\.channels).filter {
      $0.channel != .hz && abs(remainder($0.azimuth - $0.channel.nominalAzimuth, 360)) > 1
    }
    guard let first = turned.first else { return }
    let result =
      switch settings.output.rotation {
      case .none:
        "transfer functions are in the directions of measurement; rotate = geographic in [Output]"
          + " turns them"
      case .axes(let angle): "transfer functions are turned to x at \(angle.fixed(1))°"
      }
    note("site \(site.name): \(first.channel) points to \(first.azimuth.fixed(1))°; \(result)")
  }

  /// The runs that have no windows at any level, or none that limits of time keep.
  private func idleRuns(_ plan: Plan) -> [Int] {
    plan.job.runs.indices.filter { run in
      !plan.hasWindows(run) || plan.job.runs[run].isSolved && plan.problems(ofRun: run).isEmpty
    }
  }

  private func outsideOfTimes(_ run: ProcessingRun) -> UserError {
    UserError(
      .configuration, "site \(run.outputSite)",
      "no window of \(run.label) lies within its limits of time: \(spans(run, []))",
      remedy: "change datetimes, dates or times")
  }

  private func withoutWindows(_ run: ProcessingRun) -> UserError {
    let others = [run.inputSite, run.remoteSite].compactMap(\.self).filter {
      $0 != run.outputSite
    }
    if others.isEmpty {
      return UserError(
        .data, "site \(run.outputSite)",
        "its recordings at \(run.rate.hertz) Hz are too short for "
          + "\(settings.window.minimumWindows) windows",
        remedy: "add longer recordings, or set smaller windows with [Window] minwindowsize")
    }
    return UserError(
      .data, "site \(run.outputSite)",
      "has no time in common with \(others.joined(separator: " and ")): \(spans(run, others))",
      remedy: "choose a remote or input site that recorded at the same time")
  }

  private func spans(_ run: ProcessingRun, _ others: [String]) -> String {
    ([run.outputSite] + others).compactMap { name in
      let recordings = survey.sites.first { $0.name == name }?.recordings ?? []
      let headers = recordings.map(\.header).filter { $0.rate == run.rate }
      guard let first = headers.first, let last = headers.map(\.end).max() else { return nil }
      return "\(name) \(shortText(first.start)) to \(shortText(last))"
    }.joined(separator: ", ")
  }
}

/// The instant as `2024-06-01 12:00:00`.
func shortText(_ instant: Instant) -> String {
  "\(instant.dateText) \(instant.timeText(decimals: 0))"
}
