/// The name of a file of a transfer function as a run gives it: `SITE_LABEL.edi` or
/// `SITE_LABEL_RATE.edi`, or with the ending of another format.
///
/// The label may have an end that the configuration gives it. Files of any other name are the user's own,
/// even where they begin like this, or another configuration's.
struct ProductName {
  /// The run's label, without the rate and without its end.
  private let label: Substring
  /// Without the ending.
  let stem: String

  /// `nil` for a file that is not of the site, or has another ending.
  ///
  /// - Parameter ends: The ends of labels that the configuration gives.
  init?(_ file: String, of site: String, endings: [String], ends: Set<String> = []) {
    guard file.hasPrefix(site + "_"),
      let ending = endings.first(where: { file.hasSuffix(".\($0)") })
    else { return nil }
    stem = String(file.dropLast(ending.count + 1))
    let name = stem.dropFirst(site.count + 1)
    let rate = name.lastIndex(of: "_").map { name[name.index(after: $0)...] }
    let hasRate = rate.map(ProductName.isRate) ?? false
    let whole = hasRate ? name.dropLast((rate?.count ?? 0) + 1) : name
    let end = ends.filter { !$0.isEmpty && whole.hasSuffix("_" + $0) }.max { $0.count < $1.count }
    label = whole.dropLast(end.map { $0.count + 1 } ?? 0)
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

  /// `128Hz`, `0.5Hz`, `32.0s`.
  private static func isRate(_ text: Substring) -> Bool {
    let number =
      text.hasSuffix("Hz") ? text.dropLast(2) : text.hasSuffix("s") ? text.dropLast() : ""
    return Double(number) != nil
  }
}
