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
  /// Seconds; shorter gaps are filled by the configuration.
  private let longestGap: Double

  package init(_ entries: [Entry], longestGap: Double = 0) {
    self.entries = entries
    self.longestGap = longestGap
  }

  /// Gaps and overlaps within sites, dates off by 1024 weeks, directions, what changes between
  /// recordings, sensors whose response is in the samples.
  package func findings() -> [Finding] {
    let sites = Dictionary(grouping: entries, by: \.site).sorted { $0.key < $1.key }
    return sites.flatMap { spans($0.value) + ChangeChecks($0.value).findings() } + weeks()
      + entries.flatMap(directions) + entries.flatMap(responses)
  }

  /// Pairs of channels that lie along one line.
  private func directions(_ entry: Entry) -> [Finding] {
    [(Channel.ex, Channel.ey), (.hx, .hy)].compactMap { x, y in
      guard entry.header.isOneLine(x, y), let a = entry.header.azimuth(of: x),
        let b = entry.header.azimuth(of: y)
      else { return nil }
      return Finding(
        .azimuth, .error, site: entry.site, recording: entry.header.name,
        channels: [x.name, y.name],
        evidence:
          "\(x) points to \(a.fixed(1))° and \(y) to \(b.fixed(1))°: along one line, so that nothing is"
          + " known of the field across it",
        remedy:
          "correct the azimuths: "
          + Remedies(site: entry.site).stated([y], "azimuth=\((a + 90).fixed(1))"))
    }
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
    guard missing < 0 || missing > longestGap else { return nil }
    if missing > 0 {
      return Finding(
        .gap, .note, site: late.site, recording: late.header.name,
        evidence: "begins \(missing.short) s after the end of \(early.header.name)",
        remedy:
          "nothing need be done: windows do not reach over gaps, and `fillgap = \(missing.rounded(.up).short)` in"
          + " [Preprocessing] joins the two; a file may be missing")
    }
    return Finding(
      .overlap, .warning, site: late.site, recording: late.header.name,
      evidence: "begins \((-missing).short) s before the end of \(early.header.name)",
      remedy:
        "check starts and rates in the headers; take one of the two out of timeData if they are copies, or"
        + " cut it with `skindepth preprocess SURVEY --sites \(late.site) --stop TIME`")
  }

  private func weeks() -> [Finding] {
    let starts = entries.map(\.header.start)
    return entries.indices.compactMap { week($0, starts) }
  }

  private func week(_ index: Int, _ starts: [Instant]) -> Finding? {
    guard starts.count > 1 else { return nil }
    // How many others lie so many times 1024 weeks away.
    var counts: [Int: Int] = [:]
    for other in starts.indices where other != index {
      let difference = starts[index].seconds(since: starts[other])
      let count = (difference / HeaderChecks.rollover).rounded()
      let rest = abs(difference - count * HeaderChecks.rollover)
      counts[rest < HeaderChecks.survey ? Int(count) : 0, default: 0] += 1
    }
    let entry = entries[index]
    guard let count = counts.first(where: { $0.key != 0 && 2 * $0.value > starts.count - 1 })?.key
    else { return nil }
    let direction = count < 0 ? "before" : "after"
    return Finding(
      .gpsWeek, .error, site: entry.site, recording: entry.header.name,
      evidence:
        "begins \(entry.header.start.dateText), \(abs(count) * 1024) weeks \(direction) most others",
      remedy:
        "add \(-count * 1024) weeks to the start in the header (`start` in NAME.ini of column files): the"
        + " receiver's week number has begun anew")
  }

  private func responses(_ entry: Entry) -> [Finding] {
    entry.header.channels.filter { channel in
      channel.channel.kind == .magnetic && channel.notices.contains { $0.hasPrefix("in mV") }
    }.map { channel in
      Finding(
        .uncalibrated, .note, site: entry.site, recording: entry.header.name,
        channels: [channel.channel.name], evidence: "the reader says: \(channel.notices[0])",
        remedy:
          "put the sensor's calibration file into the survey's folder `calibration`, unless the samples are"
          + " calibrated")
    }
  }
}
