import ComplexModule
import Distribution
import Model
import Pipeline
import Synchronization
import Synthesis
import TestSupport
import Testing

@Suite("When something fails", .timeLimit(.minutes(2)))
struct FailureTests {
  private let survey: MemorySurvey

  init() throws { survey = try SameBitsTests.survey.get() }

  private func job(_ runs: [ProcessingRun]? = nil) throws -> Job {
    try survey.job(
      runs ?? [survey.run("A"), survey.run("B")], settings: Fixtures.settings(), blockSamples: 800)
  }

  /// What each rank threw, by rank.
  private func errors(
    _ job: Job, ranks: Int, isStrict: Bool = false, ports: @escaping @Sendable (Int) -> Ports
  ) -> [Int: String] {
    let texts = Mutex<[Int: String]>([:])
    do {
      _ = try ThreadTeams.run(ranks: ranks) { team in
        let rank = team.rank.index
        do {
          _ = try RankRun(
            team.rank == .master ? job : nil, ports: ports(rank),
            limits: RankLimits(spectraThreads: 2), isStrict: isStrict, team: team
          ).run(team)
        } catch {
          texts.withLock { $0[rank] = "\(type(of: error)): \(error)" }
          throw error
        }
      }
      Issue.record("the run did not fail")
    } catch {}
    return texts.withLock { $0 }
  }

  private func broken(_ site: Int, _ work: MemoryWork, _ sites: MemorySites, limit: Int) throws
    -> Ports
  {
    let recording = try #require(survey.survey.sites[site].recordings.first)
    let name = "\(survey.survey.sites[site].name) \(recording.header.name)"
    return survey.ports(work, sites, broken: (name, limit))
  }

  @Test(
    "a broken file is named, and all that needs it left out; the rest is done",
    arguments: [1, 2, 3], [0, 3000])
  func broken(ranks: Int, limit: Int) throws {
    let sites = MemorySites()
    let ports = try broken(1, MemoryWork(), sites, limit: limit)
    let report = try #require(try survey.report(job(), ports: ports, ranks: ranks, threads: 2))
    #expect(report.losses.map(\.site) == ["B"])
    #expect(report.losses.first?.problem.place.contains("sample \(limit)") == true)
    #expect(sites.finished.keys.sorted() == ["A", "R"])
    #expect(sites.finished["A"]?.first?.function.points.isEmpty == false)
  }

  /// Its header was read when the run was planned; a rank opens it when it has work with it.
  @Test("a file that has become another one since the plan was made is named", arguments: [1, 2])
  func changed(ranks: Int) throws {
    let sites = MemorySites()
    var ports = survey.ports(MemoryWork(), sites)
    let open = ports.open
    ports.open = { locator in
      let source = try open(locator)
      return locator.path == "B" ? ShortenedSource(source) : source
    }
    let report = try #require(try survey.report(job(), ports: ports, ranks: ranks, threads: 2))
    #expect(report.losses.map(\.site) == ["B"])
    #expect(report.losses.first?.problem.problem.contains("written to after") == true)
    #expect(sites.finished.keys.sorted() == ["A", "R"])
  }

  @Test("a broken file of a remote reference leaves out what needs that", arguments: [1, 3])
  func brokenRemote(ranks: Int) throws {
    let sites = MemorySites()
    let runs = [survey.run("A", remote: "R"), survey.run("B")]
    let ports = try broken(2, MemoryWork(), sites, limit: 0)
    let report = try #require(try survey.report(job(runs), ports: ports, ranks: ranks, threads: 1))
    #expect(report.losses.map(\.site) == ["R"])
    #expect(sites.finished.keys.sorted() == ["B"])
  }

  @Test("a strict run ends at the first broken file, on all ranks", arguments: [1, 2, 3])
  func strict(ranks: Int) throws {
    let sites = MemorySites()
    let ports = try broken(1, MemoryWork(), sites, limit: 3000)
    let errors = try errors(job(), ranks: ranks, isStrict: true) { _ in ports }
    #expect(errors.count == ranks)
    #expect(errors[0]?.hasPrefix("UserError") == true)
    for text in errors.values {
      #expect(text.contains("sample 3000: the file ends here"), "\(text)")
    }
    #expect(sites.finished["B"] == nil)
  }

  @Test("on a rank that cannot write, the others are told", arguments: [1, 2, 3])
  func unwritable(ranks: Int) throws {
    let job = try job()
    let work = MemoryWork { $0.site == "B" && $0.level == 1 }
    let sites = MemorySites()
    let errors = errors(job, ranks: ranks) { _ in survey.ports(work, sites) }
    #expect(errors.count == ranks)
    // Which rank it meets depends on chance; more than one may meet it.
    #expect(errors.values.contains { $0.hasPrefix("UserError: work: no space left") })
    for text in errors.values { #expect(text.contains("no space left"), "\(text)") }
    #expect(sites.finished["B"] == nil)
  }

  @Test("a site's file that cannot be finished ends the run", arguments: [1, 3])
  func unfinishable(ranks: Int) throws {
    let job = try job()
    let sites = MemorySites { $0 == "A" }
    let work = MemoryWork()
    let errors = errors(job, ranks: ranks) { _ in survey.ports(work, sites) }
    #expect(errors.count == ranks)
    for text in errors.values { #expect(text.contains("A.h5: no space left"), "\(text)") }
    #expect(sites.finished["A"] == nil)
  }

  @Test(
    "an interrupted run ends on all ranks and keeps what is done", arguments: [1, 2, 3], [0, 4, 40])
  func interrupted(ranks: Int, questions: Int) throws {
    let job = try job()
    let (work, sites) = (MemoryWork(), MemorySites())
    let asked = Mutex(0)
    // The last rank hears of it first, after so many questions.
    let outcomes = try ThreadTeams.run(ranks: ranks) { team in
      let rank = team.rank.index
      let ports = survey.ports(
        work, sites,
        isInterrupted: {
          guard rank == ranks - 1 else { return false }
          return asked.withLock { count in
            count += 1
            return count > questions
          }
        })
      return try RankRun(
        team.rank == .master ? job : nil, ports: ports, limits: RankLimits(spectraThreads: 2),
        team: team
      ).run(team)
    }
    #expect(outcomes.allSatisfy(\.isInterrupted) && outcomes.count == ranks)
    #expect(sites.finished.count < 3)
    let kept = Set(work.takeSaved())
    _ = try survey.report(job, ports: survey.ports(work, sites), ranks: ranks, threads: 1)
    #expect(kept.isDisjoint(with: work.takeSaved()))
    #expect(sites.finished.keys.sorted() == ["A", "B", "R"])
  }

  /// Ey and Hz of a site whose rows are zero are zero at every sample.
  @Test("a dead channel that a run uses is named", arguments: [1, 3])
  func deadChannel(ranks: Int) throws {
    let response = Response(
      .constant(xx: Complex(0.3), xy: Complex(5), yx: .zero, yy: .zero),
      tipper: .constant(x: .zero, y: .zero))
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", duration: 120, response: Fixtures.constant),
        SiteDescription("B", duration: 120, response: response),
      ]))
    let (work, sites) = (MemoryWork(), MemorySites())
    let job = try survey.job(
      [survey.run("A"), survey.run("B", tipper: false)], settings: Fixtures.settings(),
      blockSamples: 800)
    // Found again by a run that finds everything done.
    for _ in 0..<2 {
      let report = try #require(
        try survey.report(job, ports: survey.ports(work, sites), ranks: ranks, threads: 2))
      #expect(report.losses.map(\.site) == ["B"])
      let problem = try #require(report.losses.first?.problem)
      #expect(problem.place.hasSuffix(", channel Ey"))
      #expect(problem.problem == "is constant: all samples are 0.0")
      // Nobody gets a file that was made with it.
      #expect(sites.finished["B"] == nil)
    }
    #expect(sites.finished["A"] != nil)
    // The living channels of the site do not mind.
    var living = survey.run("B", tipper: false)
    living.outputs = [.ex]
    let other = try survey.job([survey.run("A"), living], settings: Fixtures.settings())
    let functions = MemorySites()
    let report = try survey.report(
      other, ports: survey.ports(MemoryWork(), functions), ranks: ranks, threads: 2)
    #expect(report?.losses.isEmpty == true && functions.finished.count == 2)
  }

  @Test("a rank without work does its part of the collective calls")
  func idle() throws {
    let job = try survey.job(
      [survey.run("A")], settings: Fixtures.settings(), blockSamples: 1 << 17)
    let sites = MemorySites()
    let report = try survey.report(
      job, ports: survey.ports(MemoryWork(), sites), ranks: 7, threads: 1)
    #expect(report?.functions.count == 1)
    #expect(sites.finished.keys.sorted() == ["A", "B", "R"])
  }
}

/// A recording that lacks its last sample.
private final class ShortenedSource: RecordingSource {
  let header: RecordingHeader
  let readsOnAnyThread = true

  init(_ source: any RecordingSource) {
    var header = source.header
    header.sampleCount -= 1
    self.header = header
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    precondition(range.upperBound <= header.sampleCount, "nobody asks for more")
  }
}
