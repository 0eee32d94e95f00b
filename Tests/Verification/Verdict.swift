import Model

/// What a verification found: everything that misses its limit, in words.
struct Verdict {
  private(set) var shortfalls: [String] = []
  /// Of a child whose own code is passed on; nothing is judged then.
  var childCode: Int32?

  /// The line that ends the output; none where nothing was judged.
  var lastLine: String? {
    guard childCode == nil else { return nil }
    return shortfalls.isEmpty ? "ok" : "short: " + shortfalls.joined(separator: "; ")
  }

  var exitCode: Int32 { childCode ?? (shortfalls.isEmpty ? 0 : 1) }

  /// Notes a shortfall unless the condition holds.
  mutating func require(_ condition: Bool, _ shortfall: @autoclosure () -> String) {
    if !condition { shortfalls.append(shortfall()) }
  }

  /// Notes a shortfall where a value is above its limit, or is no number.
  mutating func require(
    _ name: String, _ value: Double, atMost limit: Double, unit: String = "", decimals: Int? = nil
  ) {
    guard value > limit || value.isNaN else { return }
    let text = decimals.map { value.fixed($0) } ?? value.scientific
    let bound = decimals.map { limit.fixed($0) } ?? limit.scientific
    shortfalls.append("\(name) is \(text)\(unit) where \(bound)\(unit) is allowed")
  }
}
