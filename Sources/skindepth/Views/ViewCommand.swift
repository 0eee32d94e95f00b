import ArgumentParser

struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Draw figures: impedance, time series, spectra, statistics, masks and more.",
    discussion: """
      Without --output a figure goes to the survey's folder figures, as KIND-SITE.svg; files of that name \
      are replaced. PDF and PNG need the program rsvg-convert (librsvg).

      EXAMPLES
        skindepth view impedance demo --site A
        skindepth view time demo --site A --from "2024-03-01 00:02:00" --to "2024-03-01 00:04:00"
        skindepth view section demo --site A --level 1 --output section.pdf
        skindepth view timeline demo --format png
      """,
    subcommands: [
      ViewImpedance.self, ViewTipper.self, ViewTime.self, ViewSpectra.self, ViewStack.self,
      ViewSection.self, ViewStatistics.self, ViewHistogram.self, ViewCrossPlot.self,
      ViewDensity.self, ViewMask.self, ViewTimeline.self, ViewCalibration.self,
    ])
}
