extension Double {
  /// The number with so many decimals, halves away from zero and no sign before a zero.
  ///
  /// What is not finite, or has more digits than a double keeps, is `-`.
  package func fixed(_ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    guard isFinite, abs(self) * scale < 1e15 else { return "-" }
    let units = Int((abs(self) * scale).rounded())
    let zeros = String(repeating: "0", count: max(0, decimals + 1 - "\(units)".count))
    let digits = zeros + "\(units)"
    let sign = self < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    return "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
  }
}
