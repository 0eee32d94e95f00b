import Configuration
import Model
import Pipeline

extension Settings {
  /// Every setting that decides numbers, as it is stored with the products.
  var provenance: String {
    ([
      "# \(Version.product)", survey.canonicalText, preprocessing.canonicalText,
      calibration.canonicalText, decimation.canonicalText, window.canonicalText,
      spectra.canonicalText, statistics.canonicalText, solver.canonicalText,
    ] + [output.canonicalText].filter { !$0.isEmpty }).joined(separator: "\n")
      + (masks.map(\.canonicalText) + processes.map(\.canonicalText)).map { "\n" + $0 }.joined()
  }

  /// Lines of the settings that decide spectra, and so all results.
  func spectralLines(_ survey: Survey) -> [String] {
    lines([
      self.survey.canonicalText, preprocessing.canonicalText, calibration.canonicalText,
      decimation.canonicalText, window.canonicalText, spectra.canonicalText,
    ]) + ["first window at \(survey.reference.iso)"]
  }

  /// Lines of those that decide transfer functions besides.
  var solvingLines: [String] { lines([solver.canonicalText, output.canonicalText]) }

  private func lines(_ texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: "\n").map(String.init) }
  }
}

extension Version {
  /// As products name what made them.
  static let product = "skindepth \(text)"
  /// With what is raised when the same settings and input give other numbers.
  static let results = "\(product) (numbers \(Keys.numbers))"
}
