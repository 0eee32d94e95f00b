import Configuration
import Distribution
import Estimation
import Formats
import Kernels
import Model
import Pipeline
import Selection
import Spectra
import TestSupport

/// The golden project, processed with some settings.
struct GoldenProject {
  let plan: Plan
  let work = MemoryWork()
  let sites = MemorySites()
  private(set) var functions: [String: TransferFunction] = [:]

  /// Processes a survey; the cases are found by their names afterwards.
  init(survey: Survey, settings: Settings, cases: [GoldenFunction]) throws {
    let rates = Set(survey.sites.flatMap(\.rates))
    let levels = rates.map {
      ($0, decimationLevels(for: $0, settings.decimation, settings.window))
    }
    let job = Job(
      survey: survey, levels: Dictionary(uniqueKeysWithValues: levels),
      spectra: GoldenProject.spectra(settings), solver: GoldenProject.solver(settings),
      runs: try cases.map { try $0.run() }, statistics: .resistics)
    plan = Plan(job)
    let ports = Ports(open: { try TimeSeriesFormats.open($0) }, work: work, sites: sites)
    let limits = RankLimits(spectraThreads: ThreadCount.standard())
    _ = try RankRun(job, ports: ports, limits: limits, team: SoloTeam()).run(SoloTeam())
    // A site's transfer functions come in the order of its runs.
    for site in survey.sites.map(\.name) {
      let own = cases.filter { $0.outputSite == site }
      for (golden, labelled) in zip(own, sites.finished[site] ?? []) {
        functions[golden.name] = labelled.function
      }
    }
  }

  private static func solver(_ settings: Settings) -> Estimation.SolverSettings {
    let solver = settings.solver
    guard let weights = WeightFunction(rawValue: solver.weights.rawValue),
      let form = RegressionForm(rawValue: solver.weighting.rawValue)
    else { preconditionFailure("the configuration lets no others pass") }
    return Estimation.SolverSettings(
      method: solver.method.rawValue,
      options: SolverOptions(
        maximumPasses: solver.maximumPasses, weights: weights, hasIntercept: solver.hasIntercept,
        form: form))
  }

  static func spectra(_ settings: Settings) -> SpectralSettings {
    var spectra = SpectralSettings(
      taper: settings.spectra.taper.flatMap { Kernels.Taper(rawValue: $0.rawValue) } ?? .boxcar,
      prewhitens: settings.spectra.prewhitens, alignment: settings.window.alignment,
      decimation: settings.decimation.filter, minimumWindows: settings.window.minimumWindows,
      countsByRecording: settings.window.countsByRecording,
      minimumSamples: settings.decimation.minimumSamples)
    if settings.solver.smoothing == .resistics {
      (spectra.smoothing, spectra.remoteSmoothing) = (.fixed(length: 9), .sixteenth)
    }
    return spectra
  }

  /// Our level for one of the index, if there is one.
  func level(_ level: GoldenIndex.Level) -> PlannedLevel? {
    let recording = plan.recordings.first {
      plan.job.survey.sites[$0.site].name == level.site && $0.header.name == level.meas
    }
    guard let recording, level.level < recording.levels.count else { return nil }
    return recording.levels[level.level]
  }

  /// Our spectra of one channel: `[window, harmonic]`, real and imaginary parts in turn.
  func spectra(_ level: GoldenIndex.Level, _ channel: String) -> [Float]? {
    guard let channel = Channel(channel) else { return nil }
    let recordings = plan.job.survey.sites.first { $0.name == level.site }?.recordings ?? []
    guard let index = recordings.firstIndex(where: { $0.header.name == level.meas }) else {
      return nil
    }
    let name = MemorySites.SpectraName(
      site: level.site, recording: index, level: level.level, channel: channel)
    return sites.spectra[name]?.map(Float.init(bitPattern:))
  }
}
