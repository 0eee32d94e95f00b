import Configuration
import Glibc
import Model
import Pipeline
import Selection

/// What changes the meaning of results, and stops nothing.
struct SurveyNotices {
  let survey: Survey
  let settings: Settings

  /// Errors that a reader would take for larger than they are.
  func ofErrors() -> String? {
    let solver = settings.solver
    guard solver.weighting == .equations, solver.bootstraps == nil else { return nil }
    return "errors are too small: the formula of method \(solver.method.rawValue) with weights of"
      + " equations counts all equations as independent, as in resistics; set bootstrap = True in [Solver]"
  }

  /// Masks that bias the remote-reference runs that they are for, one line a mask.
  func ofMasks(_ runs: [ProcessingRun]) -> [String] {
    let remote = runs.filter { $0.isSolved && $0.remoteSite != nil }
    let masks = remote.flatMap { run in run.selection.masks.map { ($0.mask, run) } }
    var names: [String] = []
    for (mask, _) in masks where !names.contains(mask.name) { names.append(mask.name) }
    return names.compactMap { name in
      let own = masks.filter { $0.0.name == name }
      let statistics = own.first?.0.statistics.filter {
        WindowStatistics.named($0)?.agreesLocally == true
      }
      guard let statistics, let first = statistics.first, let run = own.first?.1 else { return nil }
      let more = own.count > 1 ? " and \(own.count - 1) more" : ""
      return "mask \(name) chooses windows of remote-reference estimates (site \(run.outputSite)"
        + " \(run.label)\(more)) by \(first), in which noise of the local channels decides: it biases them;"
        + " use it for single-site runs alone, or a mask of RR_ statistics"
    }
  }

  /// What the headers tell.
  func ofRecordings() -> [String] {
    survey.sites.flatMap { site in
      site.rates.flatMap { rate in
        let headers = site.recordings.map(\.header).filter { $0.rate == rate }
        return overlaps(headers, site) + azimuths(headers, site) + changes(headers, site, rate)
      }
    }
  }

  private func overlaps(_ headers: [RecordingHeader], _ site: SurveySite) -> [String] {
    headers.enumerated().dropFirst().compactMap { index, header in
      headers[..<index].first { $0.end >= header.start }.map { earlier in
        "site \(site.name): \(header.name) overlaps \(earlier.name); windows that both have are "
          + "taken from \(earlier.name)"
      }
    }
  }

  private func azimuths(_ headers: [RecordingHeader], _ site: SurveySite) -> [String] {
    let turned = headers.flatMap(\.channels).filter {
      $0.channel != .hz && abs(remainder($0.azimuth - $0.channel.nominalAzimuth, 360)) > 1
    }
    var named: [ChannelHeader] = []
    for channel in turned
    where !named.contains(where: { $0.channel == channel.channel && $0.azimuth == channel.azimuth })
    { named.append(channel) }
    guard !named.isEmpty else { return [] }
    let directions = named.map { "\($0.channel) points to \($0.azimuth.fixed(1))°" }
      .joined(separator: ", ")
    let result =
      switch settings.output.rotation {
      case .none:
        "transfer functions are in the directions of measurement; rotate = geographic in [Output]"
          + " turns them"
      case .axes(let angle): "transfer functions are turned to x at \(angle.fixed(1))°"
      }
    return ["site \(site.name): \(directions); \(result)"]
  }

  /// Recordings whose channels point elsewhere than those of the first that has them.
  private func changes(
    _ headers: [RecordingHeader], _ site: SurveySite, _ rate: SamplingRate
  ) -> [String] {
    let directions = site.directions(at: rate)
    let turned = headers.compactMap { header -> (String, ChannelHeader)? in
      let other = header.channels.first { channel in
        let known = directions[channel.channel] ?? channel.azimuth
        return channel.channel != .hz && abs(remainder(channel.azimuth - known, 360)) > 1e-9
      }
      return other.map { (header.name, $0) }
    }
    guard let (name, channel) = turned.first else { return [] }
    let known = directions[channel.channel] ?? channel.azimuth
    let more = turned.count > 1 ? " and \(turned.count - 1) more" : ""
    return [
      "site \(site.name): in \(name)\(more) channels point elsewhere than before (\(channel.channel)"
        + " to \(channel.azimuth.fixed(1))°, not \(known.fixed(1))°); they are turned to the directions of the"
        + " first recording; without its partner one is not used"
    ]
  }
}
