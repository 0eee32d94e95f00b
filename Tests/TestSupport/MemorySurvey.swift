package import Configuration
internal import Distribution
internal import Estimation
package import Model
package import Pipeline
package import Spectra
package import Synthesis

/// A synthetic survey in memory, ready to be processed.
package final class MemorySurvey: Sendable {
  package let survey: Survey
  private let recordings: [RecordingLocator: SynthesizedRecording]

  /// Synthesizes a survey.
  ///
  /// - Parameter merging: Sites whose recordings are to belong to another site, under its name.
  package init(_ description: SurveyDescription, merging: [String: String] = [:]) throws {
    var found: [String: [SurveyRecording]] = [:]
    var recordings: [RecordingLocator: SynthesizedRecording] = [:]
    try description.synthesize { site in
      let name = site.description.name
      for var recording in site.recordings {
        if merging[name] != nil { recording.header.name += "_" + name }
        let locator = RecordingLocator(format: "memory", path: name, member: recording.header.name)
        recordings[locator] = recording
        found[merging[name] ?? name, default: []].append(
          SurveyRecording(
            header: recording.header, locator: locator,
            fingerprint: Digest(of: Array("\(description.seed) \(name)".utf8))))
      }
    }
    survey = Survey(
      name: "test", reference: description.reference,
      sites: found.map { SurveySite(name: $0, recordings: $1) })
    self.recordings = recordings
  }

  /// The job of these runs with the standard levels.
  package func job(
    _ runs: [ProcessingRun], settings: Settings = .standard,
    spectra: SpectralSettings = SpectralSettings(), solver: String = "mestimate",
    blockSamples: Int = 1 << 17
  ) -> Job {
    let rates = Set(survey.sites.flatMap(\.rates))
    let levels = rates.map {
      ($0, decimationLevels(for: $0, settings.decimation, settings.window))
    }
    return Job(
      survey: survey, levels: Dictionary(uniqueKeysWithValues: levels), spectra: spectra,
      solver: SolverSettings(method: solver), runs: runs, blockSamples: blockSamples)
  }

  /// A run of the standard channels.
  package func run(
    _ output: String, input: String? = nil, remote: String? = nil, tipper: Bool = true
  ) -> ProcessingRun {
    let rate = survey.sites.first { $0.name == output }?.rates.first
    return ProcessingRun(
      PowerSource(
        outputSite: output, inputSite: input ?? output, remoteSite: remote,
        rate: rate ?? SamplingRate(samples: 1, seconds: 1),
        outputs: tipper ? [.ex, .ey, .hz] : [.ex, .ey], inputs: [.hx, .hy],
        references: remote == nil ? [] : [.hx, .hy]))
  }

  /// Ports that read from memory.
  ///
  /// - Parameters:
  ///   - broken: A recording's name whose samples beyond the first so many cannot be read.
  ///   - isInterrupted: As in `Ports`.
  package func ports(
    _ work: MemoryWork = MemoryWork(), _ sites: MemorySites = MemorySites(),
    broken: (name: String, limit: Int)? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> Ports {
    let recordings = recordings
    return Ports(
      open: { locator in
        guard let recording = recordings[locator] else {
          throw UserError(.data, locator.path, "is not in memory", remedy: "")
        }
        let source = SynthesizedSource(recording)
        guard let broken, broken.name == "\(locator.path) \(locator.member)" else { return source }
        return BrokenSource(source, limit: broken.limit)
      },
      work: work, sites: sites, isInterrupted: isInterrupted)
  }

  /// Processes on one rank with one thread; the transfer functions in the order of the job's sites and
  /// runs.
  package func process(_ job: Job) throws -> [TransferFunction] {
    try functions(job).map(\.function)
  }

  /// The same, with labels and gaps.
  package func functions(_ job: Job) throws -> [LabelledTransferFunction] {
    let sites = MemorySites()
    _ = try report(job, ports: ports(MemoryWork(), sites))
    return job.survey.sites.flatMap { sites.finished[$0.name] ?? [] }
  }

  /// Processes on one rank with so many threads.
  package func report(_ job: Job, ports: Ports, threads: Int = 1) throws -> RunReport? {
    try RankRun(job, ports: ports, limits: RankLimits(spectraThreads: threads), team: SoloTeam())
      .run(SoloTeam()).report
  }

  /// Processes on a team of pretend ranks with so many threads each.
  package func report(_ job: Job, ports: Ports, ranks: Int, threads: Int) throws -> RunReport? {
    try ThreadTeams.run(ranks: ranks) { team in
      try RankRun(
        team.rank == .master ? job : nil, ports: ports,
        limits: RankLimits(spectraThreads: threads), team: team
      ).run(team).report
    }.compactMap(\.self).first
  }
}

extension RankRun.Outcome {
  /// On rank 0 of a run that is done.
  package var report: RunReport? {
    if case .done(let report) = self { report } else { nil }
  }

  package var isInterrupted: Bool {
    if case .interrupted = self { true } else { false }
  }
}

/// A recording that ends before its header says.
private final class BrokenSource: RecordingSource {
  private let source: SynthesizedSource
  private let limit: Int

  init(_ source: SynthesizedSource, limit: Int) {
    self.source = source
    self.limit = limit
  }

  var header: RecordingHeader { source.header }
  var readsOnAnyThread: Bool { true }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    guard range.upperBound <= limit else {
      throw UserError(
        .data, header.name, at: "\(channel), sample \(limit)", "the file ends here",
        remedy: "copy the file again")
    }
    try source.read(channel, range, into: &samples)
  }
}
