import Archive
import ArgumentParser
import Figures
import Foundation
import Model

struct ViewMask: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask", abstract: "Which windows a mask leaves out, by frequency and time.",
    discussion: """
      EXAMPLES
        skindepth view mask demo --site A
        skindepth view mask demo --site A --mask coh70_100 --output mask.png
      """)

  @OptionGroup var view: ViewOptions

  @Option(help: "Masks, with commas between them (default: all, a figure each).")
  var mask: String?

  @Option(help: "Only this decimation level (default: all in one figure).")
  var level: Int?

  func run() throws {
    let project = try view.survey()
    try project.check()
    let sites = try view.chosen(try project.siteNames()).filter {
      FileManager.default.fileExists(atPath: project.siteFile($0))
    }
    let figures = try sites.flatMap { try self.figures(site: $0, project.siteFile($0)) }
    guard !figures.isEmpty else {
      throw UserError(
        .data, view.project, "has no masks of what is asked for",
        remedy: "define one in a section [Mask NAME] of the configuration, name it in masks of "
          + "[Process] and run again")
    }
    try view.write(figures)
  }

  private func figures(site: String, _ path: String) throws -> [NamedFigure] {
    let reader = try SiteFileReader(path)
    let tables = try reader.masks()
    let known = Set(tables.compactMap(\.maskName)).sorted()
    guard !known.isEmpty else { return [] }
    let names = try mask.map { try Selection("mask", $0).chosen(from: known, in: "site \(site)") }
    return try (names ?? known).compactMap { name -> NamedFigure? in
      let ours = tables.filter { $0.maskName == name && level ?? $0.level == $0.level }
      guard let first = ours.first else { return nil }
      let rows = try ours.flatMap { try self.rows($0, reader) }
      let days = [ours.map(\.start).min(), ours.map(\.end).max()].compactMap { $0.map(shortText) }
      let figure = MaskFigure(
        title: "Site \(site), mask \(name)",
        subtitle: days.joined(separator: " to ") + " UTC. "
          + first.definition.joined(separator: "; "), rows: rows)
      return NamedFigure(["mask", site, name], svg: figure.svg)
    }
  }

  private func rows(
    _ table: StoredTable, _ reader: SiteFileReader
  ) throws -> [MaskFigure.Row] {
    zip(table.frequencies, try reader.maskedWindows(table)).map { frequency, masked in
      MaskFigure.Row(
        frequency: frequency, grid: table.grid, windows: table.windows.ranges,
        masked: masked.ranges)
    }
  }
}

extension StoredTable {
  fileprivate var start: Instant {
    grid.start(ofWindow: windows.ranges.first?.lowerBound ?? 0)
  }

  fileprivate var end: Instant { grid.start(ofWindow: windows.ranges.last?.upperBound ?? 0) }
}
