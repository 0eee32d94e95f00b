import Configuration

extension Settings {
  /// Every setting that decides numbers, as it is stored with the products.
  var provenance: String {
    ([
      "# skindepth \(Version.text)", survey.canonicalText, decimation.canonicalText,
      window.canonicalText, spectra.canonicalText, statistics.canonicalText,
      solver.canonicalText,
    ] + [output.canonicalText].filter { !$0.isEmpty }).joined(separator: "\n")
      + (masks.map(\.canonicalText) + processes.map(\.canonicalText)).map { "\n" + $0 }.joined()
  }
}
