/// Angles as degrees, minutes and seconds: `-13:15:00.00000`.
enum Sexagesimal {
  /// To a hundred-thousandth of a second, less than a millimetre on the ground.
  static func text(_ degrees: Double) -> String {
    guard degrees.isFinite, abs(degrees) <= 360 else { return "0:00:00" }
    let units = Int((abs(degrees) * 3600 * 100_000).rounded())
    let (seconds, rest) = units.quotientAndRemainder(dividingBy: 100_000)
    let clock = [seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }
    let decimals = String(String(rest + 100_000).dropFirst())
    let sign = degrees < 0 ? "-" : ""
    return "\(sign)\(seconds / 3600):\(clock.joined(separator: ":")).\(decimals)"
  }

  /// Degrees of such a text, or of decimal degrees; a minus at any part makes it negative.
  static func degrees(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { DecimalNumber.parse($0) }
    guard numbers.count == parts.count, (1...3).contains(parts.count),
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    let size = zip(numbers, [1.0, 60, 3600]).reduce(0) { $0 + abs($1.0) / $1.1 }
    return text.contains("-") && !text.lowercased().contains("e-") ? -size : size
  }
}
