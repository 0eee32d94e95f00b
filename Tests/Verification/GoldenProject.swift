import Configuration
import Distribution
import Estimation
import Formats
import Kernels
import Model
import Pipeline
import Spectra
import TestSupport

/// The golden project, processed with the choices of resistics.
struct GoldenProject {
  let plan: Plan
  let sites = MemorySites()
  private(set) var functions: [String: TransferFunction] = [:]

  /// The estimates that are compared, by the name of resistics' file.
  static let cases: [(name: String, run: ProcessingRun)] = {
    let rate = SamplingRate(samples: 128, seconds: 1)
    func run(_ output: String, _ input: String, _ remote: String?, _ outputs: [Channel])
      -> ProcessingRun
    {
      ProcessingRun(
        outputSite: output, inputSite: input, remoteSite: remote, rate: rate, outputs: outputs,
        inputs: [.hx, .hy], references: remote == nil ? [] : [.hx, .hy])
    }
    return [
      ("local_A", run("A", "A", nil, [.ex, .ey])),
      ("remote_A_R", run("A", "A", "R", [.ex, .ey])),
      ("local_B", run("B", "B", nil, [.ex, .ey])),
      ("tipper_A", run("A", "A", nil, [.ex, .ey, .hz])),
      ("intersite_B_A", run("A", "B", nil, [.ex, .ey])),
    ]
  }()

  /// Reads and processes the project.
  init(path: String, reference: Instant) throws {
    let survey = try GoldenProject.survey(path, reference)
    let settings = Settings.standard
    let rates = Set(survey.sites.flatMap(\.rates))
    let levels = rates.map {
      ($0, decimationLevels(for: $0, settings.decimation, settings.window))
    }
    let job = Job(
      survey: survey, levels: Dictionary(uniqueKeysWithValues: levels),
      spectra: GoldenProject.spectra(settings), solver: SolverSettings(method: "cm"),
      runs: GoldenProject.cases.map(\.run))
    plan = Plan(job)
    let ports = Ports(
      open: { try TimeSeriesFormats.open($0) }, work: MemoryWork(), sites: sites)
    let limits = RankLimits(spectraThreads: ThreadCount.standard())
    _ = try RankRun(job, ports: ports, limits: limits, team: SoloTeam()).run(SoloTeam())
    // A site's transfer functions come in the order of its runs.
    for site in survey.sites.map(\.name) {
      let golden = GoldenProject.cases.filter { $0.run.outputSite == site }
      for (golden, labelled) in zip(golden, sites.finished[site] ?? []) {
        functions[golden.name] = labelled.function
      }
    }
  }

  /// What resistics does: windows that begin at whole samples, no prewhitening, smoothing of its own.
  static func spectra(_ settings: Settings) -> SpectralSettings {
    SpectralSettings(
      taper: .hamming, prewhitens: false, alignment: .wholeSample, smoothing: .fixed(length: 9),
      remoteSmoothing: .sixteenth, minimumWindows: 2,
      minimumSamples: settings.decimation.minimumSamples)
  }

  static func survey(_ path: String, _ reference: Instant) throws -> Survey {
    let sites = try ["A", "B", "R"].map { name in
      let found = try TimeSeriesFormats.discover(siteFolder: "\(path)/timeData/\(name)")
      if let problem = found.problems.first { throw problem }
      return SurveySite(
        name: name,
        recordings: try found.recordings.map { locator in
          SurveyRecording(
            header: try TimeSeriesFormats.open(locator).header, locator: locator,
            fingerprint: Digest(of: []))
        })
    }
    return Survey(name: "golden", reference: reference, sites: sites)
  }
}
