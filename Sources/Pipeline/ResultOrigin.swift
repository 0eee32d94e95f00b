internal import Distribution
internal import Estimation
package import Model
internal import Selection
internal import Spectra

/// What a result was made of and how, besides the settings that all results have in common.
package struct ResultOrigin: Hashable, Sendable {
  /// In lines for the reader.
  package var definition: [String]
  /// The sites whose recordings it takes, with what stands for these.
  package var inputs: [String: Digest]

  package init(definition: [String] = [], inputs: [String: Digest] = [:]) {
    self.definition = definition
    self.inputs = inputs
  }
}

extension SurveySite {
  /// Stands for its recordings of a rate and for how they are conditioned, wherever and whenever
  /// they were written.
  package func contents(_ rate: SamplingRate) -> Digest {
    var writer = WireWriter()
    for recording in recordings where recording.header.rate == rate {
      let header = recording.header
      writer.write(header.name)
      writer.write(header.start)
      writer.write(header.sampleCount)
      writer.write(recording.contents)
      writer.write(header.conditioning.map(Conditioning.init(withoutPlacesOf:)))
    }
    return Digest(of: writer.bytes)
  }
}

extension Conditioning {
  /// What is joined has no place that would be the same on another machine.
  fileprivate init(withoutPlacesOf other: Conditioning) {
    self.init(other.steps.filter { if case .join = $0 { false } else { true } })
  }
}

extension Survey {
  /// What stands for the recordings of sites at a rate.
  package func contents(of names: some Sequence<String>, _ rate: SamplingRate) -> [String: Digest] {
    var found: [String: Digest] = [:]
    for name in names {
      if let site = site(named: name) { found[name] = sites[site].contents(rate) }
    }
    return found
  }
}

extension Plan {
  /// What a run's transfer function is made of.
  package func origin(ofRun index: Int) -> ResultOrigin {
    let run = job.runs[index]
    var lines = definition(of: run.powers)
    if !run.crosses.isEmpty { lines.append("crosses: \(Plan.names(run.crosses))") }
    if !run.selection.times.isEmpty {
      lines += run.selection.times.map { "time: \($0.text)" }
      lines.append("intervals: \(run.selection.intervals.rawValue)")
    }
    for mask in run.selection.masks {
      lines.append("mask: \(mask.mask.name)")
      lines += (mask.mask.lines + mask.sources.flatMap(definition)).map { "  \($0)" }
    }
    if !run.selection.masks.isEmpty { lines += policyLines }
    return ResultOrigin(definition: lines, inputs: job.survey.contents(of: run.sites, run.rate))
  }

  /// What the statistics of a source are made of.
  func origin(of source: PowerSource) -> ResultOrigin {
    ResultOrigin(
      definition: definition(of: source) + policyLines,
      inputs: job.survey.contents(of: source.sites, source.rate))
  }

  /// What a mask is made of.
  func origin(of mask: SiteMask, _ rate: SamplingRate) -> ResultOrigin {
    ResultOrigin(
      definition: mask.mask.lines + mask.sources.flatMap { definition(of: $0) + policyLines },
      inputs: job.survey.contents(of: Set(mask.sources.flatMap(\.sites)), rate))
  }

  private var policyLines: [String] {
    [
      "equations: \(job.statistics.equations.rawValue)",
      "density: \(job.statistics.density.rawValue)",
    ]
  }

  private static func names(_ channels: [Channel]) -> String {
    channels.map(\.name).joined(separator: " ")
  }

  private func definition(of source: PowerSource) -> [String] {
    var lines = [
      "outputs: \(source.outputSite) \(Plan.names(source.outputs))",
      "inputs: \(source.inputSite) \(Plan.names(source.inputs))",
    ]
    if let remote = source.remoteSite {
      lines.append("remote: \(remote) \(Plan.names(source.references))")
    }
    lines.append("smoothing: \(source.smoothing(job.spectra).text)")
    return lines
  }
}

extension TimeConstraint {
  fileprivate var text: String {
    let span =
      switch kind {
      case .span(let start, let stop): "\(start.iso) to \(stop.iso)"
      case .date(let day):
        "date \(Instant(nanoseconds: Int64(day) * 86_400_000_000_000).dateText)"
      case .timeOfDay(let start, let stop):
        [start, stop].map { Instant(nanoseconds: $0).timeText(decimals: 0) }
          .joined(separator: " to ")
      }
    guard let levels else { return span }
    return "\(span) at levels \(levels.map { "\($0)" }.joined(separator: ", "))"
  }
}
