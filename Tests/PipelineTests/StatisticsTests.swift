import Distribution
import Model
import Selection
import Spectra
import TestSupport
import Testing

@testable import Pipeline

/// Statistics and masks of a small survey, stored with its sites, and selections of its runs.
@Suite("Statistics, masks and selections of a run", .timeLimit(.minutes(2)))
struct StatisticsTests {
  private let survey: MemorySurvey
  private let work = MemoryWork()
  private let sites = MemorySites()

  init() throws { survey = try SameBitsTests.survey.get() }

  static let mask = WindowMask(
    name: "coherent",
    constraints: [
      // At 16 Hz the local site's power line lies at 2 Hz, and makes coherences with the remote one low.
      MaskConstraint(statistic: "coherence", component: "cohExHy", low: 0.4, high: 1),
      MaskConstraint(statistic: "RR_coherence", component: "HyHyRR", low: 0.2, high: 1),
    ])

  private func siteMask(_ mask: WindowMask = Self.mask) -> SiteMask {
    SiteMask(
      mask, single: survey.run("A").powers, remote: survey.run("A", remote: "R").powers)
  }

  /// Two runs of A, one of B with a mask of A, statistics of all but the last.
  private func job(blockSamples: Int = 1600, _ change: (inout [ProcessingRun]) -> Void = { _ in })
    throws -> Job
  {
    var single = survey.run("A")
    single.statistics = ["coherence", "transferFunction"]
    var remote = survey.run("A", remote: "R")
    remote.statistics = ["RR_coherence", "RR_coherenceEqn"]
    var other = survey.run("B", input: "A", tipper: false)
    other.selection.masks = [siteMask()]
    var runs = [single, remote, other]
    change(&runs)
    var job = try survey.job(runs, settings: Fixtures.settings(), blockSamples: blockSamples)
    job = Job(
      survey: job.survey, levels: job.levels, spectra: job.spectra, solver: job.solver,
      runs: runs, blockSamples: blockSamples)
    return job
  }

  private func run(
    _ job: Job, _ work: MemoryWork? = nil, _ sites: MemorySites? = nil, ranks: Int = 2
  )
    throws
  {
    let ports = survey.ports(work ?? self.work, sites ?? self.sites)
    _ = try survey.report(job, ports: ports, ranks: ranks, threads: 2)
  }

  private func fresh(_ job: Job) throws -> MemorySites {
    let sites = MemorySites()
    _ = try survey.report(job, ports: survey.ports(MemoryWork(), sites), threads: 1)
    return sites
  }

  private func expectEqual(_ a: MemorySites, _ b: MemorySites) {
    let tables = a.tables == b.tables
    #expect(tables, "tables")
    let functions = a.finished == b.finished
    #expect(functions, "functions")
  }

  @Test("are complete, with a table a level and statistic")
  func complete() throws {
    let job = try job()
    try run(job)
    let areOfA = sites.tables.keys.allSatisfy { $0.site == "A" }
    #expect(sites.isComplete && areOfA)
    let plan = Plan(job)
    let names = sites.tables.keys.map(\.table)
    let levels = Set(names.map(\.level))
    #expect(levels.count >= 2)
    for level in levels {
      let kinds = Set(names.filter { $0.level == level }.map(\.kind))
      #expect(
        kinds == [
          .statistic("coherence", run: "single_16Hz"),
          .statistic("transferFunction", run: "single_16Hz"),
          .statistic("RR_coherence", run: "remote-R_16Hz"),
          .statistic("RR_coherenceEqn", run: "remote-R_16Hz"), .mask("coherent_16Hz"),
        ])
    }
    for (key, table) in sites.tables {
      guard case .statistic(_, let run) = key.table.kind else { continue }
      let windows = plan.windows(ofRun: run == "single_16Hz" ? 0 : 1, level: key.table.level)
      #expect(table.planned.windows == windows && !windows.isEmpty)
      let isFinite = table.numbers.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(key)")
    }
    // Coherences with a quiet remote reference are high, and never above one.
    let coherences = sites.tables.filter {
      $0.key.table.kind == .statistic("RR_coherence", run: "remote-R_16Hz")
    }
    let numbers = coherences.values.flatMap { $0.numbers }
    let areShares = numbers.allSatisfy { $0 >= 0 && $0 < 1.000_001 }
    #expect(!numbers.isEmpty && areShares)
  }

  @Test(
    "have the same bits for any ranks, threads and blocks",
    arguments: [(1, 1600), (3, 1600), (2, 800), (2, 1 << 17)])
  func bits(ranks: Int, blockSamples: Int) throws {
    try run(job(blockSamples: blockSamples), ranks: ranks)
    expectEqual(sites, try fresh(job()))
  }

  @Test("a mask says which windows of its site it excludes, and a run leaves out just those")
  func maskedRun() throws {
    let job = try job()
    try run(job)
    let plan = Plan(job)
    let run = 2
    for index in plan.problems(ofRun: run) {
      let problem = plan.problems[index]
      let level = problem.level.index
      let table = try #require(
        sites.tables.first {
          $0.key.table.kind == .mask("coherent_16Hz") && $0.key.table.level == level
        }?.value)
      let numbers = table.planned.windows.numbers
      let excluded = numbers.indices.filter { table.numbers[$0 * table.width + problem.band] > 0 }
      let masked = WindowRanges(excluded.map { numbers[$0]..<numbers[$0] + 1 })
      let shared = plan.windows(ofRun: run, level: level)
      let kept = try SelectedWindows(plan, work).kept(of: problem, among: shared)
      #expect(kept == shared.subtracting(masked))
      if level == 0 { #expect(kept.count > 0 && kept.count < shared.count) }
      let powers = try StoredCrossPowers(plan, work).values(of: problem)
      #expect(powers.windowCount == kept.count)
    }
  }

  @Test("statistics of resistics' kind and ours differ by their policy")
  func policy() throws {
    var strict = try job()
    strict.statistics = .resistics
    try run(strict)
    let ours = try fresh(job())
    // Other equations of the transfer function.
    let isEqual = sites.tables == ours.tables
    #expect(!isEqual)
  }

  @Test("constraints of time take windows, and problems without any are none")
  func times() throws {
    let constraint = try #require(TimeConstraint.time("00:01:00", "00:03:00"))
    let job = try job { $0[0].selection.times = [constraint] }
    try run(job)
    let plan = Plan(job)
    for index in plan.problems(ofRun: 0) {
      let problem = plan.problems[index]
      let grid = problem.level.grid(reference: survey.survey.reference)
      let kept = try SelectedWindows(plan, work).kept(
        of: problem, among: plan.windows(ofRun: 0, level: problem.level.index))
      #expect(kept.count == problem.windowCount && !kept.isEmpty)
      for window in [kept.numbers.first, kept.numbers.last].compactMap(\.self) {
        let start = grid.start(ofWindow: window).timeText(decimals: 0)
        #expect(start >= "00:01:00" && start < "00:03:00")
      }
    }
    let estimates = sites.finished["A"]?.first?.function.points.map(\.estimate.windowCount) ?? []
    let all =
      try fresh(self.job()).finished["A"]?.first?.function.points
      .map(\.estimate.windowCount) ?? []
    let (fewer, most) = (try #require(estimates.max()), try #require(all.max()))
    #expect(fewer < most)
  }

  @Test("runs with the same cross-powers share them")
  func shared() throws {
    let plain = try job()
    let twice = try job { runs in
      var masked = runs[0]
      masked.selection.masks = [siteMask()]
      masked.postpend = "masked"
      masked.statistics = []
      runs.append(masked)
    }
    let plan = Plan(twice)
    #expect(plan.source(ofRun: 3) == 0)
    #expect(Set(plan.units.indices.flatMap { plan.unit($0).segments.map(\.run) }) == [0, 1, 2])
    try run(plain)
    _ = (work.takeSaved(), work.takeSolved())
    try run(twice)
    #expect(work.takeSaved().isEmpty)
    #expect(work.takeSolved() == plan.problems(ofRun: 3).count)
    let labels = sites.finished["A"]?.map(\.label)
    #expect(labels == ["single", "remote-R", "single_masked"])
  }

  @Test("asked for later are made of stored cross-powers")
  func added() throws {
    try run(job { $0[0].statistics = ["coherence"] })
    _ = (work.takeSaved(), work.takeSolved(), sites.takeTableStores())
    let more = try job { $0[0].statistics = ["coherence", "resPhase"] }
    try run(more)
    #expect(work.takeSaved().isEmpty && work.takeSolved() == 0)
    #expect(sites.takeTableStores() > 0)
    expectEqual(sites, try fresh(more))
    try run(more)
    #expect(sites.takeTableStores() == 0)
  }

  @Test("alone, of a run that is not solved, with a smoothing of their own")
  func alone() throws {
    var source = survey.run("A", remote: "R").powers
    source.smoothing = .fixed(length: 9)
    let statistics = ProcessingRun(source, isSolved: false, statistics: ["RR_coherence"])
    let job = try job { $0 = [statistics] }
    #expect(Plan(job).problems.isEmpty && Plan(job).hasWindows(0))
    try run(job)
    #expect(sites.isComplete && sites.finished["A"] == [])
    #expect(work.takeSolved() == 0)
    let own = sites.tables.values.map(\.values)
    source.smoothing = nil
    let other = try fresh(
      self.job { $0 = [ProcessingRun(source, isSolved: false, statistics: ["RR_coherence"])] })
    #expect(Set(own) != Set(other.tables.values.map(\.values)))
  }

  @Test("another mask solves again what it selects, and nothing else")
  func changedMask() throws {
    try run(job())
    _ = (work.takeSaved(), work.takeSolved(), sites.takeTableStores())
    var other = Self.mask
    other.constraints[0].low = 0.95
    let changed = try job { $0[2].selection.masks = [siteMask(other)] }
    try run(changed)
    #expect(work.takeSaved().isEmpty)
    #expect(work.takeSolved() == Plan(changed).problems(ofRun: 2).count)
    expectEqual(sites, try fresh(changed))
  }

  @Test("a run that ended before goes on to the same tables", arguments: 1...4)
  func resumed(seed: Int) throws {
    let job = try job()
    let refusing = MemorySites { $0 == "A" }
    #expect(throws: (any Error).self) { try run(job, work, refusing) }
    var draws = Draws("tables", seed: seed)
    // In an order that is the same in every run.
    let addresses = work.addresses.sorted { "\($0)" < "\($1)" }
    let lost = addresses.filter { _ in draws.uniform() < 0.3 }
    work.change { units in for address in lost { units[address] = nil } }
    try run(job)
    #expect(sites.isComplete)
    expectEqual(sites, try fresh(job))
  }

  @Test(
    "a masked problem that no rank can hold is solved by all, to the same bits", arguments: [1, 3])
  func spread(ranks: Int) throws {
    let job = try job()
    let ports = survey.ports(work, sites)
    let limits = RankLimits(spectraThreads: 1, memory: 20_000)
    _ = try ThreadTeams.run(ranks: ranks) { team in
      try RankRun(team.rank == .master ? job : nil, ports: ports, limits: limits, team: team)
        .run(team).report
    }
    expectEqual(sites, try fresh(job))
  }

  @Test("a job with masks travels unchanged")
  func wire() throws {
    var job = try job { runs in
      runs[1].selection.times = [
        TimeConstraint.span("2024-03-01", "2024-03-02", levels: [0]),
        TimeConstraint.date("2024-03-01"), TimeConstraint.time("23:00:00", "01:00:00"),
      ].compactMap(\.self)
    }
    job.statistics = .resistics
    var writer = WireWriter()
    writer.write(job)
    var reader = WireReader(writer.bytes)
    let arrived: Job = try reader.read()
    #expect(arrived == job)
  }
}
