import Configuration
import Model
import Pipeline
import Selection
import Spectra

/// Makes masks and selections of windows of what the configuration says.
struct SelectionMaker {
  let survey: Survey
  let settings: Settings
  /// Of each rate how many levels stand before the first one that has frequencies.
  let firstLevels: [SamplingRate: Int]

  /// The selection of a run of a section.
  ///
  /// - Throws: `UserError` where a mask does not fit the sites that it names.
  func selection(of run: ProcessingRun, _ process: ProcessSettings) throws -> WindowSelection {
    let first = firstLevels[run.rate] ?? 0
    let masks = try settings.masks.filter { process.masks.contains($0.name) }.flatMap { mask in
      try survey.sites.filter { run.powers.sites.contains($0.name) }.compactMap {
        try self.mask(mask, $0, run.rate)
      }
    }
    return WindowSelection(
      times: process.timeLimits.map { TimeConstraint($0, firstLevel: first) },
      intervals: process.takesWholeWindows ? .wholeWindows : .allButLast, masks: masks)
  }

  /// All masks of the configuration, of all sites that they are for.
  ///
  /// - Throws: `UserError` where a mask does not fit the sites that it names.
  func masks() throws -> [SiteMask] {
    try settings.masks.flatMap { mask in
      try survey.sites.flatMap { site in
        try site.rates.compactMap { try self.mask(mask, site, $0) }
      }
    }
  }

  /// A mask of a site at a rate; `nil` where it is for others, or for all and this one has not the channels.
  func mask(_ mask: MaskSettings, _ site: SurveySite, _ rate: SamplingRate) throws -> SiteMask? {
    let isNamed = mask.sites.contains(site.name)
    guard isNamed || mask.sites.isEmpty, isFor(rate, mask) else { return nil }
    let constraints = windowMask(mask, rate)
    let single = source(site, rate, remote: nil)
    let remote = mask.remoteSite.flatMap { source(site, rate, remote: $0) }
    let problems = constraints.problems(single: single?.channels, remote: remote?.channels)
    guard let problem = problems.first else {
      return SiteMask(constraints, single: single, remote: remote)
    }
    // A site without the channels is one that the mask is not for.
    guard isNamed || single != nil && mask.remoteSite != site.name else { return nil }
    throw UserError(
      .configuration, "[Mask \(mask.name)]", at: "site \(site.name), \(rate.hertz) Hz", problem,
      remedy: "change the constraint, or name the sites that it fits with sites")
  }

  private func isFor(_ rate: SamplingRate, _ mask: MaskSettings) -> Bool {
    mask.sampleFrequencies.isEmpty
      || mask.sampleFrequencies.contains { abs($0 - rate.hertz) <= 1e-6 * rate.hertz }
  }

  private func windowMask(_ mask: MaskSettings, _ rate: SamplingRate) -> WindowMask {
    let first = firstLevels[rate] ?? 0
    return WindowMask(
      name: mask.name,
      constraints: mask.constraints.map { constraint in
        MaskConstraint(
          statistic: constraint.statistic, component: constraint.component, low: constraint.low,
          high: constraint.high, isInsideOut: !constraint.keepsInside,
          scope: scope(constraint, first))
      },
      policy: MaskPolicy(
        limitsAreStrict: !mask.limitsAreIncluded, oneInsideOutSuffices: !mask.allMustBeOutside))
  }

  private func scope(_ constraint: ConstraintSettings, _ first: Int) -> MaskConstraint.Scope {
    guard let level = constraint.level else { return .everywhere }
    return constraint.frequency.map { .frequency(level: level + first, index: $0) }
      ?? .level(level + first)
  }

  /// The cross-powers of a site's statistics: of the channels of all sections, so that a mask is the same
  /// for all of them; `nil` where the channels are missing.
  private func source(_ site: SurveySite, _ rate: SamplingRate, remote: String?) -> PowerSource? {
    guard let inputs = settings.processes.first?.inputs, has(site.name, rate, inputs),
      remote != site.name
    else { return nil }
    // A window has all of them: those that no recording with the inputs lacks.
    let headers = site.recordings.map(\.header).filter { header in
      header.rate == rate && inputs.allSatisfy(header.has)
    }
    var outputs: [Channel] = []
    for channel in settings.processes.flatMap(\.outputs)
    where !outputs.contains(channel) && !inputs.contains(channel) {
      if headers.allSatisfy({ $0.has(channel) }) { outputs.append(channel) }
    }
    guard !outputs.isEmpty else { return nil }
    guard let remote else {
      return PowerSource(
        outputSite: site.name, rate: rate, outputs: outputs, inputs: inputs, smoothing: smoothing)
    }
    guard has(remote, rate, inputs) else { return nil }
    return PowerSource(
      outputSite: site.name, remoteSite: remote, rate: rate, outputs: outputs, inputs: inputs,
      references: inputs, smoothing: smoothing)
  }

  /// Whether a site has a recording of a rate with these channels.
  private func has(_ name: String, _ rate: SamplingRate, _ channels: [Channel]) -> Bool {
    let site = survey.sites.first { $0.name == name }
    return site?.recordings.contains { recording in
      recording.header.rate == rate && channels.allSatisfy(recording.header.has)
    } == true
  }

  /// Of statistics; `nil` for the solver's.
  var smoothing: SpectralSmoothing? {
    settings.statistics.smoothingLength.map { .fixed(length: $0) }
  }

  /// A run with the statistics of its windows, beside it where their smoothing is another.
  func withStatistics(_ run: ProcessingRun, _ spectra: SpectralSettings) -> [ProcessingRun] {
    let names =
      run.remoteSite == nil ? settings.statistics.names : settings.statistics.remoteNames
    guard !names.isEmpty else { return [run] }
    var source = run.powers
    source.smoothing = smoothing
    guard let smoothing, smoothing != spectra.smoothing(remote: run.remoteSite != nil) else {
      var run = run
      run.statistics = names
      return [run]
    }
    return [run, ProcessingRun(source, isSolved: false, statistics: names)]
  }
}

extension TimeConstraint {
  /// - Parameter firstLevel: How many levels stand before the first one that users count.
  fileprivate init(_ limit: TimeLimit, firstLevel: Int) {
    let levels = limit.levels.isEmpty ? nil : limit.levels.map { $0 + firstLevel }
    switch limit.span {
    case .between(let start, let stop):
      self.init(.span(start: start, stop: stop), levels: levels)
    case .day(let midnight): self.init(.date(day: midnight.day), levels: levels)
    case .daily(let start, let stop):
      self.init(.timeOfDay(start: start, stop: stop), levels: levels)
    }
  }
}
