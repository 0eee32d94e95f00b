import ComplexModule
package import Foundation
package import Model
import RealModule

/// What a synthetic survey's estimates are to be compared with: its description, from which every
/// site's response follows exactly at any frequency.
package struct Truth: Hashable, Sendable {
  /// The file's name in the folder of a project.
  package static let fileName = "truth.json"

  package var survey: SurveyDescription

  package init(_ survey: SurveyDescription) {
    self.survey = survey
  }

  /// The exact response of a site at a frequency; `nil` for a site that is not in the survey.
  package func values(site: String, at hertz: Double) -> ResponseValues? {
    survey.sites.first { $0.name == site }?.response.values(at: hertz)
  }

  /// The truth for the estimates of one site, whose inputs may be the field at any site: the source
  /// is the same everywhere.
  package func reference(site: String) -> ComparisonReference {
    { output, input, hertz in values(site: site, at: hertz)?.element(output, input) }
  }

  /// The exact response as a transfer function without errors, to be drawn or written.
  package func transferFunction(site: String, frequencies: [Double]) -> TransferFunction? {
    guard let site = survey.sites.first(where: { $0.name == site }) else { return nil }
    return TransferFunction(
      origin: .init(output: site.name, input: site.name), outputs: [.ex, .ey, .hz],
      inputs: [.hx, .hy],
      rate: survey.rate, location: site.location,
      points: frequencies.sorted(by: >).map { hertz in
        .init(
          frequency: hertz, level: 0,
          estimate: exactEstimate(site.response.values(at: hertz)))
      })
  }

  /// 20 frequencies a decade, from the inverse of the longest duration to the Nyquist frequency.
  package var frequencies: [Double] {
    // A file may give any duration: not so many frequencies that they cannot be counted.
    let durations = survey.sites.map(\.duration).filter(\.isFinite)
    let longest = min(max(durations.max() ?? 1, survey.rate.interval), 1e12)
    let (low, high) = (Double.log10(1 / longest), Double.log10(survey.rate.hertz / 2))
    let steps = max(1, Int(((high - low) * 20).rounded(.up)))
    return (0...steps).map { .pow(10, high + (low - high) * Double($0) / Double(steps)) }
  }
}

private func exactEstimate(_ values: ResponseValues) -> Estimate {
  let rows = [values.rowX, values.rowY, values.rowZ]
  let square = { (n: Int) in
    [[Complex<Double>]](repeating: [Complex<Double>](repeating: .zero, count: n), count: n)
  }
  return Estimate(
    values: rows.map { [$0.x, $0.y] }, variances: rows.map { _ in [0, 0] },
    inverseSignalPower: square(2), residualCovariance: square(rows.count), windowCount: 0,
    weightSums: rows.map { _ in 0 }, coherences: rows.map { _ in 1 }, passes: 0, converged: true)
}

extension Truth: Codable {
  private enum CodingKeys: CodingKey { case convention, survey, sites }

  /// A site's response over frequency, for readers that do not evaluate the ground model.
  private struct Site: Codable {
    var name: String
    var points: [Point]
  }

  private struct Point: Codable {
    var frequency: Double
    var values: ResponseValues
  }

  /// Reads the description; the tables of responses follow from it.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    survey = try container.decode(SurveyDescription.self, forKey: .survey)
  }

  /// Writes the description and each site's response at `frequencies`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      "e^{+iwt}; x north, y east, z down; Z in (mV/km)/nT as [real, imaginary]; frequency in Hz",
      forKey: .convention)
    try container.encode(survey, forKey: .survey)
    let sites = survey.sites.map { site in
      Site(
        name: site.name,
        points: frequencies.map { Point(frequency: $0, values: site.response.values(at: $0)) })
    }
    try container.encode(sites, forKey: .sites)
  }

  /// The text of `truth.json`; the same truth always gives the same text.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(self)
  }

  /// Reads what `json()` wrote.
  ///
  /// - Throws: A `UserError` that names `path`, when the text is not the truth of a survey.
  package init(json: Data, path: String) throws {
    do {
      self = try JSONDecoder().decode(Truth.self, from: json)
    } catch {
      throw UserError(
        .data, path, "is not the truth of a synthetic survey: \(error)",
        remedy: "make the survey again, or name the right file")
    }
  }
}
