import Model

extension SamplingRate {
  /// The rate of `128`, `0.25` (hertz) or `1/32` (samples/seconds).
  ///
  /// - Returns: `nil` when the text is no rate that a recorder has.
  init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let samples = Int(parts[0].trimmed), let seconds = Int(parts[1].trimmed),
        (1...1_000_000_000).contains(samples), (1...1_000_000_000).contains(seconds)
      else { return nil }
      self.init(samples: samples, seconds: seconds)
    } else {
      guard let hertz = DecimalNumber.parse(text) else { return nil }
      self.init(hertz: hertz)
    }
    guard SamplingRate.recorded.contains(hertz) else { return nil }
  }
}

extension Instant {
  /// The instant of a decimal number of seconds since 1970, to the nanosecond.
  ///
  /// A double would be off by a hundred nanoseconds.
  init?(unixSeconds text: String) {
    if text.lowercased().contains("e") {
      self.init(unixSecondsWithExponent: text)
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    // Up to the year 2200, as in the other form of a time.
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]), parts[0].first != "+",
      abs(Double(whole)) < 7.2e9, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let nanoseconds = Int64((fraction + "000000000").prefix(9))
    else { return nil }
    let sign: Int64 = parts[0].hasPrefix("-") ? -1 : 1
    self.init(nanoseconds: whole * 1_000_000_000 + sign * nanoseconds)
  }

  private init?(unixSecondsWithExponent text: String) {
    guard let seconds = DecimalNumber.parse(text), abs(seconds) < 7.2e9 else { return nil }
    let whole = seconds.rounded(.down)
    let fraction = ((seconds - whole) * 1e9).rounded()
    self.init(nanoseconds: Int64(whole) * 1_000_000_000 + Int64(fraction))
  }
}

/// A location if its numbers can be one, else what is wrong with it in words for a notice.
func location(
  _ latitude: Double, _ longitude: Double, _ elevation: Double
) -> (Location?, notice: String?) {
  guard abs(latitude) <= 90, abs(longitude) <= 360, elevation.isFinite else {
    return (nil, "latitude \(latitude), longitude \(longitude) are no place on Earth: ignored")
  }
  // East of Greenwich beyond 180° is west of it.
  let wrapped = abs(longitude) > 180 ? longitude - 360 * (longitude > 0 ? 1 : -1) : longitude
  return (Location(latitude: latitude, longitude: wrapped, elevation: elevation), nil)
}
