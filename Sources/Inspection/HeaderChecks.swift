package import Model

/// What the headers of a survey's recordings tell beside each other.
package struct HeaderChecks {
  /// A recording of a site.
  package struct Entry: Hashable, Sendable {
    package var site: String
    package var header: RecordingHeader

    package init(site: String, header: RecordingHeader) {
      self.site = site
      self.header = header
    }
  }

  /// Seconds of 1024 weeks, after which the week number of GPS begins anew.
  private static let rollover = 1024.0 * 7 * 86_400
  /// Surveys last no longer, in seconds.
  private static let survey = 120.0 * 86_400

  private let entries: [Entry]

  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// Gaps and overlaps within sites, dates off by 1024 weeks, sensors whose response is in the samples.
  package func findings() -> [Finding] {
    let sites = Dictionary(grouping: entries, by: \.site).sorted { $0.key < $1.key }
    return sites.flatMap { spans($0.value) } + entries.compactMap(week) + entries.flatMap(responses)
  }

  private func spans(_ entries: [Entry]) -> [Finding] {
    let groups = Dictionary(grouping: entries, by: \.header.rate).sorted { $0.key < $1.key }
    return groups.flatMap { _, group in
      let ordered = group.sorted {
        ($0.header.start, $0.header.name) < ($1.header.start, $1.header.name)
      }
      return zip(ordered, ordered.dropFirst()).compactMap { span($0, $1) }
    }
  }

  private func span(_ early: Entry, _ late: Entry) -> Finding? {
    let rate = early.header.rate
    let expected = early.header.end.advanced(bySamples: 1, at: rate)
    let missing = late.header.start.seconds(since: expected)
    // What lies 1024 weeks away is another finding.
    guard abs(missing) > 1.5 * rate.interval, abs(missing) < HeaderChecks.rollover / 2 else {
      return nil
    }
    if missing > 0 {
      return Finding(
        .gap, .note, site: late.site, recording: late.header.name,
        evidence: "begins \(missing.short) s after the end of \(early.header.name)",
        remedy: "nothing need be done: windows do not reach over gaps; a file may be missing")
    }
    return Finding(
      .overlap, .warning, site: late.site, recording: late.header.name,
      evidence: "begins \((-missing).short) s before the end of \(early.header.name)",
      remedy: "check starts and rates; remove one of the two if they are copies")
  }

  private func week(_ entry: Entry) -> Finding? {
    let others = entries.filter { $0 != entry }
    guard !others.isEmpty else { return nil }
    let rollovers = others.map { other -> Int in
      let difference = entry.header.start.seconds(since: other.header.start)
      let count = (difference / HeaderChecks.rollover).rounded()
      let rest = abs(difference - count * HeaderChecks.rollover)
      return rest < HeaderChecks.survey ? Int(count) : 0
    }
    guard let count = rollovers.first(where: { $0 != 0 }),
      2 * rollovers.filter({ $0 == count }).count > rollovers.count
    else { return nil }
    let direction = count < 0 ? "before" : "after"
    return Finding(
      .gpsWeek, .error, site: entry.site, recording: entry.header.name,
      evidence:
        "begins \(entry.header.start.dateText), \(abs(count) * 1024) weeks \(direction) most others",
      remedy: "add \(-count * 1024) weeks to the start: the receiver's week number has begun anew")
  }

  private func responses(_ entry: Entry) -> [Finding] {
    entry.header.channels.filter { channel in
      channel.channel.kind == .magnetic && channel.notices.contains { $0.hasPrefix("in mV") }
    }.map { channel in
      Finding(
        .uncalibrated, .note, site: entry.site, recording: entry.header.name,
        channels: [channel.channel.name], evidence: "the reader says: \(channel.notices[0])",
        remedy: "add the sensor's calibration file, unless the samples are calibrated")
    }
  }
}
