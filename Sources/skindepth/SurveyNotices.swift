import Configuration
import Glibc
import Model
import Pipeline

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

  /// What the headers tell.
  func ofRecordings() -> [String] {
    survey.sites.flatMap { site in
      site.rates.flatMap { rate in
        let headers = site.recordings.map(\.header).filter { $0.rate == rate }
        return overlaps(headers, site) + azimuths(headers, site)
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
    guard let first = turned.first else { return [] }
    let result =
      switch settings.output.rotation {
      case .none:
        "transfer functions are in the directions of measurement; rotate = geographic in [Output]"
          + " turns them"
      case .axes(let angle): "transfer functions are turned to x at \(angle.fixed(1))°"
      }
    return ["site \(site.name): \(first.channel) points to \(first.azimuth.fixed(1))°; \(result)"]
  }
}
