import Model

/// Latitudes and longitudes as receivers of satellites give them: degrees and minutes in one number.
enum GeographicAngle {
  /// The degrees of `5230.25,N` or `01315.0 W`: 52° 30.25′ and −13° 15′.
  static func degrees(_ text: String) -> Double? {
    let parts = text.split { $0 == "," || $0 == " " }
    guard let first = parts.first, let number = DecimalNumber.parse(first) else { return nil }
    return degrees(number, hemisphere: parts.count > 1 ? String(parts[1]) : "")
  }

  /// The degrees of a number `DDMM.mmm` on a hemisphere N, S, E or W.
  static func degrees(_ number: Double, hemisphere: String) -> Double? {
    guard number.isFinite, abs(number) < 36_100 else { return nil }
    let whole = (abs(number) / 100).rounded(.down)
    let minutes = abs(number) - 100 * whole
    guard minutes < 60 else { return nil }
    let isNegative = number < 0 || ["S", "W"].contains(hemisphere.trimmed.uppercased())
    return (whole + minutes / 60) * (isNegative ? -1 : 1)
  }
}
