import Pipeline

/// The name of a file of a transfer function as runs give it, see `LabelledNames`:
/// `SITE_LABEL_RATE.edi`, or with the ending of another format or of a figure.
///
/// Older versions left the rate out where a site had one alone. Files of any other name are the
/// user's own, even where they begin like this.
struct ProductName {
  /// The run's label, without the rate and without its end.
  private let label: Substring
  /// The site's name and that of the result.
  let stem: String
  let site: String

  /// The name of the result.
  var identifier: String { String(stem.dropFirst(site.count + 1)) }

  /// `nil` for a file that is not of the site, or has another ending.
  ///
  /// - Parameter endings: With the point or underscore before them.
  init?(_ file: String, of site: String, endings: [String]) {
    guard file.hasPrefix(site + "_"), let ending = endings.first(where: file.hasSuffix) else {
      return nil
    }
    stem = String(file.dropLast(ending.count))
    self.site = site
    label = LabelledNames.withoutRate(String(stem.dropFirst(site.count + 1)))[...]
  }

  /// Whether the label is one of single-site, remote-reference or inter-site runs of these sites.
  func isOfRun(between sites: Set<String>) -> Bool {
    if label == "single" { return true }
    if label.hasPrefix("remote-") { return sites.contains(String(label.dropFirst(7))) }
    guard label.hasPrefix("input-") else { return false }
    let rest = label.dropFirst(6)
    if sites.contains(String(rest)) { return true }
    return sites.contains { input in
      rest.hasPrefix(input + "_remote-") && sites.contains(String(rest.dropFirst(input.count + 8)))
    }
  }
}
