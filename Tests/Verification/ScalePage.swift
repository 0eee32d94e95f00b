import Configuration
import Distribution
import Estimation
import Model
import Pipeline
import Spectra

/// Prints what the cost model says for large surveys on many nodes: the tables of docs/scale.md.
struct ScalePage {
  private static let nodes = [1, 8, 32, 128]
  private static let coresOfNode = 48
  private static let memoryOfNode = 128 << 30
  /// Gigabytes a second of the file system.
  private static let bandwidths = [1.0, 10, 100]

  func verdict() throws -> Verdict {
    for survey in LargeSurvey.all { try show(survey) }
    try showRanks()
    return Verdict()
  }

  private func show(_ survey: LargeSurvey) throws {
    print("\(survey.title)\n")
    var table = TextTable(
      "\(survey.name), one rank of \(ScalePage.coresOfNode) threads a node",
      [
        "nodes", "unit", "tasks", "compute h", "start s", "tasks s", "end s", "wall s", "busy %",
        "GB/s needed", "wall at 1 GB/s", "10 GB/s", "100 GB/s", "limit at 10 GB/s",
      ])
    for nodes in ScalePage.nodes { try add(survey, nodes, &table) }
    table.show()
  }

  private func add(_ survey: LargeSurvey, _ nodes: Int, _ table: inout TextTable) throws {
    let cluster = Forecast.Cluster(
      ranks: nodes, threads: ScalePage.coresOfNode, memory: ScalePage.memoryOfNode)
    let job = survey.job(cluster)
    let forecast = try Forecast(job, cluster, .reference)
    let outcome = forecast.outcome()
    let work = forecast.work
    let read = Double(work.samplesRead) * survey.bytesPerSample + Double(work.bytesReadAgain)
    let written = Double(work.spectraBytes + work.unitBytes)
    if nodes == ScalePage.nodes.first {
      print("  recordings read: \((read - Double(work.bytesReadAgain)).terabytes)")
      print("  spectra written: \(Double(work.spectraBytes).terabytes)")
      print("  work folder written: \(Double(work.unitBytes).terabytes)")
      print("  work folder read again: \(Double(work.bytesReadAgain).terabytes)")
      print("  problems: \(work.problems), for all ranks together: \(work.spread)")
      print("  memory of a rank: \((Double(outcome.peakBytes) / 1e9).fixed(1)) GB\n")
    }
    let tasks =
      outcome.wallSeconds - outcome.startSeconds - outcome.endSeconds - outcome.spreadSeconds
    let serial = outcome.wallSeconds - tasks
    let walls = ScalePage.bandwidths.map { serial + max(tasks, (read + written) / ($0 * 1e9)) }
    table.add(
      [
        "\(nodes)", "\(job.blockSamples)", "\(forecast.graph.count)",
        (forecast.graph.totalSeconds / 3600).fixed(1), outcome.startSeconds.fixed(1),
        tasks.fixed(1), outcome.endSeconds.fixed(1), outcome.wallSeconds.fixed(1),
        (100 * outcome.busyFraction).fixed(0), ((read + written) / tasks / 1e9).fixed(2),
      ] + walls.map { $0.fixed(0) } + [limit(tasks, serial, (read + written) / 10e9)])
  }

  private func limit(_ tasks: Double, _ serial: Double, _ transfer: Double) -> String {
    let parts = [(tasks, "cores"), (serial, "rank 0"), (transfer, "file system")]
    return parts.max { $0.0 < $1.0 }?.1 ?? ""
  }

  /// The scheduler of a real run on ranks of one thread.
  private func showRanks() throws {
    var table = TextTable(
      "AusLAMP's own tasks on ranks of one thread, tasks taking 20 % more or less than predicted",
      [
        "ranks", "tasks", "total/ranks s", "longest chain s", "tasks s", "busy %", "first site s",
        "messages", "rank 0 %",
      ])
    for ranks in [1000, 3000, 10_000] {
      let cluster = Forecast.Cluster(ranks: ranks, threads: 1, memory: 4 << 30)
      let graph = try Forecast(LargeSurvey.auslamp.job(cluster), cluster, .reference).graph
      var simulation = ClusterSimulation(ranks: ranks, threads: 1)
      simulation.memoryPerRank = cluster.memory
      simulation.spread = 0.2
      let outcome = simulation.run(graph)
      table.add([
        "\(ranks)", "\(graph.count)", (graph.totalSeconds / Double(ranks)).fixed(2),
        graph.criticalPath.fixed(2), outcome.makespan.fixed(2),
        (100 * outcome.busyFraction).fixed(1), outcome.firstGroupSeconds.fixed(2),
        "\(outcome.messages)", (100 * outcome.masterSeconds / outcome.makespan).fixed(1),
      ])
    }
    table.show()
  }
}

/// A survey of equal sites, each with one recording of five channels, estimated single site and with the
/// next site as remote reference.
struct LargeSurvey {
  let name: String
  let title: String
  let sites: Int
  let hertz: Int
  let samples: Int
  let format: String
  /// On disk, of one sample of a channel.
  let bytesPerSample: Double

  static let all = [auslamp, musgraves, wideband]

  static let auslamp = LargeSurvey(
    name: "AusLAMP", title: "AusLAMP: 3000 sites, 10 Hz, 35 days, 32-bit samples (1.8 TB)",
    sites: 3000, hertz: 10, samples: 35 * 86_400 * 10, format: "mth5", bytesPerSample: 4)
  static let musgraves = LargeSurvey(
    name: "Musgraves",
    title: "Musgraves: 93 sites, 10 Hz, text of 10 bytes a sample (106 GB, so 26 days)", sites: 93,
    hertz: 10, samples: 22_800_000, format: "channel text", bytesPerSample: 10)
  static let wideband = LargeSurvey(
    name: "wideband array", title: "Wideband array: 1000 sites, 1 kHz, 2 days, 32-bit (3.5 TB)",
    sites: 1000, hertz: 1000, samples: 2 * 86_400 * 1000, format: "mth5", bytesPerSample: 4)

  private static let channels = [Channel.ex, .ey, .hx, .hy, .hz]

  private func siteName(_ index: Int) -> String {
    let digits = "\(index % sites)"
    return "S" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  /// The whole job, cut as a run on the cluster cuts it.
  func job(_ cluster: Forecast.Cluster) -> Job {
    let rate = SamplingRate(samples: hertz, seconds: 1)
    let settings = Settings.standard
    let survey = survey(rate)
    let runs = (0..<sites).flatMap { site in
      [nil, siteName(site + 1)].map { remote in
        ProcessingRun(
          PowerSource(
            outputSite: siteName(site), inputSite: siteName(site), remoteSite: remote, rate: rate,
            outputs: [.ex, .ey, .hz], inputs: [.hx, .hy],
            references: remote == nil ? [] : [.hx, .hy]))
      }
    }
    return Job(
      survey: survey,
      levels: [rate: decimationLevels(for: rate, settings.decimation, settings.window)],
      spectra: SpectralSettings(), solver: SolverSettings(), runs: runs,
      blockSamples: UnitSize.samples(
        of: survey, workers: cluster.ranks * cluster.threads,
        memory: cluster.memory / (cluster.threads + 1)))
  }

  private func survey(_ rate: SamplingRate) -> Survey {
    let start = Instant(nanoseconds: 0)
    let header = RecordingHeader(
      name: "r", rate: rate, start: start, sampleCount: samples,
      channels: LargeSurvey.channels.map { ChannelHeader($0) })
    return Survey(
      name: name, reference: start,
      sites: (0..<sites).map { site in
        let locator = RecordingLocator(format: format, path: siteName(site))
        let recording = SurveyRecording(
          header: header, locator: locator, fingerprint: Digest(high: 0, low: UInt64(site)))
        return SurveySite(name: siteName(site), recordings: [recording])
      })
  }
}

extension Double {
  fileprivate var terabytes: String { "\((self / 1e12).fixed(self < 1e12 ? 3 : 2)) TB" }
}
