extension SamplingRate {
  /// The rates in hertz that recorders have; outside, a file is wrong.
  package static let recorded: ClosedRange<Double> = 1e-6...1e7
}

extension RecordingHeader {
  /// Refuses what no recording can be, so that no later arithmetic overflows.
  ///
  /// - Parameters:
  ///   - path: The file that says so.
  ///   - place: Where in the file; empty when the whole is meant.
  /// - Throws: A `UserError` for no samples, a rate that no recorder has, a channel that comes
  ///   twice, or an end beyond the year 2262.
  package func checked(_ path: String, at place: String = "") throws(UserError) -> RecordingHeader {
    guard sampleCount > 0 else {
      throw UserError(
        .data, path, at: place, "holds no samples",
        remedy: "remove the recording from the site's folder")
    }
    guard SamplingRate.recorded.contains(rate.hertz) else {
      throw UserError(
        .data, path, at: place, "has \(rate.hertz) Hz, which no recorder has",
        remedy: "correct the rate: 0.000001 to 10000000 Hz")
    }
    for (one, next) in zip(channels, channels.dropFirst()) where one.channel == next.channel {
      throw UserError(
        .data, path, at: place.isEmpty ? "channel \(one.channel)" : "\(place), \(one.channel)",
        "comes twice", remedy: "keep one of the two; part recordings into folders of their own")
    }
    let length = Int128(sampleCount) * Int128(rate.seconds) * 1_000_000_000 / Int128(rate.samples)
    guard Int128(start.nanoseconds) + length < Int128(Int64.max) else {
      throw UserError(
        .data, path, at: place,
        "would end after the year 2262 (\(sampleCount) samples at \(rate.hertz) Hz)",
        remedy: "correct the start or the rate")
    }
    return self
  }
}

extension UserError {
  /// A recording that is not what it was when the work with it was planned.
  package static func changed(_ locator: RecordingLocator) -> UserError {
    UserError(
      .data, locator.path, at: locator.member,
      "the file was written to after the run had begun",
      remedy: "Do not write to the file while it is processed, then run again")
  }
}
