import Configuration
import Figures
import Formats
import Foundation
import Model
import Pipeline
import Synthesis

/// Draws a site's transfer functions: impedance, and tipper where there is one.
struct SiteFigures {
  let folder: String
  let site: SurveySite
  /// Of a synthetic survey.
  let truth: Truth?
  let phase: FigurePhase

  /// One figure a rate and a process section, with all its runs and the truth if that is known.
  private struct Drawing {
    let stem: String
    let curves: [LabelledTransferFunction]
    let hasTipper: Bool

    var paths: [String] { ["\(stem)_impedance.svg"] + (hasTipper ? ["\(stem)_tipper.svg"] : []) }
  }

  /// The files that `write` makes.
  func paths(_ functions: [LabelledTransferFunction]) -> [String] {
    drawings(functions).flatMap(\.paths)
  }

  func write(_ functions: [LabelledTransferFunction]) throws {
    for drawing in drawings(functions) {
      let curves = try curves(drawing)
      let title = "Site \(site.name)"
      let impedance = ImpedanceFigure(
        title: title, curves: curves, phaseTurn: phase == .field ? .yx : .ex)
      try AtomicFile.write(drawing.paths[0], impedance.svg)
      guard drawing.hasTipper else { continue }
      try AtomicFile.write(drawing.paths[1], TipperFigure(title: title, curves: curves).svg)
    }
  }

  private func drawings(_ functions: [LabelledTransferFunction]) -> [Drawing] {
    let ends = functions.map(\.postpend).reduce(into: [String]()) { ends, end in
      if !ends.contains(end) { ends.append(end) }
    }
    return site.rates.flatMap { rate in
      ends.compactMap { end in
        drawing(
          functions.filter { $0.postpend == end && $0.function.rate == rate && $0.isDrawn }, end)
      }
    }
  }

  private func drawing(_ functions: [LabelledTransferFunction], _ end: String) -> Drawing? {
    let ours = functions.filter { !$0.function.points.isEmpty }
    guard let first = ours.first else { return nil }
    let suffix = first.identifier(at: site).dropFirst(first.label.count)
    return Drawing(
      stem: "\(folder)/\(site.name)\(end.isEmpty ? "" : "_" + end)\(suffix)", curves: ours,
      hasTipper: first.function.outputs.contains(.hz))
  }

  private func curves(_ drawing: Drawing) throws -> [FigureCurve] {
    let curves = drawing.curves.map { FigureCurve($0.label, $0.function) }
    let exact = try truth?.curve(site: site.name, over: drawing.curves.map(\.function))
    return curves + (exact.map { [$0] } ?? [])
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
