import Distribution
import Model
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

@Suite("Recordings that are taken as a whole")
struct SeriesMemoryTests {
  private static func filter(_ method: Conditioning.Filter.Method) -> Conditioning.Step {
    .filter(Conditioning.Filter(.lowPass, low: 4, high: 4, method: method))
  }

  private static let survey = Result { try Fixtures.mixed() }

  /// Single-site and remote estimates of A with a step for the samples of all recordings.
  private static func job(_ method: Conditioning.Filter.Method, blockSamples: Int = 2048) throws
    -> Job
  {
    let survey = try survey.get()
    var job = survey.job(
      [survey.run("A"), survey.run("A", remote: "R")], settings: try Fixtures.settings(),
      blockSamples: blockSamples)
    for site in job.survey.sites.indices {
      for index in job.survey.sites[site].recordings.indices {
        let header = job.survey.sites[site].recordings[index].header
        job.survey.sites[site].recordings[index].header = header.conditioned(by: [filter(method)])
      }
    }
    return job
  }

  private static func bytes(_ recording: SurveyRecording) -> Int {
    8 * recording.header.sampleCount * recording.header.channels.count
  }

  @Test("are kept as samples of all channels, once for each step, as long as the step found them")
  func kept() throws {
    let recording = try #require(Self.survey.get().survey.sites.first?.recordings.first)
    let header = recording.header
    #expect(header.keptSeriesBytes == 0 && header.seriesWorkBytes == 0)
    #expect(header.conditioned(by: [Self.filter(.zeroPhase)]).keptSeriesBytes == 0)
    let once = header.conditioned(by: [.removeMean, Self.filter(.resistics)])
    #expect(once.keptSeriesBytes == Self.bytes(recording))
    #expect(once.seriesWorkBytes >= 8 * header.sampleCount)
    let twice = once.conditioned(by: [.calibrate([]), .resample(up: 1, down: 8)])
    let slack = 2 * 8 * header.channels.count * 8
    #expect(abs(twice.keptSeriesBytes - 2 * Self.bytes(recording)) <= slack)
    #expect(twice.seriesWorkBytes > once.seriesWorkBytes)
  }

  @Test("are in the forecast of a rank's memory")
  func forecast() throws {
    func peak(_ method: Conditioning.Filter.Method) throws -> Int {
      let job = try Self.job(method)
      return try Forecast(job, ForecastTests.cluster(2), ForecastTests.constants).outcome()
        .peakBytes
    }
    let plan = Plan(try Self.job(.resistics))
    let series = SeriesMemory(plan, memory: 1 << 30)
    #expect(series.kept == plan.recordings.reduce(0) { $0 + Self.bytes($1.recording) })
    #expect(try peak(.resistics) - peak(.zeroPhase) == series.total)
    #expect(SeriesMemory(Plan(try Self.job(.zeroPhase)), memory: 1 << 30).total == 0)
  }

  @Test("that exceed the memory are an error that says how much they need")
  func tooLittle() throws {
    let plan = Plan(try Self.job(.resistics))
    // Of A and R at the same time, with what it takes to filter one channel.
    let need = SeriesMemory(plan, memory: 100_000).total
    try SeriesMemory(plan, memory: need).check(need)
    let error = #expect(throws: UserError.self) {
      try SeriesMemory(plan, memory: 100_000).check(100_000)
    }
    let text = error?.description ?? ""
    for words in ["MiB of memory", "--memory 1M", "domain = windows", "filters = zerophase"] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(error?.kind == .configuration)
  }

  @Test("are closed, those not used for longest first, where there is no room")
  func closing() throws {
    let job = try Self.job(.resistics)
    let recordings = job.survey.sites.compactMap(\.recordings.first)
    let ports = try Self.survey.get().ports()
    func opened(_ order: [Int], room: [Int]) throws -> Int {
      var open = OpenRecordings(
        seriesLimit: room.reduce(0) { $0 + Self.bytes(recordings[$1]) })
      var count = 0
      for index in order {
        _ = try open.recording(recordings[index]) { locator in
          count += 1
          return try ports.open(locator)
        }
      }
      return count
    }
    #expect(try opened([0, 1, 0, 1], room: [0, 1]) == 2)
    #expect(try opened([0, 1, 0, 1], room: [0]) == 4)
    // Recording 1 was used last when 2 comes.
    #expect(try opened([1, 0, 1, 2, 1], room: [0, 1]) == 3)
  }

  @Test("are read once for all threads of a rank, to the same bits in little memory")
  func threads() throws {
    let survey = try Self.survey.get()
    let job = try Self.job(.resistics, blockSamples: 512)
    func functions(threads: Int, memory: Int) throws -> (Int, [TransferFunction]) {
      let opened = Counter()
      let sites = MemorySites()
      let plain = survey.ports(MemoryWork(), sites)
      let ports = Ports(
        open: { locator in
          opened.count.add(1, ordering: .relaxed)
          return try plain.open(locator)
        }, work: plain.work, sites: sites)
      let limits = RankLimits(spectraThreads: threads, memory: memory)
      _ = try RankRun(job, ports: ports, limits: limits, team: SoloTeam()).run(SoloTeam())
      return (opened.count.load(ordering: .relaxed), sites.finished["A"]?.map(\.function) ?? [])
    }
    let usual = try functions(threads: 1, memory: 1 << 30)
    let many = try functions(threads: 3, memory: 1 << 30)
    let recordings = job.survey.sites.reduce(0) { $0 + $1.recordings.count }
    #expect(many.0 == recordings && usual.0 == recordings)
    #expect(many.1 == usual.1 && usual.1.count == 2)
    #expect(try functions(threads: 3, memory: 1).1 == usual.1)
  }
}

private final class Counter: Sendable {
  let count = Atomic(0)
}
