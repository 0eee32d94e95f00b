import Archive
import Configuration
import Estimation
import Glibc
import Model
import Pipeline
import Spectra

/// Makes the job of a run from the survey and the settings, and says what is wrong with the two together.
struct JobMaker {
  let survey: Survey
  let settings: Settings
  /// Of a unit of work.
  let blockSamples: Int

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
    var levels: [SamplingRate: [DecimationLevel]] = [:]
    for rate in Set(survey.sites.flatMap(\.rates)).sorted(by: >) {
      levels[rate] = try self.levels(for: rate)
    }
    var runs: [ProcessingRun] = []
    var problems: [UserError] = []
    for site in try outputSites(because: cause) {
      for rate in site.rates { try add(site, rate, to: &runs, &problems) }
    }
    var job = job(runs, levels)
    let idle = idleRuns(Plan(job))
    if !idle.isEmpty {
      problems += idle.map { withoutWindows(runs[$0]) }
      job = self.job(runs.indices.filter { !idle.contains($0) }.map { runs[$0] }, levels)
    }
    if let problem = problems.first, isStrict || job.runs.isEmpty { throw cause ?? problem }
    return (job, problems)
  }

  private func job(_ runs: [ProcessingRun], _ levels: [SamplingRate: [DecimationLevel]]) -> Job {
    Job(
      survey: involved(runs), levels: levels, spectra: spectralSettings,
      solver: Estimation.SolverSettings(
        method: settings.solver.method.rawValue, maximumPasses: settings.solver.maximumPasses),
      runs: runs, storesSpectra: settings.spectra.stored, writtenSites: writtenSites(runs),
      blockSamples: blockSamples)
  }

  /// The levels of a rate, without frequencies that their windows are too short for.
  private func levels(for rate: SamplingRate) throws -> [DecimationLevel] {
    let plan = decimationPlan(for: rate, settings.decimation, settings.window)
    for notice in plan.notices { note(notice) }
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
            + "\(level.rate.hertz) Hz holds fewer than two of its periods")
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
    frequency * Double(level.windowSize) * level.rate.interval >= 2
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
      smoothing: single, remoteSmoothing: remote,
      minimumWindows: settings.window.minimumWindows,
      minimumSamples: settings.decimation.minimumSamples)
    guard let made else { preconditionFailure("the configuration lets no other taper pass") }
    return made
  }
}

// Which transfer functions are estimated.
extension JobMaker {
  private var process: ProcessSettings { settings.process }

  /// The sites that take part: all, or where some are chosen those with what they need of others.
  ///
  /// A site of which nothing can be read keeps the files that it has from earlier.
  private func involved(_ runs: [ProcessingRun]) -> Survey {
    let names = Set(runs.flatMap { [$0.outputSite, $0.inputSite, $0.remoteSite ?? ""] })
    return Survey(
      name: survey.name, reference: survey.reference,
      sites: survey.sites.filter {
        !$0.recordings.isEmpty && (process.sites.isEmpty || names.contains($0.name))
      })
  }

  /// The sites whose files are made anew: not those that only lend their channels while they have
  /// transfer functions of their own from another run.
  private func writtenSites(_ runs: [ProcessingRun]) -> [String]? {
    guard !process.sites.isEmpty else { return nil }
    let estimated = Set(runs.map(\.outputSite))
    return involved(runs).sites.filter {
      estimated.contains($0.name) || outputs(of: $0).isEmpty
    }.map(\.name)
  }

  /// Names in the configuration must be names of sites.
  private func checkNames() throws {
    try checkLengths()
    let named = process.sites + process.remoteSites + [process.inputSite].compactMap(\.self)
    for name in named where survey.site(named: name) == nil {
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
    note(
      "site \(site.name): \(first.channel) points to \(first.azimuth.fixed(1))°; transfer functions "
        + "are in the directions of measurement, nothing is turned")
  }

  private func outputSites(because cause: UserError?) throws -> [SurveySite] {
    let chosen = survey.sites.filter { site in
      process.sites.isEmpty ? !outputs(of: site).isEmpty : process.sites.contains(site.name)
    }
    guard chosen.contains(where: { !$0.recordings.isEmpty }) else {
      throw cause
        ?? UserError(
          .data, survey.name, "has no site with a channel to estimate (\(list(process.outputs)))",
          remedy: "add recordings with electric channels, or name others with outchans")
    }
    return chosen
  }

  /// The wanted outputs that every recording of a site has.
  private func outputs(of site: SurveySite) -> [Channel] {
    guard !site.recordings.isEmpty else { return [] }
    let input = process.inputSite ?? site.name
    return process.outputs.filter { channel in
      site.recordings.allSatisfy { $0.header.has(channel) }
        && !(input == site.name && process.inputs.contains(channel))
    }
  }

  /// Adds the runs of a site at a rate, and what is wrong with those that cannot be made.
  private func add(
    _ site: SurveySite, _ rate: SamplingRate, to runs: inout [ProcessingRun],
    _ problems: inout [UserError]
  ) throws {
    let input = process.inputSite ?? site.name
    var remotes: [String?] = process.singleSite ? [nil] : []
    // A site that is its own reference is no remote one.
    if let remote = process.remoteSites.first(where: { $0 != site.name && $0 != input }) {
      remotes.append(remote)
    }
    do {
      let outputs = outputs(of: site)
      guard !outputs.isEmpty else { throw missing(process.outputs, at: site, rate, "outchans") }
      try require(process.inputs, at: input, rate, "inchans")
      for remote in remotes {
        if let remote { try require(process.inputs, at: remote, rate, "inchans") }
        runs.append(
          ProcessingRun(
            outputSite: site.name, inputSite: input, remoteSite: remote, rate: rate,
            outputs: outputs, inputs: process.inputs,
            references: remote == nil ? [] : process.inputs))
      }
    } catch let problem as UserError {
      problems.append(problem)
    }
  }

  /// Every recording of a site at a rate must have these channels, and there must be one.
  private func require(
    _ channels: [Channel], at name: String, _ rate: SamplingRate, _ key: String
  ) throws {
    guard let site = survey.sites.first(where: { $0.name == name }) else { return }
    let recordings = site.recordings.filter { $0.header.rate == rate }
    guard !recordings.isEmpty else {
      throw UserError(
        .data, "site \(name)", "has no recording at \(rate.hertz) Hz",
        remedy: "choose another site, or take the recordings of that rate out of the survey")
    }
    if let bad = recordings.first(where: { !channels.allSatisfy($0.header.has) }) {
      throw missing(channels.filter { !bad.header.has($0) }, at: site, rate, key, in: bad)
    }
  }

  private func missing(
    _ channels: [Channel], at site: SurveySite, _ rate: SamplingRate, _ key: String,
    in recording: SurveyRecording? = nil
  ) -> UserError {
    let path = recording?.locator.path ?? "site \(site.name)"
    let has = (recording ?? site.recordings.first)?.header.channels.map(\.channel) ?? []
    return UserError(
      .data, path, at: "site \(site.name)",
      "channel \(list(channels)) is missing (there are \(list(has)))",
      remedy: "add the channel's file, or choose other channels with \(key)")
  }

  /// The runs that have no windows at any level.
  private func idleRuns(_ plan: Plan) -> [Int] {
    plan.job.runs.indices.filter { plan.problems(ofRun: $0).isEmpty }
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

  private func list(_ channels: [Channel]) -> String {
    channels.map(\.name).joined(separator: ", ")
  }
}

/// The instant as `2024-06-01 12:00:00`.
func shortText(_ instant: Instant) -> String {
  "\(instant.dateText) \(instant.timeText(decimals: 0))"
}
