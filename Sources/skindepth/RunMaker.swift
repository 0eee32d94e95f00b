import Configuration
import Model
import Pipeline

/// Makes the runs of one section `[Process]` or `[Process NAME]`, and says what is wrong with them.
struct RunMaker {
  let survey: Survey
  let process: ProcessSettings
  /// By which transfer functions are estimated.
  let method: SolverMethod
  /// Whether transfer functions are turned to other axes.
  let turns: Bool

  /// The section, as messages call it.
  var section: String { process.name.isEmpty ? "[Process]" : "[Process \(process.name)]" }

  /// The sites whose channels are outputs.
  ///
  /// - Parameter cause: What is said where there is none.
  /// - Throws: `UserError` where no site has a recording with an output channel.
  func outputSites(because cause: UserError?) throws -> [SurveySite] {
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

  /// The rates of a site's recordings that are wanted.
  func rates(of site: SurveySite) -> [SamplingRate] {
    site.rates.filter { rate in
      process.sampleFrequencies.isEmpty
        || process.sampleFrequencies.contains { isSame($0, rate) }
    }
  }

  /// Looks for recordings at the sampling frequencies that are asked for.
  ///
  /// - Returns: What the user should know of those that have none.
  /// - Throws: `UserError` where none has any.
  func checkRates() throws -> String? {
    let known = survey.rates
    let wanted = process.sampleFrequencies
    let missing = wanted.filter { hertz in !known.contains { isSame(hertz, $0) } }
    guard !missing.isEmpty else { return nil }
    let list = missing.map { "\(text($0)) Hz" }.joined(separator: ", ")
    guard missing.count == wanted.count else {
      return "\(section): no recording has \(list) (samplefreqs)"
    }
    throw UserError(
      .configuration, section, at: "samplefreqs", "no recording has \(list)",
      remedy: known.isEmpty
        ? "add recordings first"
        : "the survey's recordings have \(known.map(rateText).joined(separator: ", "))")
  }

  /// Headers give rates with fewer digits than a double has.
  private func isSame(_ hertz: Double, _ rate: SamplingRate) -> Bool {
    abs(hertz - rate.hertz) <= 1e-6 * rate.hertz
  }

  private func text(_ hertz: Double) -> String {
    hertz == hertz.rounded() ? hertz.fixed(0) : "\(hertz)"
  }

  /// The wanted outputs that some recording of a site has.
  func outputs(of site: SurveySite) -> [Channel] {
    let input = process.inputSite ?? site.name
    return process.outputs.map { line(for: $0, at: site) }.filter { channel in
      site.recordings.contains { $0.header.has(channel) }
        && !(input == site.name && process.inputs.contains(channel))
    }
  }

  /// The numbered line that stands for a component that no recording of a site has, else the
  /// channel itself.
  private func line(for channel: Channel, at site: SurveySite) -> Channel {
    func has(_ channel: Channel) -> Bool { site.recordings.contains { $0.header.has(channel) } }
    guard !has(channel) else { return channel }
    let line = Channel.known.first { $0 != channel && $0.component == channel && has($0) }
    return line.map { process.outputs.contains($0) ? channel : $0 } ?? channel
  }

  /// The wanted outputs of a site at a rate, those together that the same recordings have: each set
  /// is estimated from all recordings that have it, with the inputs where these are the site's own.
  private func outputSets(of site: SurveySite, _ rate: SamplingRate) -> [[Channel]] {
    let isOwnInput = (process.inputSite ?? site.name) == site.name
    let headers = site.recordings.map(\.header).filter { header in
      header.rate == rate && (!isOwnInput || process.inputs.allSatisfy(header.has))
    }
    var sets: [(recordings: [Bool], channels: [Channel])] = []
    for channel in outputs(of: site) {
      let recordings = headers.map { $0.has(channel) }
      guard recordings.contains(true) else { continue }
      if let known = sets.firstIndex(where: { $0.recordings == recordings }) {
        sets[known].channels.append(channel)
      } else {
        sets.append((recordings, [channel]))
      }
    }
    return sets.map(\.channels)
  }

  /// Adds the runs of a site at a rate, and what is wrong with those that cannot be made.
  func add(
    _ site: SurveySite, _ rate: SamplingRate, to runs: inout [ProcessingRun],
    _ problems: inout [UserError]
  ) throws {
    let input = process.inputSite ?? site.name
    var remotes: [String?] = process.singleSite ? [nil] : []
    // A site that is its own reference is no remote one.
    if let remote = process.remoteSites.first(where: { $0 != site.name && $0 != input }) {
      remotes.append(remote)
    }
    let isAsInputs = process.remotes.isEmpty
    let references = isAsInputs ? process.inputs : process.remotes
    do {
      let hasOutputs = site.recordings.contains { recording in
        recording.header.rate == rate && outputs(of: site).contains(where: recording.header.has)
      }
      // Where recordings of another rate have them, that is a notice.
      if !hasOutputs, !outputs(of: site).isEmpty { return }
      guard hasOutputs else { throw missing(process.outputs, at: site, rate, "outchans") }
      try require(process.inputs, at: input, rate, "inchans")
      let sets = outputSets(of: site, rate)
      guard !sets.isEmpty else { throw apart(site, rate) }
      try requirePairs(sets.flatMap(\.self), at: site)
      for remote in remotes {
        if let remote {
          try require(references, at: remote, rate, isAsInputs ? "inchans" : "remotechans")
        }
        for outputs in sets {
          runs.append(
            ProcessingRun(
              PowerSource(
                outputSite: site.name, inputSite: input, remoteSite: remote, rate: rate,
                outputs: outputs, inputs: process.inputs,
                references: remote == nil ? [] : references),
              crosses: remote == nil ? try crosses(outputs, at: site, rate) : [],
              postpend: end, isDrawn: process.isDrawn))
        }
      }
    } catch let problem as UserError {
      problems.append(problem)
    }
  }

  /// What stands behind the labels of its runs.
  private var end: String {
    LabelledNames.end(
      process: process.postpend, masks: process.masks,
      method: method == .mestimate ? nil : method.rawValue)
  }

  /// The cross channels of a run with these outputs, all of which must be there.
  private func crosses(_ outputs: [Channel], at site: SurveySite, _ rate: SamplingRate) throws
    -> [Channel]
  {
    let absent = process.crosses.filter { !(process.inputs + outputs).contains($0) }
    guard absent.isEmpty else { throw missing(absent, at: site, rate, "crosschannels") }
    return process.crosses
  }

  /// What is to be turned needs both horizontal components.
  private func requirePairs(_ outputs: [Channel], at site: SurveySite) throws {
    guard turns else { return }
    for channels in [outputs, process.inputs] {
      let lone = channels.filter { $0 != .hz && Set(channels).isDisjoint(with: partners(of: $0)) }
      guard !lone.isEmpty else { continue }
      throw UserError(
        .data, "site \(site.name)", "\(list(lone)) cannot be turned without its partner",
        remedy: "set rotate = none in [Output], or add the other horizontal channel")
    }
  }

  private func partners(of channel: Channel) -> [Channel] {
    switch channel {
    case .ex: [.ey]
    case .ey: [.ex]
    case .hx: [.hy]
    case .hy: [.hx]
    default: []
    }
  }

  /// Some recording of a site at a rate must have these channels.
  private func require(
    _ channels: [Channel], at name: String, _ rate: SamplingRate, _ key: String
  ) throws {
    guard let site = survey.sites.first(where: { $0.name == name }) else { return }
    let recordings = site.recordings.filter { $0.header.rate == rate }
    guard !recordings.isEmpty else {
      throw UserError(
        .data, "site \(name)", "has no recording at \(rate.hertz) Hz",
        remedy: "choose another site, or other rates with samplefreqs")
    }
    guard !recordings.contains(where: { channels.allSatisfy($0.header.has) }) else { return }
    let absent = channels.filter { !recordings[0].header.has($0) }
    throw missing(
      absent.isEmpty ? channels : absent, at: site, rate, key, in: recordings[0])
  }

  /// Outputs and inputs are there, and no recording has both.
  private func apart(_ site: SurveySite, _ rate: SamplingRate) -> UserError {
    UserError(
      .data, "site \(site.name)",
      "no recording at \(rate.hertz) Hz has both \(list(process.inputs)) and one of"
        + " \(list(process.outputs))",
      remedy:
        "put channels that were recorded together into one recording, or name the site that has"
        + " the inputs with inputsite")
  }

  private func missing(
    _ channels: [Channel], at site: SurveySite, _ rate: SamplingRate, _ key: String,
    in recording: SurveyRecording? = nil
  ) -> UserError {
    // A station of electric channels alone is used with the magnetic ones of another.
    let other = key == "inchans" ? ", or name a site that has it with inputsite" : ""
    let path = recording?.locator.path ?? "site \(site.name)"
    let has = (recording ?? site.recordings.first)?.header.channels.map(\.channel) ?? []
    return UserError(
      .data, path, at: "site \(site.name)",
      "channel \(list(channels)) is missing (there are \(list(has)))",
      remedy: "add the channel's file, or choose other channels with \(key)\(other)")
  }

  func list(_ channels: [Channel]) -> String {
    channels.map(\.name).joined(separator: ", ")
  }
}
