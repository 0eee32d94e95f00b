import Configuration
import Distribution
import Foundation
import Inspection
import Model
import Pipeline

/// Inspects all recordings of a survey on a team of ranks.
///
/// What is found of a recording depends on it and its neighbours alone, so that it is the same on any number
/// of ranks: recording `i` is looked at by rank `i` modulo their number.
struct SurveyCheck: Sendable {
  struct Outcome: Codable, Sendable {
    var recordings: Int
    /// By site, recording and kind.
    var findings: [Finding]
  }

  /// So many neighbours outvote one that is wrong itself.
  private static let neighbourCount = 4

  let project: Project
  let configuration: String?

  /// - Returns: `nil` on all ranks but the first.
  func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> Outcome? {
    let isMaster = team.rank == .master
    let read = try team.together { isMaster ? try readSurvey() : nil }
    let survey = try team.broadcast(read?.survey)
    let mine = try team.together { try inspect(survey, rank: team.rank.index, of: team.size) }
    let texts = try team.gather(encoded(mine))
    guard let texts, let read else { return nil }
    let entries = Self.entries(survey)
    var findings = try texts.flatMap(decoded) + read.findings
    findings += HeaderChecks(
      entries.map { HeaderChecks.Entry(site: $0.site.name, header: $0.recording.header) }
    ).findings()
    return Outcome(recordings: entries.count, findings: ordered(findings))
  }

  private func readSurvey() throws -> (survey: Survey, findings: [Finding]) {
    var settings = try project.settings(file: configuration, overrides: [])
    // What the files hold is looked at, and not what is made of it.
    settings.preprocessing = Settings.standard.preprocessing
    settings.calibration.domain = .windows
    let result = try SurveyReader(project: project, isForEstimates: false).read(settings)
    let findings = result.problems.map { problem in
      Finding(
        .unreadable, .error, site: "", recording: problem.subject,
        evidence: problem.place.isEmpty
          ? problem.problem : "\(problem.place): \(problem.problem)", remedy: problem.remedy)
    }
    return (result.survey, findings)
  }

  private func ordered(_ findings: [Finding]) -> [Finding] {
    func key(_ finding: Finding) -> [String] {
      [finding.site, finding.recording, finding.kind.rawValue] + finding.channels
    }
    var seen: Set<[String]> = []
    // The reader's own word on a sensor's response follows what was seen, and adds nothing to it.
    return findings.enumerated()
      .sorted { a, b in
        let (left, right) = (key(a.element), key(b.element))
        return left == right ? a.offset < b.offset : left.lexicographicallyPrecedes(right)
      }
      .map(\.element).filter { seen.insert(key($0)).inserted }
  }

  private func encoded(_ findings: [Finding]) throws -> String {
    String(decoding: try JSONEncoder().encode(findings), as: UTF8.self)
  }

  private func decoded(_ text: String) throws -> [Finding] {
    try JSONDecoder().decode([Finding].self, from: Data(text.utf8))
  }

  private struct Entry {
    let site: SurveySite
    let recording: SurveyRecording
  }

  private static func entries(_ survey: Survey) -> [Entry] {
    survey.sites.flatMap { site in
      site.recordings.map { Entry(site: site, recording: $0) }
    }
  }

  /// Reads on this thread, as HDF5 wants it, and computes on others.
  private func inspect(_ survey: Survey, rank: Int, of size: Int) throws -> [Finding] {
    let entries = Self.entries(survey)
    let crew = try Crew<[Finding]>(width: ThreadCount.standard())
    var (findings, pending): ([Finding], Int) = ([], 0)
    func collect(leaving most: Int) {
      while pending > most {
        crew.waitForFinished(seconds: 1)
        let finished = crew.takeFinished()
        pending -= finished.count
        findings += finished.joined()
      }
    }
    for index in entries.indices where index % size == rank {
      do {
        if let work = try work(entries[index], among: entries) {
          crew.submit { _ in work() }
          pending += 1
        }
      } catch let error as UserError {
        findings.append(unreadable(entries[index], error))
      }
      // No more samples are held than threads can look at.
      collect(leaving: crew.width)
    }
    collect(leaving: 0)
    return findings
  }

  private func unreadable(_ entry: Entry, _ error: UserError) -> Finding {
    Finding(
      .unreadable, .error, site: entry.site.name, recording: entry.recording.header.name,
      evidence: error.place.isEmpty ? error.problem : "\(error.place): \(error.problem)",
      remedy: error.remedy)
  }

  /// Reads what is to be looked at; `nil` for a recording that is too short for it.
  private func work(
    _ entry: Entry, among entries: [Entry]
  ) throws -> (@Sendable () -> [Finding])? {
    let header = entry.recording.header
    guard let plan = ExcerptPlan(sampleCount: header.sampleCount) else { return nil }
    let source = try SurveyReader.open(entry.recording.locator)
    func excerpt(_ source: any RecordingSource, _ entry: Entry) throws -> Excerpt {
      try Excerpt(
        source, header: entry.recording.header, site: entry.site.name, plan: plan,
        start: header.start, rate: header.rate)
    }
    let local = try excerpt(source, entry)
    // A neighbour that cannot be read has a finding of its own, and is none of this recording's.
    let neighbours = nearest(to: entry, among: entries).compactMap {
      try? excerpt(SurveyReader.open($0.recording.locator), $0)
    }
    let rate = neighbours.isEmpty ? try otherRate(entry, source, among: entries) : nil
    return {
      if let finding = rate?() { return [finding] }
      var inspection = RecordingInspection(local, neighbours: neighbours, plan: plan)
      return inspection.inspect()
    }
  }

  /// The nearest sites that recorded the magnetic field at the same rate for most of the time.
  private func nearest(to entry: Entry, among entries: [Entry]) -> [Entry] {
    let header = entry.recording.header
    let others = entries.filter { other in
      let theirs = other.recording.header
      return other.site.name != entry.site.name && theirs.rate == header.rate
        && theirs.has(.hx) && theirs.has(.hy) && 2 * shared(header, theirs) > length(header)
    }
    let ranked = others.map { (other: $0, distance: distance(entry.site, $0.site)) }
      .sorted { ($0.distance, $0.other.site.name) < ($1.distance, $1.other.site.name) }
    var sites: Set<String> = []
    return Array(
      ranked.map(\.other).filter { sites.insert($0.site.name).inserted }
        .prefix(Self.neighbourCount))
  }

  private func length(_ header: RecordingHeader) -> Double {
    header.end.seconds(since: header.start)
  }

  /// Seconds that two recordings share.
  private func shared(_ a: RecordingHeader, _ b: RecordingHeader) -> Double {
    min(a.end, b.end).seconds(since: max(a.start, b.start))
  }

  /// Of sites that do not know where they are, all are equally near.
  private func distance(_ a: SurveySite, _ b: SurveySite) -> Double {
    guard let p = a.location, let q = b.location else { return 0 }
    let north = p.latitude - q.latitude
    let east = (p.longitude - q.longitude) * cos(p.latitude * .pi / 180)
    return (north * north + east * east).squareRoot()
  }

  /// Looks for a site of another rate whose samples this recording's follow one by one.
  private func otherRate(
    _ entry: Entry, _ source: any RecordingSource, among entries: [Entry]
  ) throws -> (@Sendable () -> Finding?)? {
    let header = entry.recording.header
    for other in entries where other.site.name != entry.site.name {
      let theirs = other.recording.header
      guard theirs.rate != header.rate, theirs.has(.hx), theirs.has(.hy), header.has(.hx),
        header.has(.hy)
      else { continue }
      let start = max(header.start, theirs.start)
      func first(_ header: RecordingHeader) -> Int {
        Int((start.seconds(since: header.start) * theirs.rate.hertz).rounded())
      }
      let (a, b) = (first(header), first(theirs))
      guard a + RateCheck.length <= header.sampleCount, b + RateCheck.length <= theirs.sampleCount
      else { continue }
      let open = try SurveyReader.open(other.recording.locator)
      var (ours, those): ([Channel: [Double]], [Channel: [Double]]) = ([:], [:])
      for channel in [Channel.hx, .hy] {
        ours[channel] = try source.samples(of: channel, a..<a + RateCheck.length)
        those[channel] = try open.samples(of: channel, b..<b + RateCheck.length)
      }
      let (name, site) = (other.site.name, entry.site.name)
      let samples = (ours: ours, those: those)
      return {
        RateCheck.finding(
          header, site: site, samples.ours, samples.those, rate: theirs.rate, of: name)
      }
    }
    return nil
  }
}
