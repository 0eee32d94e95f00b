import Distribution
import Model
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// Ranks on several computers write to one site's file.
@Suite("Sites that several hosts write to")
struct SettlingTests {
  /// Of each site the hosts that have stored something, and those that have not settled since.
  private final class Diary: Sendable {
    struct Entry {
      var writers: Set<String> = []
      var unsettled: Set<String> = []
      var orders = 0
    }

    private let entries = Mutex<[String: Entry]>([:])
    /// What each host's ranks threw.
    let failures = Mutex<[String: String]>([:])

    subscript(site: String) -> Entry { entries.withLock { $0[site] ?? Entry() } }

    func change(_ site: String, _ body: (inout Entry) -> Void) {
      entries.withLock { body(&$0[site, default: Entry()]) }
    }
  }

  /// The sites as one host sees them.
  private struct HostSites: SiteStore {
    let host: String
    let sites: MemorySites
    let diary: Diary
    /// Whether this host's writing fails.
    let isBroken: Bool

    var extras: Digest { sites.extras }

    func isFinished(
      _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
    ) throws -> Bool { try sites.isFinished(site, functions, madeBy: madeBy) }

    func digest(of place: SpectraPlace, windowCount: Int) throws -> Digest? {
      try sites.digest(of: place, windowCount: windowCount)
    }

    func digest(of place: TablePlace, rowCount: Int) throws -> Digest? {
      try sites.digest(of: place, rowCount: rowCount)
    }

    func forgetOpenFiles() {}
    func prepare(_ site: SiteContent) throws { try sites.prepare(site) }

    func store(_ values: Span<Float>, _ place: SpectraPlace, waits: Bool) throws -> Bool {
      noteStored(place.site)
      return try sites.store(values, place, waits: waits)
    }

    func store(_ values: [Float], _ place: TablePlace) throws -> Digest {
      noteStored(place.site)
      return try sites.store(values, place)
    }

    private func noteStored(_ site: String) {
      diary.change(site) { entry in
        entry.writers.insert(host)
        entry.unsettled.insert(host)
      }
    }

    func draw(_ site: SiteContent, _ functions: [LabelledTransferFunction]) throws {
      try sites.draw(site, functions)
    }

    func settle(_ site: String) throws -> Bool {
      guard sites.settle(site) else { return false }
      if isBroken { throw UserError(.output, site, "the disk has failed", remedy: "mend it") }
      diary.change(site) { entry in
        entry.unsettled.remove(host)
        entry.orders += 1
      }
      return true
    }

    func finish(
      _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
    ) throws {
      let waiting = diary[site.site.name].unsettled
      #expect(waiting.isEmpty, "\(site.site.name) is finished before \(waiting) have settled")
      try sites.finish(site, functions, madeBy: madeBy)
    }
  }

  /// Processes three sites on one rank a name, which is that of its host.
  private func run(
    _ hosts: [String], _ sites: MemorySites, _ diary: Diary, broken: String? = nil,
    memory: Int = 1 << 30
  ) throws {
    let survey = try Fixtures.mixed()
    let job = try survey.job(
      SameBitsTests.runs(survey), settings: Fixtures.settings(), blockSamples: 1600)
    let work = MemoryWork()
    _ = try ThreadTeams.run(ranks: hosts.count, hostNames: hosts) { team in
      var ports = survey.ports(work, sites)
      ports.sites = HostSites(
        host: team.hostName, sites: sites, diary: diary, isBroken: team.hostName == broken)
      do {
        _ = try RankRun(
          team.rank == .master ? job : nil, ports: ports,
          limits: RankLimits(spectraThreads: 1, memory: memory), team: team
        ).run(team)
      } catch {
        let host = team.hostName
        diary.failures.withLock { $0[host] = "\(error)" }
        throw error
      }
    }
  }

  /// In a byte of memory no problem has room: all ranks solve it together, and sites are finished in a round
  /// of their own.
  @Test("are finished when each has brought its spectra to the disk", arguments: [1 << 30, 1])
  func waits(memory: Int) throws {
    let (sites, diary) = (MemorySites(), Diary())
    try run(["east", "west", "west", "north"], sites, diary, memory: memory)
    #expect(sites.isComplete)
    #expect(sites.finished.keys.sorted() == ["A", "B", "R"])
    let counts = ["A", "B", "R"].map { diary[$0].writers.count }
    // Else there was nothing to wait for.
    #expect(counts.contains { $0 > 1 })
  }

  @Test("need no orders where there is one host")
  func alone() throws {
    let (sites, diary) = (MemorySites(), Diary())
    try run(["east", "east", "east"], sites, diary)
    #expect(sites.finished.count == 3)
    #expect(["A", "B", "R"].map { diary[$0].orders } == [1, 1, 1])
  }

  @Test("are not finished when a host's disk fails, and the run says so")
  func fails() throws {
    let (sites, diary) = (MemorySites(), Diary())
    #expect(throws: (any Error).self) {
      try run(["east", "west", "north"], sites, diary, broken: "west")
    }
    let failure = diary.failures.withLock { $0["west"] }
    #expect(failure?.contains("the disk has failed") == true, "\(failure ?? "nothing")")
    for site in sites.finished.keys { #expect(!diary[site].writers.contains("west")) }
  }

  // MARK: Who waits for whom

  private let finish = Order(
    task: 7, work: .finish(SiteOrder(site: 3, madeBy: Digest(high: 1, low: 2))))

  @Test("are finished by a rank after one rank of each other host")
  func orders() {
    var settling = Settling(hostNames: ["east", "west", "west", "north", "east"])
    for rank in [2, 1, 4, 3] { settling.noteStored(site: 3, by: rank) }
    settling.noteStored(site: 4, by: 1)
    let isHeld = settling.holds(finish, of: 3, for: 4)
    #expect(isHeld)
    let mail = settling.takeMail()
    #expect(mail.map(\.rank) == [1, 3])
    #expect(mail.allSatisfy { $0.order == Order(task: 7, work: .settle(3)) })
    settling.settle(7)
    #expect(settling.takeMail().isEmpty)
    settling.settle(7)
    let last = settling.takeMail()
    #expect(last.map(\.rank) == [4])
    #expect(last.map(\.order) == [finish])
  }

  @Test("wait for nobody where the finishing rank's host has written all")
  func sameHost() {
    var settling = Settling(hostNames: ["east", "west", "west"])
    settling.noteStored(site: 3, by: 1)
    let isHeld = settling.holds(finish, of: 3, for: 2)
    #expect(!isHeld)
    #expect(settling.takeMail().isEmpty)
  }
}
