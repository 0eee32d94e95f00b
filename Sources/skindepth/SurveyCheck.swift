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
    let all = try texts.map(decoded)
    var findings = all.flatMap(\.findings) + read.findings
    findings += GainChecks(all.flatMap(\.sketches)).findings()
    findings += HeaderChecks(
      entries.map { HeaderChecks.Entry(site: $0.site.name, header: $0.recording.header) },
      longestGap: read.longestGap
    ).findings()
    return Outcome(recordings: entries.count, findings: ordered(findings))
  }

  /// What one rank, or one recording, gives.
  private struct Seen: Codable, Sendable {
    var findings: [Finding] = []
    var sketches: [ImpedanceSketch] = []
  }

  private func readSurvey() throws -> (survey: Survey, findings: [Finding], longestGap: Double) {
    var settings = try project.settings(file: configuration, overrides: [])
    let longestGap = settings.preprocessing.longestGap
    // The samples are looked at as the run sees them, but for what mends nothing or would hide the
    // parts: recordings apart, at their own rate and times, with their own size, read by slices.
    settings.preprocessing.longestGap = 0
    settings.preprocessing.rates = []
    settings.preprocessing.shiftsToSecond = false
    settings.preprocessing.normalises = false
    settings.preprocessing.removesMean = false
    settings.preprocessing.method = .zeroPhase
    settings.calibration.domain = .windows
    let reader = SurveyReader(project: project, isForEstimates: false, fillsMissing: true)
    let result = try reader.read(settings)
    let findings = result.problems.map { problem in
      Finding(
        .unreadable, .error, site: "", recording: problem.subject,
        evidence: problem.place.isEmpty
          ? problem.problem : "\(problem.place): \(problem.problem)", remedy: problem.remedy)
    }
    return (result.survey, findings + result.statements.findings, longestGap)
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

  private func encoded(_ seen: Seen) throws -> String {
    String(decoding: try JSONEncoder().encode(seen), as: UTF8.self)
  }

  private func decoded(_ text: String) throws -> Seen {
    try JSONDecoder().decode(Seen.self, from: Data(text.utf8))
  }

  private static func entries(_ survey: Survey) -> [SurveyCheckEntry] {
    survey.sites.flatMap { site in
      site.recordings.map { SurveyCheckEntry(site: site, recording: $0) }
    }
  }

  /// Reads on this thread, as HDF5 wants it, and computes on others.
  private func inspect(_ survey: Survey, rank: Int, of size: Int) throws -> Seen {
    let entries = Self.entries(survey)
    let surroundings = RecordingSurroundings(entries)
    let reader = ExcerptReader()
    let crew = try Crew<Seen>(width: ThreadCount.standard())
    var (seen, pending) = (Seen(), 0)
    func collect(leaving most: Int) {
      while pending > most {
        crew.waitForFinished(seconds: 1)
        let finished = crew.takeFinished()
        pending -= finished.count
        seen.findings += finished.flatMap(\.findings)
        seen.sketches += finished.flatMap(\.sketches)
      }
    }
    for index in entries.indices where index % size == rank {
      do {
        if let work = try work(index, surroundings, reader) {
          crew.submit { _ in work() }
          pending += 1
        }
      } catch let error as UserError {
        seen.findings.append(unreadable(entries[index], error))
      }
      // No more samples are held than threads can look at.
      collect(leaving: crew.width)
    }
    collect(leaving: 0)
    return seen
  }

  private func unreadable(_ entry: SurveyCheckEntry, _ error: UserError) -> Finding {
    Finding(
      .unreadable, .error, site: entry.site.name, recording: entry.recording.header.name,
      evidence: error.place.isEmpty ? error.problem : "\(error.place): \(error.problem)",
      remedy: error.remedy)
  }

  /// Reads what is to be looked at; `nil` for a recording that is too short for it.
  private func work(
    _ index: Int, _ surroundings: RecordingSurroundings, _ reader: ExcerptReader
  ) throws -> (@Sendable () -> Seen)? {
    let entry = surroundings.entries[index]
    let header = entry.recording.header
    guard let plan = ExcerptPlan(sampleCount: header.sampleCount) else { return nil }
    let local = try reader.excerpt(entry, plan: plan, start: header.start)
    let samples =
      entry.isFiltered
      ? try reader.excerpt(entry, filtered: false, plan: plan, start: header.start) : local
    // A neighbour that cannot be read has a finding of its own, and is none of this recording's.
    let neighbours = surroundings.nearest(to: index).compactMap {
      try? reader.excerpt(
        $0, channels: [.ex, .ey, .hx, .hy], plan: plan, start: header.start)
    }
    let rate =
      neighbours.isEmpty
      ? try RateNeighbour(entry, among: surroundings.entries, reader) : nil
    let hasSiblings = entry.site.recordings.count > 1
    return {
      if let finding = rate?.finding { return Seen(findings: [finding]) }
      var inspection = RecordingInspection(
        local, samples: samples, neighbours: neighbours, plan: plan)
      let findings = inspection.inspect()
      let sketch = hasSiblings ? inspection.sketch : nil
      return Seen(findings: findings, sketches: sketch.map { [$0] } ?? [])
    }
  }
}
