internal import Estimation
internal import Model
internal import Spectra

/// A unit of noise in memory, to see how fast a machine computes.
struct PretendUnit {
  private let plan: Plan
  private let unit: LevelUnit
  private let samples: UnitSamples
  private static let sampleCount = 1 << 16
  private static let steps = [4, 2]

  init() {
    plan = Plan(PretendUnit.job)
    unit = plan.unit(0)
    let noise = PretendUnit.noise(plan.recordings[0].channels)
    samples = [InputSeries(values: noise, missing: noise.map { _ in [] })]
  }

  /// Seconds for spectra with cross-powers, for decimation, and for the solutions of all bands.
  func times(_ clock: () -> Double) -> (spectra: Double, decimation: Double, solving: Double) {
    let level = plan.recordings[0].levels[0].level
    let transform = plan.transform(of: level)
    let work = UnitWork(plan, unit, keepsSpectra: true)
    var result = work.result(samples, transform) { _, _, _ in }
    let spectra = seconds(clock) { result = work.result(samples, transform) { _, _, _ in } }
    let decimation = seconds(clock) { decimate() }
    let solver = plan.job.solver.makeSolver()
    let solving = plan.problems.indices.reduce(0) { sum, band in
      let problem = plan.regression(plan.problems[band], powers(of: band, result))
      return sum + seconds(clock) { _ = solver.solve(problem) }
    }
    return (spectra, decimation, solving)
  }

  private func seconds(_ clock: () -> Double, _ body: () -> Void) -> Double {
    let start = clock()
    body()
    return clock() - start
  }

  private var outputs: Range<Int> { 0..<PretendUnit.sampleCount / 8 - 64 }

  private func decimate() {
    let decimator = Decimator(steps: PretendUnit.steps)
    for channel in samples[0].values {
      _ = decimator.apply(channel.span, first: 0, outputs: outputs, count: channel.count)
    }
  }

  private func powers(of band: Int, _ result: UnitResult) -> CrossPowers {
    let windows = plan.problems[band].windowCount
    let channels = plan.job.runs[0].channelCount
    var powers = CrossPowers(channelCount: channels, windowCount: windows)
    let size = channels * channels * windows
    powers.values = Array(result.crossPowers[0][band * size..<(band + 1) * size])
    return powers
  }

  /// A site with five channels at 128 Hz, of one level.
  private static var job: Job {
    let rate = SamplingRate(samples: 128, seconds: 1)
    let header = RecordingHeader(
      name: "pretend", rate: rate, start: Instant(nanoseconds: 0), sampleCount: sampleCount,
      channels: [Channel.ex, .ey, .hx, .hy, .hz].map { ChannelHeader($0) })
    let recording = SurveyRecording(
      header: header, locator: RecordingLocator(format: "", path: ""), fingerprint: Digest(of: []))
    let level = DecimationLevel(
      index: 0, rate: rate, steps: [], factor: 1,
      evaluationFrequencies: [32, 22.63, 16, 11.31, 8, 5.66], windowSize: 256, windowOverlap: 64)
    let run = ProcessingRun(
      PowerSource(
        outputSite: "A", inputSite: "A", remoteSite: nil, rate: rate, outputs: [.ex, .ey, .hz],
        inputs: [.hx, .hy], references: []))
    return Job(
      survey: Survey(
        name: "", reference: header.start, sites: [SurveySite(name: "A", recordings: [recording])]),
      levels: [rate: [level]], spectra: SpectralSettings(), solver: SolverSettings(), runs: [run],
      blockSamples: sampleCount)
  }

  /// Noise; what is no input follows the inputs, with noise of its own.
  private static func noise(_ channels: [Channel]) -> [[Double]] {
    var state: UInt64 = 1
    func series(_ size: Double) -> [Double] {
      (0..<sampleCount).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return size * (Double(state >> 33) / Double(1 << 30) - 1)
      }
    }
    let (x, y) = (series(1), series(1))
    return channels.map { channel in
      switch channel {
      case .hx: x
      case .hy: y
      default: zip(zip(x, y), series(0.3)).map { $0.0 - 2 * $0.1 + $1 }
      }
    }
  }
}
