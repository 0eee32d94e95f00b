package import Configuration
internal import Distribution
internal import Estimation
package import Model
package import Pipeline
package import Spectra
internal import Synchronization
package import Synthesis

/// A synthetic survey in memory, ready to be processed.
package final class MemorySurvey: Sendable {
  package let survey: Survey
  private let recordings: [RecordingLocator: SynthesizedRecording]

  package init(_ description: SurveyDescription) throws {
    var sites: [SurveySite] = []
    var recordings: [RecordingLocator: SynthesizedRecording] = [:]
    try description.synthesize { site in
      let name = site.description.name
      sites.append(
        SurveySite(
          name: name,
          recordings: site.recordings.map { recording in
            let locator = RecordingLocator(
              format: "memory", path: name, member: recording.header.name)
            recordings[locator] = recording
            return SurveyRecording(header: recording.header, locator: locator)
          }))
    }
    survey = Survey(name: "test", reference: description.reference, sites: sites)
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
      outputSite: output, inputSite: input ?? output, remoteSite: remote,
      rate: rate ?? SamplingRate(samples: 1, seconds: 1),
      outputs: tipper ? [.ex, .ey, .hz] : [.ex, .ey], inputs: [.hx, .hy],
      references: remote == nil ? [] : [.hx, .hy])
  }

  package func ports(_ sinks: SinkLog = SinkLog()) -> Ports {
    let recordings = recordings
    return Ports(
      open: { locator in
        guard let recording = recordings[locator] else {
          throw UserError(.data, locator.path, "is not in memory", remedy: "")
        }
        return SynthesizedSource(recording)
      },
      makeSink: { sinks.sink(of: $0.name) })
  }

  /// Processes on one rank with one thread.
  package func process(_ job: Job, sinks: SinkLog = SinkLog()) throws -> [TransferFunction] {
    let report = try RankRun(
      job, ports: ports(sinks), pool: try ThreadPool(width: 1), team: SoloTeam()
    ).run(SoloTeam())
    return report?.functions.map(\.function) ?? []
  }
}

/// Remembers what sinks were given.
package final class SinkLog: Sendable {
  private let blocks = Mutex<[String: [[Float]]]>([:])
  private let discarded = Mutex<[String]>([])

  package init() {}

  func sink(of site: String) -> any SiteSink { MemorySink(site, self) }

  /// Every block of spectra by `site recording level channel`, in the order of arrival.
  package var spectra: [String: [[Float]]] { blocks.withLock { $0 } }

  /// The sites whose products were discarded.
  package var discardedSites: [String] { discarded.withLock { $0.sorted() } }

  private final class MemorySink: SiteSink {
    private let site: String
    private let log: SinkLog

    init(_ site: String, _ log: SinkLog) {
      self.site = site
      self.log = log
    }

    func store(_ block: ComputedSpectra) throws {
      let key = "\(site) \(block.recording.name) \(block.level.index) \(block.channel)"
      log.blocks.withLock { $0[key, default: []].append(block.values) }
    }

    func finish(_ transferFunctions: [LabelledTransferFunction]) throws {}

    func discard() { log.discarded.withLock { $0.append(site) } }
  }
}
