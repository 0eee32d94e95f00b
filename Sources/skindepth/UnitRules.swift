import Configuration
import Formats
import Model
import Pipeline

/// Keeps channels of different units apart: an estimate is in units of the field, or its products
/// say in which.
struct UnitRules {
  let requirement: CalibrationSettings.Requirement
  /// What was found for the channels of a site.
  let matches: [ChannelMatch]

  struct Result {
    var recordings: [SurveyRecording]
    /// Channels that are left out, and why.
    var problems: [UserError] = []
    /// What is estimated in other units than was asked for.
    var shortfalls: [UserError] = []
  }

  func apply(to recordings: [SurveyRecording], of site: String) -> Result {
    var result = Result(recordings: recordings)
    for rate in Set(recordings.map(\.header.rate)).sorted(by: >) {
      let indices = recordings.indices.filter { recordings[$0].header.rate == rate }
      leaveOutMixtures(among: indices, of: site, &result)
      tellOfFilters(among: indices, of: site, &result)
      require(among: indices, of: site, &result)
    }
    return result
  }

  private func isPlain(_ channel: ChannelHeader) -> Bool {
    channel.processedUnit == channel.channel.unit
  }

  /// Leaves out what is not in the field's unit where another recording's same channel is, or
  /// another channel of the same field and recording.
  private func leaveOutMixtures(among indices: [Int], of site: String, _ result: inout Result) {
    guard requirement != .none else { return }
    let all = indices.flatMap { result.recordings[$0].header.channels }
    let plainSomewhere = Set(all.filter(isPlain).map(\.channel))
    for index in indices {
      let header = result.recordings[index].header
      let kinds = Set(header.channels.filter(isPlain).map(\.channel.kind))
      let mixed = header.channels.filter { channel in
        !isPlain(channel)
          && (plainSomewhere.contains(channel.channel) || kinds.contains(channel.channel.kind))
      }
      guard let first = mixed.first else { continue }
      result.recordings[index].header.channels.removeAll { mixed.contains($0) }
      let cause =
        plainSomewhere.contains(first.channel)
        ? "in other recordings of the site in \(first.channel.unit)"
        : "other channels of the recording in \(first.channel.unit)"
      result.problems.append(
        UserError(
          .data, "site \(site)", at: "recording \(header.name)",
          "\(names(mixed)) left out: in \(first.processedUnit)\(reasons(mixed)), \(cause)",
          remedy: remedy(first, site)))
    }
  }

  /// What becomes of channels that are in other units in all recordings.
  private func require(among indices: [Int], of site: String, _ result: inout Result) {
    guard requirement != .none else { return }
    let foreign = indices.flatMap { result.recordings[$0].header.channels }.filter { !isPlain($0) }
    for kind in [Channel.Kind.electric, .magnetic] {
      let own = foreign.filter { $0.channel.kind == kind }
      guard let first = own.first else { continue }
      let subject = "site \(site)"
      let text = "\(names(own)) in \(first.processedUnit)\(reasons(own))"
      if requirement == .all {
        for index in indices {
          result.recordings[index].header.channels.removeAll {
            $0.channel.kind == kind && !isPlain($0)
          }
        }
        result.problems.append(
          UserError(
            .data, subject, "\(text): left out, as require = all in [Calibration] asks for",
            remedy: remedy(first, site)))
      } else {
        result.shortfalls.append(
          UserError(
            .data, subject, "\(text): so are its transfer functions, and not in (mV/km)/nT",
            remedy: remedy(first, site) + "; or set require = none in [Calibration]"))
      }
    }
  }

  /// Filters of which it is not known whether they are in the samples.
  private func tellOfFilters(among indices: [Int], of site: String, _ result: inout Result) {
    guard requirement != .none else { return }
    let channels = indices.flatMap { result.recordings[$0].header.channels }
      .filter(\.hasUnappliedFilter)
    guard !channels.isEmpty else { return }
    result.shortfalls.append(
      UserError(
        .data, "site \(site)",
        "\(names(channels)): filters that the file says were not applied are not taken out; where they are in"
          + " the samples, transfer functions are wrong by them",
        remedy:
          "set `applied` to true in the file where the samples have passed the filter, and take the filter"
          + " off the channel where not; or set require = none in [Calibration]"))
  }

  private func names(_ channels: [ChannelHeader]) -> String {
    Set(channels.map(\.channel)).sorted().map(\.name).joined(separator: ", ")
  }

  /// Why there is no response, where something is known of that.
  private func reasons(_ channels: [ChannelHeader]) -> String {
    let known = matches.filter { match in
      channels.contains { $0.channel == match.header.channel && $0.serial == match.header.serial }
    }
    var texts: [String] = []
    for text in known.compactMap(\.shortcoming) where !texts.contains(text) { texts.append(text) }
    return texts.isEmpty ? "" : " (\(texts.joined(separator: "; ")))"
  }

  private func remedy(_ channel: ChannelHeader, _ site: String) -> String {
    channel.channel.kind == .magnetic
      ? "put the coil's calibration file into the survey's folder calData"
      : "give the length of the line in metres: `skindepth sites set SURVEY \(site) --channel \(channel.channel)"
        + " dipole=METRES`"
  }
}
