import Configuration
import Figures
import Formats
import Foundation
import Model
import Pipeline
import Synthesis

/// Draws a site's transfer functions, each by itself: impedance, and tipper where there is one.
struct SiteFigures {
  let folder: String
  let site: SurveySite
  /// Of a synthetic survey.
  let truth: Truth?
  let phase: FigurePhase
  /// What decides how figures look, besides the transfer function.
  let form: Digest

  /// The files that `write` makes.
  func paths(_ functions: [LabelledTransferFunction]) -> [String] {
    drawn(functions).flatMap { paths($0) }
  }

  /// Draws functions.
  ///
  /// - Parameter kept: Names of results that are as they were: their figures are drawn anew only where
  ///   they were drawn in another form.
  func write(_ functions: [LabelledTransferFunction], keeping kept: Set<String>) throws {
    for labelled in drawn(functions) {
      for (index, path) in paths(labelled).enumerated() {
        if kept.contains(labelled.identifier), isAsWanted(path) { continue }
        let svg = try index == 0 ? impedance(labelled) : tipper(labelled)
        try AtomicFile.write(path, svg + formLine)
      }
    }
  }

  private func drawn(_ functions: [LabelledTransferFunction]) -> [LabelledTransferFunction] {
    functions.filter { $0.isDrawn && !$0.function.points.isEmpty }
  }

  private func paths(_ labelled: LabelledTransferFunction) -> [String] {
    let stem = "\(folder)/\(site.name)_\(labelled.identifier)"
    return ["\(stem)_impedance.svg"]
      + (labelled.function.outputs.contains(.hz) ? ["\(stem)_tipper.svg"] : [])
  }

  private func impedance(_ labelled: LabelledTransferFunction) throws -> String {
    try ImpedanceFigure(
      title: title(labelled), curves: curves(labelled), phaseTurn: phase == .field ? .yx : .ex
    ).svg
  }

  private func tipper(_ labelled: LabelledTransferFunction) throws -> String {
    try TipperFigure(title: title(labelled), curves: curves(labelled)).svg
  }

  private func title(_ labelled: LabelledTransferFunction) -> String {
    "Site \(site.name), \(rateText(labelled.function.rate))"
  }

  private func curves(_ labelled: LabelledTransferFunction) throws -> [FigureCurve] {
    let exact = try truth?.curve(site: site.name, over: [labelled.function])
    return [FigureCurve(labelled.label, labelled.function)] + (exact.map { [$0] } ?? [])
  }

  private static let formMark = "<!-- form "
  private var formLine: String { "\(SiteFigures.formMark)\(form) -->\n" }

  /// Whether a figure is there in the present form, or is no longer as we drew it, and so its
  /// owner's.
  private func isAsWanted(_ path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path) else { return false }
    let last = String(decoding: data.suffix(formLine.utf8.count), as: UTF8.self)
    return last == formLine || !last.hasPrefix(SiteFigures.formMark)
  }

  /// 20 frequencies a decade over the range of these.
  private func dense(_ frequencies: [Double]) -> [Double] {
    guard let low = frequencies.min(), let high = frequencies.max(), low > 0 else { return [] }
    let count = max(2, Int(log10(high / low) * 20) + 1)
    return (0...count).map { low * pow(high / low, Double($0) / Double(count)) }
  }
}

extension Project {
  /// The truth of a synthetic survey; `nil` for a real one, and where the file is somebody else's.
  func truth() -> Truth? {
    guard let data = FileManager.default.contents(atPath: truthFile) else { return nil }
    return try? Truth(json: data, path: truthFile)
  }

  /// What the user should know of a file of that name that is no truth of this program.
  func noteOfTruth() -> String? {
    guard FileManager.default.fileExists(atPath: truthFile), truth() == nil else { return nil }
    return "\(truthFile) is not the truth of a synthetic survey and is passed over"
  }
}
