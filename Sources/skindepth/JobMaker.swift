import Configuration
import Estimation
import Model
import Pipeline
import Spectra

/// Makes the job of a run from the survey and the settings, and says what is wrong with the two together.
struct JobMaker {
  let survey: Survey
  let settings: Settings

  /// A job, and what the user should know of it.
  func job() throws -> (job: Job, notices: [String]) {
    try checkNames()
    var notices: [String] = settings.notices
    var levels: [SamplingRate: [DecimationLevel]] = [:]
    for rate in Set(survey.sites.flatMap(\.rates)) {
      let plan = decimationPlan(for: rate, settings.decimation, settings.window)
      levels[rate] = plan.levels
      notices += plan.notices
    }
    var runs: [ProcessingRun] = []
    for site in try outputSites() {
      for rate in site.rates {
        runs += try self.runs(of: site, rate)
      }
    }
    let job = Job(
      survey: survey, levels: levels, spectra: spectralSettings,
      solver: Estimation.SolverSettings(
        method: settings.solver.method.rawValue, maximumPasses: settings.solver.maximumPasses),
      runs: runs, storesSpectra: settings.spectra.stored)
    try checkOverlap(Plan(job))
    return (job, notices)
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
    return made ?? SpectralSettings()
  }
}

// Which transfer functions are estimated.
extension JobMaker {
  private var process: ProcessSettings { settings.process }

  /// Names in the configuration must be names of sites.
  private func checkNames() throws {
    let named = process.sites + process.remoteSites + [process.inputSite].compactMap(\.self)
    for name in named where survey.site(named: name) == nil {
      let known = survey.sites.map(\.name).joined(separator: ", ")
      throw UserError(
        .configuration, "site \(name)", "is not in the survey",
        remedy: known.isEmpty ? "add recordings first" : "the survey's sites are: \(known)")
    }
  }

  private func outputSites() throws -> [SurveySite] {
    let chosen = survey.sites.filter { site in
      process.sites.isEmpty ? !outputs(of: site).isEmpty : process.sites.contains(site.name)
    }
    guard !chosen.isEmpty else {
      throw UserError(
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

  private func runs(of site: SurveySite, _ rate: SamplingRate) throws -> [ProcessingRun] {
    let outputs = outputs(of: site)
    guard !outputs.isEmpty else {
      throw missing(process.outputs, at: site, rate, "outchans")
    }
    let input = process.inputSite ?? site.name
    try require(process.inputs, at: input, rate, "inchans")
    var remotes: [String?] = process.singleSite ? [nil] : []
    if let remote = process.remoteSites.first(where: { $0 != site.name }) {
      try require(process.inputs, at: remote, rate, "inchans")
      remotes.append(remote)
    }
    return remotes.map { remote in
      ProcessingRun(
        outputSite: site.name, inputSite: input, remoteSite: remote, rate: rate, outputs: outputs,
        inputs: process.inputs, references: remote == nil ? [] : process.inputs)
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

  /// A run must have windows, at the first level at least.
  private func checkOverlap(_ plan: Plan) throws {
    for (index, run) in plan.job.runs.enumerated() {
      let has = plan.units.joined().contains { $0.segments.contains { $0.run == index } }
      guard !has else { continue }
      let others = [run.inputSite, run.remoteSite].compactMap(\.self).filter {
        $0 != run.outputSite
      }
      if others.isEmpty {
        throw UserError(
          .data, "site \(run.outputSite)",
          "its recordings at \(run.rate.hertz) Hz are too short for "
            + "\(settings.window.minimumWindows) windows",
          remedy: "add longer recordings, or set smaller windows with [Window] minwindowsize")
      }
      throw UserError(
        .data, "site \(run.outputSite)",
        "has no time in common with \(others.joined(separator: " and ")): \(spans(run, others))",
        remedy: "choose a remote or input site that recorded at the same time")
    }
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
