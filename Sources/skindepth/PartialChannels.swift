import Configuration
import Model
import Pipeline

// Channels that some recordings of a site lack, and what is estimated without these.
extension RunMaker {
  /// A line for each site, rate and set of channels that not all recordings have.
  func partialChannels() -> [String] {
    survey.sites.flatMap { site in
      rates(of: site).flatMap { rate in
        inputLines(site, rate) + outputLines(site, rate)
      } + numberedLines(site)
    }
  }

  /// Electric lines with numbers, and which of them are used for what.
  private func numberedLines(_ site: SurveySite) -> [String] {
    let isChosen = process.sites.isEmpty || process.sites.contains(site.name)
    let lines = Channel.known.filter { channel in
      channel.kind == .electric && channel != .ex && channel != .ey
        && site.recordings.contains { $0.header.has(channel) }
    }
    guard isChosen, !lines.isEmpty else { return [] }
    let used = outputs(of: site).filter { $0.component != $0 }
    let rest = lines.filter { !outputs(of: site).contains($0) }
    let texts =
      used.map { "\($0) is taken for \($0.component)" }
      + (rest.isEmpty ? [] : ["\(list(rest)) not used (outchans)"])
    return ["site \(site.name): \(texts.joined(separator: ", "))"]
  }

  private func recordings(_ site: SurveySite, _ rate: SamplingRate) -> [RecordingHeader] {
    site.recordings.map(\.header).filter { $0.rate == rate }
  }

  /// Recordings without an input, where others of the site have all.
  private func inputLines(_ site: SurveySite, _ rate: SamplingRate) -> [String] {
    let headers = recordings(site, rate)
    let lacking = headers.filter { !process.inputs.allSatisfy($0.has) }
    guard !lacking.isEmpty, lacking.count < headers.count else { return [] }
    let absent = process.inputs.filter { channel in lacking.contains { !$0.has(channel) } }
    return [
      "\(place(site, rate)): \(names(lacking)) without \(list(absent)): nothing is estimated with them as"
        + " inputs"
    ]
  }

  /// Outputs that some recordings have, of those of the site that have the inputs.
  private func outputLines(_ site: SurveySite, _ rate: SamplingRate) -> [String] {
    let headers = recordings(site, rate)
    let isChosen = process.sites.isEmpty || process.sites.contains(site.name)
    guard isChosen, !headers.isEmpty else { return [] }
    return outputs(of: site).compactMap { channel in
      let lacking = headers.filter { !$0.has(channel) }
      guard !lacking.isEmpty else { return nil }
      return lacking.count == headers.count
        ? "\(place(site, rate)): no \(channel), which recordings of other rates have"
        : "\(place(site, rate)): \(channel) is estimated from \(headers.count - lacking.count) of"
          + " \(headers.count) recordings: not there in \(names(lacking))"
    }
  }

  private func place(_ site: SurveySite, _ rate: SamplingRate) -> String {
    "site \(site.name), \(rate.hertz) Hz"
  }

  private func names(_ headers: [RecordingHeader]) -> String {
    let some = headers.prefix(3).map(\.name).joined(separator: ", ")
    return headers.count > 3 ? "\(some) and \(headers.count - 3) more" : some
  }
}
