import Model
import TestSupport

/// Every product of resistics 0.0.6 for the golden project, beside ours with `compatibility = resistics`.
///
/// The tolerances are those of the set's own README, section 6.
struct GoldenCheck {
  private static let parts: [any GoldenPart] = [
    GoldenUnits(), GoldenCalibration(), GoldenSeries(), GoldenSpectra(), GoldenCrossPowers(),
    GoldenSelection(.statistics), GoldenSelection(.masks), GoldenSelection(.selections),
    GoldenFunctions(), GoldenMethods(), GoldenSolver(),
  ]

  /// Which are compared.
  private let chosen: [any GoldenPart]

  /// Of all products.
  init() { chosen = GoldenCheck.parts }

  /// Of one part of them.
  init(_ part: any GoldenPart) { chosen = [part] }

  func verdict() throws -> Verdict {
    let golden = try GoldenSet(folder: ReferenceData.path("golden"))
    var verdict = Verdict()
    var table = TextTable(
      "products of resistics 0.0.6, with compatibility = resistics",
      ["product", "compared", "difference", "tolerance", "of", ""])
    for row in try chosen.flatMap({ try $0.rows(golden) }) {
      table.add(row.cells)
      verdict.require(row.isMet, "\(row.product) differs by \(row.cells[2])")
    }
    table.show()
    if chosen.count > 1 { showDeviations() }
    return verdict
  }

  private func showDeviations() {
    print("where we differ on purpose, switch or not, because resistics is wrong")
    for deviation in GoldenCheck.deviations {
      print("  \(deviation.place)")
      print("    resistics: \(deviation.resistics)")
      print("    here: \(deviation.ours)")
    }
    print("")
  }

  private static let deviations = [
    GoldenDeviation(
      place: "which calibration file belongs to a channel",
      resistics: "any whose path contains the words it looks for: 7 finds the file of 307",
      ours: "the one of the same serial number and sensor; several that differ are an error"),
    GoldenDeviation(
      place: "the theoretical calibration",
      resistics: "changes nothing for MFS06, stops with an error for others",
      ours: "the response of the sensor's kind"),
    GoldenDeviation(
      place: "data that preProcess has calibrated",
      resistics: "are calibrated again", ours: "are not: headers and comments say so"),
    GoldenDeviation(
      place: "a high-pass filter far below the sampling rate",
      resistics:
        "the last bits of its coefficients, which depend on the machine's library, change the"
        + " start of the series by half",
      ours: "the same operations in the same order, one after the other"),
    GoldenDeviation(
      place: "the stop of a robust fit",
      resistics: "the sum of residuals below 1e-4 in units of cross-power: no robust weights for"
        + " tiny units, nonsense for large exact data",
      ours: "below 1e-12 of the sum of the output's moduli, so that units make no difference"),
    GoldenDeviation(
      place: "regressions with more unknowns than equations that count",
      resistics: "takes the solution of least norm, which depends on units",
      ours: "a column that depends on others gets zero; transfer functions are not made from them"),
    GoldenDeviation(
      place: "decimation by 32 and more (perlevel 9 and 10, or custom frequencies)",
      resistics: "stops with an IndexError", ours: "as many steps of at most 8 as it takes"),
    GoldenDeviation(
      place: "custom frequencies that do not descend, or lie above a quarter of the rate",
      resistics: "stops with an error, or takes places of the list for missing ones",
      ours: "are sorted; those above are left out with a notice"),
    GoldenDeviation(
      place: "samples that a decimation step leaves, where they decide whether a level is made",
      resistics: "compares n / q with 100", ours: "compares the whole samples that are left"),
    GoldenDeviation(
      place: "spectra of windows with an odd number of samples",
      resistics: "a frequency axis stretched by W / (W - 1)", ours: "the true frequencies"),
    GoldenDeviation(
      place: "recordings of 32-bit floats",
      resistics: "means, series of level 0 and products of statistics in 32 bits",
      ours: "64 bits throughout; spectra are stored in 32"),
    GoldenDeviation(
      place: "windows that two recordings of a site share, and single shared windows",
      resistics: "stops with an error, or counts them twice",
      ours: "the recording that began first has them"),
    GoldenDeviation(
      place: "windows that begin at a multiple of a step that is no binary fraction",
      resistics: "may lose the first window of an interval by rounding", ours: "exact numbers"),
    GoldenDeviation(
      place: "windows with values that are no numbers",
      resistics: "stops with a TypeError", ours: "are never made: the file's defect is an error"),
  ]
}
