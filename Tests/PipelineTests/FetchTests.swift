import Glibc
import Model
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite("Samples that lie on a disk")
struct FetchTests {
  /// What was asked of all sources of a run, in order.
  private final class Diary: Sendable {
    struct Entry: Hashable {
      let recording: String
      let range: Range<Int>
    }

    private let entries = Mutex<(fetched: [Entry], read: [Entry])>(([], []))

    var fetched: [Entry] { entries.withLock(\.fetched) }
    var read: [Entry] { entries.withLock(\.read) }

    func fetch(_ entry: Entry) { entries.withLock { $0.fetched.append(entry) } }
    func read(_ entry: Entry) { entries.withLock { $0.read.append(entry) } }
  }

  private final class NotingSource: RecordingSource {
    private let source: any RecordingSource
    private let diary: Diary
    let isFetchable: Bool

    init(_ source: any RecordingSource, _ diary: Diary, isFetchable: Bool) {
      self.source = source
      self.diary = diary
      self.isFetchable = isFetchable
    }

    var header: RecordingHeader { source.header }
    var readsOnAnyThread: Bool { true }
    var samplesPerTurn: Int { header.sampleCount }

    func read(
      _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
    ) throws {
      diary.read(Diary.Entry(recording: header.name, range: range))
      try source.read(channel, range, into: &samples)
    }

    func fetch(_ channels: [Channel], _ range: Range<Int>) {
      #expect(channels == header.channels.map(\.channel))
      diary.fetch(Diary.Entry(recording: header.name, range: range))
    }
  }

  /// A run of a single site with small units.
  private func job(_ survey: MemorySurvey) throws -> Job {
    try survey.job([survey.run("A")], settings: Fixtures.settings(), blockSamples: 1600)
  }

  /// What such a run asks of its sources.
  private func diary(isFetchable: Bool, threads: Int) throws -> Diary {
    let survey = try Fixtures.mixed()
    let job = try job(survey)
    let diary = Diary()
    var ports = survey.ports()
    let open = ports.open
    ports.open = { NotingSource(try open($0), diary, isFetchable: isFetchable) }
    let report = try survey.report(job, ports: ports, threads: threads)
    #expect(report?.losses.isEmpty == true)
    return diary
  }

  @Test("are fetched while the unit before is computed", arguments: [1, 2])
  func ahead(threads: Int) throws {
    let diary = try diary(isFetchable: true, threads: threads)
    #expect(!diary.fetched.isEmpty)
    #expect(Set(diary.fetched).count == diary.fetched.count)
    #expect(Set(diary.fetched).isSubset(of: diary.read))
    // The first units are begun at once: there is nothing to do meanwhile.
    #expect(diary.fetched.count <= Set(diary.read).count - threads)
  }

  @Test("are not where the format cannot")
  func unfetchable() throws {
    let diary = try diary(isFetchable: false, threads: 1)
    #expect(diary.fetched.isEmpty && !diary.read.isEmpty)
  }

  /// A recording that only the main thread opens, and no thread reads but through its places.
  private final class PlacedSource: RecordingSource {
    struct Places: RecordingPlaces {
      let source: @Sendable () -> any RecordingSource

      func open() -> any RecordingSource { source() }
    }

    let header: RecordingHeader
    private let found: Places

    init(_ header: RecordingHeader, _ found: Places) {
      self.header = header
      self.found = found
    }

    var readsOnAnyThread: Bool { false }

    func read(
      _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
    ) throws {
      Issue.record("the main thread has read")
    }

    func places() throws -> (any RecordingPlaces)? { found }
  }

  @Test("are read where they are by threads that cannot open the recording", arguments: [1, 3])
  func places(threads: Int) throws {
    let survey = try Fixtures.mixed()
    let job = try job(survey)
    let diary = Diary()
    var ports = survey.ports()
    let open = ports.open
    let main = pthread_self()
    ports.open = { locator in
      #expect(pthread_self() == main)
      return PlacedSource(
        try open(locator).header,
        PlacedSource.Places {
          guard let source = try? open(locator) else { preconditionFailure("\(locator)") }
          return NotingSource(source, diary, isFetchable: true)
        })
    }
    let report = try #require(try survey.report(job, ports: ports, threads: threads))
    #expect(report.losses.isEmpty && !diary.read.isEmpty && !diary.fetched.isEmpty)
    let expected = try #require(try survey.report(job, ports: survey.ports()))
    #expect(report.functions == expected.functions)
  }
}
