import Distribution
import Estimation
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@testable import Pipeline

/// A later run does what is missing, and only that.
@Suite("A run after a run", .timeLimit(.minutes(2)))
struct ResumeTests {
  private let survey: MemorySurvey
  private let work = MemoryWork()
  private let sites = MemorySites()

  init() throws { survey = try SameBitsTests.survey.get() }

  private func job(_ change: (inout Job) -> Void = { _ in }) throws -> Job {
    var job = try survey.job(
      SameBitsTests.runs(survey), settings: Fixtures.settings(), blockSamples: 1600)
    change(&job)
    return job
  }

  /// Runs, and tells which units and how many estimates were made.
  private func run(_ job: Job, _ sites: MemorySites? = nil, ranks: Int = 2) throws
    -> (units: [UnitAddress], estimates: Int)
  {
    let ports = survey.ports(work, sites ?? self.sites)
    _ = try survey.report(job, ports: ports, ranks: ranks, threads: 2)
    return (work.takeSaved(), work.takeSolved())
  }

  /// That what is there now is what a run from nothing makes.
  private func expectEqualToFresh(_ job: Job) throws {
    let fresh = MemorySites()
    _ = try survey.report(job, ports: survey.ports(MemoryWork(), fresh), threads: 1)
    let isEqual = fresh.spectra == sites.spectra && fresh.finished == sites.finished
    #expect(isEqual)
  }

  @Test("has nothing to do", arguments: [1, 3])
  func nothing(ranks: Int) throws {
    let first = try run(job())
    #expect(first.units.count > 20 && first.estimates > 20)
    let second = try run(job(), ranks: ranks)
    #expect(second.units.isEmpty && second.estimates == 0)
    try expectEqualToFresh(job())
  }

  @Test("has nothing to do where recordings are found under another name")
  func moved() throws {
    _ = try run(job())
    func status(_ change: (inout SurveyRecording) -> Void) throws -> SurveyStatus {
      let moved = try job { job in
        for site in job.survey.sites.indices {
          for recording in job.survey.sites[site].recordings.indices {
            change(&job.survey.sites[site].recordings[recording])
          }
        }
      }
      return try SurveyStatus(moved, survey.ports(work, sites).stock)
    }
    #expect(try status { $0.locator.path = "elsewhere/" + $0.locator.path }.isComplete)
    #expect(try !status { $0.fingerprint = Digest(of: [1]) }.isComplete)
  }

  @Test("makes lost units again, and no other", arguments: 1...6)
  func lostUnits(seed: Int) throws {
    let complete = try run(job())
    var draws = Draws("lost", seed: seed)
    let lost = Set(complete.units.filter { _ in draws.uniform() < 0.2 })
    work.change { units in for address in lost { units[address] = nil } }
    let again = try run(job(), MemorySites(), ranks: 1)
    // A new place for files needs all spectra, and so all units that have some.
    #expect(Set(again.units).isSuperset(of: lost))
    work.change { units in for address in lost { units[address] = nil } }
    // Files that are finished need nothing.
    _ = try run(job())
    #expect(work.takeSaved().isEmpty)
    try expectEqualToFresh(job())
  }

  @Test("takes back the room of units that are not planned", arguments: [1, 3])
  func pruned(ranks: Int) throws {
    let complete = try run(job())
    let stray = UnitAddress(site: "B", recording: 7, level: 0, block: 0)
    let kept = try #require(complete.units.first)
    work.change { $0[stray] = $0[kept] }
    _ = try run(job(), ranks: ranks)
    #expect(Set(work.addresses) == Set(complete.units))
  }

  @Test("does what its status says", arguments: 1...3)
  func status(seed: Int) throws {
    func status(_ job: Job) throws -> SurveyStatus {
      try SurveyStatus(job, survey.ports(work, sites).stock)
    }
    let job = try job()
    let fresh = try status(job)
    #expect(fresh.units.done == 0 && fresh.estimates.done == 0 && fresh.files.done == 0)
    let first = try run(job)
    #expect(first.units.count == fresh.units.left && first.estimates == fresh.estimates.left)
    #expect(try status(job).isComplete)
    var draws = Draws("status", seed: seed)
    // In an order that is the same in every run.
    let addresses = work.addresses.sorted { "\($0)" < "\($1)" }
    let lost = addresses.filter { _ in draws.uniform() < 0.2 }
    work.change { units in for address in lost { units[address] = nil } }
    let other = try self.job { $0.solver = .init(method: "ols") }
    let before = try status(other)
    #expect(before.units.left > 0 && before.files == Count(done: 1, total: 3), "\(before.files)")
    let second = try run(other)
    #expect(Set(second.units) == Set(before.sites.flatMap(\.missing)))
    #expect(second.units.count == before.units.left && second.estimates == before.estimates.left)
    #expect(try status(other).isComplete)
  }

  @Test("makes damaged spectra again")
  func damagedSpectra() throws {
    let refusing = MemorySites { $0 == "A" }
    // Site A is done but for its file; the run ends there, whatever is left of other sites.
    #expect(throws: (any Error).self) { try run(job(), refusing) }
    _ = work.takeSaved()
    let name = try #require(refusing.spectra.keys.first { $0.site == "A" && $0.level == 1 })
    refusing.change { $0[name]?[5] = 0 }
    #expect(throws: (any Error).self) { try run(job(), refusing) }
    let again = work.takeSaved().filter { $0.site == "A" }
    #expect(again.count == 1 && again.first?.level == 1)
  }

  @Test("with another solver estimates again, and makes no spectra")
  func solver() throws {
    let first = try run(job())
    let other = try job { $0.solver = .init(method: "ols") }
    let second = try run(other)
    #expect(second.units.isEmpty && second.estimates == first.estimates)
    try expectEqualToFresh(other)
  }

  @Test("with another taper makes everything again")
  func taper() throws {
    let first = try run(job())
    let other = try job { $0.spectra.taper = .hamming }
    let second = try run(other)
    #expect(Set(second.units) == Set(first.units) && second.estimates == first.estimates)
    try expectEqualToFresh(other)
  }

  @Test("of a changed recording makes what depends on it")
  func changedRecording() throws {
    let first = try run(job())
    let other = try job { $0.survey.sites[2].recordings[0].fingerprint = Digest(of: [1]) }
    let second = try run(other)
    #expect(second.units.count < first.units.count)
    // Where the remote reference was recording, all sites need it.
    #expect(Set(second.units.map(\.site)) == ["A", "B", "R"])
    let remote = [first, second].map { $0.units.count { unit in unit.site == "R" } }
    #expect(remote[0] == remote[1])
    #expect(second.estimates < first.estimates)
  }

  @Test("with another name of the survey finishes the files again, and no more")
  func extras() throws {
    _ = try run(job())
    let second = try run(job { $0.survey.name = "renamed" })
    #expect(second.units.isEmpty && second.estimates == 0)
  }

  @Test("a problem that no rank can hold is solved by all, to the same bits", arguments: [1, 2, 3])
  func spread(ranks: Int) throws {
    let job = try job()
    let ports = survey.ports(work, sites)
    // Level 0 has some 500 windows of 25 to 49 values.
    let limits = RankLimits(spectraThreads: 1, memory: 40_000)
    let report = try ThreadTeams.run(ranks: ranks) { team in
      try RankRun(team.rank == .master ? job : nil, ports: ports, limits: limits, team: team)
        .run(team).report
    }.compactMap(\.self).first
    #expect(report?.losses.isEmpty == true)
    let large = Plan(job).problems.filter { CostModel().bytes(of: $0, Plan(job)) > limits.memory }
    #expect(large.count > 4 && large.count < Plan(job).problems.count)
    try expectEqualToFresh(job)
  }

  @Test("the shares of ranks in a problem are all its windows, in order", arguments: [1, 2, 5, 40])
  func shares(ranks: Int) throws {
    let plan = Plan(try job())
    let solving = SpreadSolving(plan: plan, ports: survey.ports(work, sites))
    let parts = (0..<9).map { ProblemPart(unit: $0, segment: 0, windows: 0..<1000 * $0) }
    let shares = (0..<ranks).flatMap { solving.share(of: parts, rank: $0, of: ranks) }
    let windows = shares.flatMap { part in part.windows.map { part.unit * 100_000 + $0 } }
    #expect(windows == parts.flatMap { part in part.windows.map { part.unit * 100_000 + $0 } })
  }
}
