import Figures
import Formats
import Foundation
import Model
import Pipeline
import Synthesis

/// Draws each site's transfer functions: impedance, and tipper where there is one.
struct SurveyFigures {
  let project: Project
  let job: Job

  /// Writes one figure a site and rate, with all its runs and the truth if that is known.
  func write(_ functions: [LabelledTransferFunction]) throws {
    let truth = try project.truth()
    for site in job.survey.sites {
      for rate in site.rates {
        let ours = functions.filter {
          $0.function.origin.output == site.name && $0.function.rate == rate
            && !$0.function.points.isEmpty
        }
        guard let first = ours.first else { continue }
        var curves = ours.map { FigureCurve($0.label, $0.function) }
        let frequencies = ours.flatMap { $0.function.points.map(\.frequency) }
        if let exact = truth?.transferFunction(
          site: site.name, frequencies: dense(frequencies))
        {
          curves.append(FigureCurve("truth", exact, style: .line))
        }
        let stem = fileStem(first, site)
        let impedance = ImpedanceFigure(title: "Site \(site.name)", curves: curves)
        try write(impedance.svg, "\(stem)_impedance")
        if first.function.outputs.contains(.hz) {
          try write(TipperFigure(title: "Site \(site.name)", curves: curves).svg, "\(stem)_tipper")
        }
      }
    }
  }

  private func fileStem(_ labelled: LabelledTransferFunction, _ site: SurveySite) -> String {
    let rate = labelled.identifier(at: site).dropFirst(labelled.label.count)
    return site.name + rate
  }

  private func write(_ svg: String, _ name: String) throws {
    try AtomicFile.write("\(project.figuresFolder)/\(name).svg", svg)
  }

  /// 20 frequencies a decade over the range of these.
  private func dense(_ frequencies: [Double]) -> [Double] {
    guard let low = frequencies.min(), let high = frequencies.max(), low > 0 else { return [] }
    let count = max(2, Int(log10(high / low) * 20) + 1)
    return (0...count).map { low * pow(high / low, Double($0) / Double(count)) }
  }
}

extension Project {
  /// The truth of a synthetic survey; `nil` for a real one.
  func truth() throws -> Truth? {
    guard FileManager.default.fileExists(atPath: truthFile) else { return nil }
    guard let data = FileManager.default.contents(atPath: truthFile) else {
      throw UserError(
        .data, truthFile, "cannot be read", remedy: "check the file's permissions, or remove it")
    }
    return try Truth(json: data, path: truthFile)
  }
}
