import Configuration
import Model
import TestSupport

/// Statistics, masks or selections against what resistics 0.0.6 makes of the golden project.
struct GoldenSelectionCheck {
  enum Product {
    case statistics, masks, selector
  }

  let product: Product

  func verdict() throws -> Verdict {
    let rows = try GoldenSelectionCheck.rows(GoldenSelectionCheck.project(), product)
    var verdict = Verdict()
    var table = TextTable(title, ["product", "of", "difference", "limit"])
    for row in rows {
      table.add([
        row.product, row.place, row.difference.scientific,
        row.isJudged
          ? row.limit.scientific
          : "shown only: the filter of resistics takes 0.1 dB (1.2 %) off at each step",
      ])
      guard row.isJudged else { continue }
      verdict.require("\(row.product) of \(row.place)", row.difference, atMost: row.limit)
    }
    table.show()
    return verdict
  }

  private var title: String {
    switch product {
    case .statistics: "statistics: largest difference"
    case .masks: "masks: windows that differ, over all frequencies"
    case .selector: "selections: windows that differ, over all levels and frequencies"
    }
  }

  static func rows(_ project: GoldenSelectionProject, _ product: Product) throws
    -> [GoldenSelectionProject.Row]
  {
    switch product {
    case .statistics: try project.statisticRows()
    case .masks: try project.maskRows()
    case .selector: try project.selectorRows()
    }
  }

  /// The project with the settings of resistics as far as there are any.
  static func project() throws -> GoldenSelectionProject {
    let folder = try ReferenceData.path("golden")
    let index = try decodeJSON(GoldenIndex.self, "\(folder)/expected/spectra/main/index.json")
    guard let reference = Instant(index.referenceTime) else {
      throw UserError(.data, "index.json", "has no reference time", remedy: "copy it again")
    }
    let settings = Settings.standard
    let levels = [128, 16].map { hertz in
      let rate = SamplingRate(samples: hertz, seconds: 1)
      return (rate, decimationLevels(for: rate, settings.decimation, settings.window))
    }
    return try GoldenSelectionProject(
      path: "\(folder)/project", reference: reference, spectra: GoldenProject.spectra(settings),
      levels: Dictionary(uniqueKeysWithValues: levels), isDecimatedAlike: false)
  }
}
