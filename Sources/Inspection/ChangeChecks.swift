import Model

/// What the headers of one site's recordings say differently of its channels, and processing does
/// not make equal.
struct ChangeChecks {
  private let entries: [HeaderChecks.Entry]

  /// - Parameter entries: Of one site.
  init(_ entries: [HeaderChecks.Entry]) {
    self.entries = entries
  }

  /// One finding for each recording that differs from the one before it of its rate.
  func findings() -> [Finding] {
    let groups = Dictionary(grouping: entries, by: \.header.rate).sorted { $0.key < $1.key }
    return groups.flatMap { _, group in
      let ordered = group.sorted {
        ($0.header.start, $0.header.name) < ($1.header.start, $1.header.name)
      }
      return zip(ordered, ordered.dropFirst()).compactMap { finding($0, $1) }
    }
  }

  private func finding(_ early: HeaderChecks.Entry, _ late: HeaderChecks.Entry) -> Finding? {
    let changes = late.header.channels.compactMap { channel -> (channel: Channel, text: String)? in
      guard let before = early.header.channels.first(where: { $0.channel == channel.channel })
      else { return nil }
      let texts = ChangeChecks.changes(before, channel)
      return texts.isEmpty
        ? nil : (channel.channel, "\(channel.channel) \(texts.joined(separator: ", "))")
    }
    guard !changes.isEmpty else { return nil }
    return Finding(
      .change, .warning, site: late.site, recording: late.header.name,
      channels: changes.map(\.channel.name),
      evidence: "after \(early.header.name): \(changes.map(\.text).joined(separator: "; "))",
      remedy:
        "where that is wrong, correct it by "
        + Remedies(site: late.site).stated(
          changes.prefix(1).map(\.channel), "COLUMN=VALUE", recording: late.header.name)
        + "; what is right belongs to sites of their own: move the files of one setting to another folder of"
        + " timeData")
  }

  /// In words; what is divided out, as dipoles and responses that are known, is no change.
  private static func changes(_ before: ChannelHeader, _ after: ChannelHeader) -> [String] {
    var texts: [String] = []
    let turn = (after.azimuth - before.azimuth).remainder(dividingBy: 360)
    if after.channel != .hz, abs(turn) > 1 {
      texts.append("points to \(after.azimuth.fixed(1))°, not \(before.azimuth.fixed(1))°")
    }
    if after.channel.kind == .electric, (before.dipoleLength == nil) != (after.dipoleLength == nil)
    {
      func length(_ channel: ChannelHeader) -> String {
        channel.dipoleLength.map { "\($0.fixed(1)) m" } ?? "of unknown length"
      }
      texts.append("has a dipole \(length(after)), not \(length(before))")
    }
    let areCalibrated = isCalibrated(before) && isCalibrated(after)
    guard !areCalibrated else { return texts }
    if after.channel.kind == .magnetic {
      let (old, new) = (sensor(before), sensor(after))
      if old != new {
        texts.append("has sensor \(new), not \(old), and a response is not known of both")
      }
    }
    if isCalibrated(before) != isCalibrated(after) {
      texts.append(
        "\(isCalibrated(after) ? "has" : "lacks") a response or calibration that it"
          + " \(isCalibrated(after) ? "lacked" : "had")")
    } else if before.response?.filters != after.response?.filters {
      texts.append("has other filters")
    }
    return texts
  }

  /// Whether the samples become the field.
  private static func isCalibrated(_ channel: ChannelHeader) -> Bool {
    channel.isCalibrated == true || channel.response?.reachesField == true
  }

  private static func sensor(_ channel: ChannelHeader) -> String {
    let text = [channel.sensor, channel.serial].filter { !$0.isEmpty }.joined(separator: " ")
    return text.isEmpty ? "unnamed" : text
  }
}
