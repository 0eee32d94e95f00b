/// The name of an EDI file as a run gives it: `SITE_LABEL.edi` or `SITE_LABEL_RATE.edi`.
///
/// Files of any other name are the user's own, even where they begin like this.
struct ProductName {
  /// The run's label, without the rate.
  private let label: Substring

  /// `nil` for a file that is not of the site, or has another ending.
  init?(_ file: String, of site: String) {
    guard file.hasPrefix(site + "_"), file.hasSuffix(".edi") else { return nil }
    let name = file.dropFirst(site.count + 1).dropLast(4)
    let rate = name.lastIndex(of: "_").map { name[name.index(after: $0)...] }
    if let rate, ProductName.isRate(rate) {
      label = name.dropLast(rate.count + 1)
    } else {
      label = name
    }
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
