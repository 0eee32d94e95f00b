/// An uninterrupted stretch of one channel as a figure shows it: the samples, or the least and the largest
/// of each so many where there are more than a figure can show.
///
/// It takes the samples in blocks, in order, so that no recording need be in memory as a whole.
package struct TimeSeriesPiece: Hashable, Sendable {
  /// The instant of the first sample.
  package let start: Instant
  /// Of the samples.
  package let rate: SamplingRate
  package let sampleCount: Int
  /// How many samples each value stands for; of one both ends are the sample itself.
  package let samplesPerValue: Int
  /// Field units; what is not a number is passed over, and where there is nothing else stands a NaN.
  package private(set) var lows: [Double] = []
  package private(set) var highs: [Double] = []
  private var taken = 0

  /// Begins a piece of so many samples.
  ///
  /// - Parameters:
  ///   - samplesPerValue: How many samples are drawn as one value; the last one may stand for fewer.
  package init(start: Instant, rate: SamplingRate, sampleCount: Int, samplesPerValue: Int = 1) {
    precondition(samplesPerValue > 0, "a value stands for samples")
    self.start = start
    self.rate = rate
    self.sampleCount = sampleCount
    self.samplesPerValue = samplesPerValue
  }

  /// Takes the next samples.
  package mutating func append(_ samples: Span<Double>) {
    precondition(taken + samples.count <= sampleCount, "more samples than were announced")
    for index in samples.indices {
      if taken % samplesPerValue == 0 {
        lows.append(.nan)
        highs.append(.nan)
      }
      taken += 1
      let (value, place) = (samples[index], lows.count - 1)
      guard value.isFinite else { continue }
      // A comparison with NaN is false: the first number takes its place.
      if !(lows[place] <= value) { lows[place] = value }
      if !(highs[place] >= value) { highs[place] = value }
    }
  }

  /// The instant in the middle of what a value stands for.
  package func instant(ofValue index: Int) -> Instant {
    let first = index * samplesPerValue
    let last = min(first + samplesPerValue, sampleCount) - 1
    return start.advanced(bySamples: (first + max(first, last)) / 2, at: rate)
  }

  /// The instant of the last sample.
  package var end: Instant { start.advanced(bySamples: max(0, sampleCount - 1), at: rate) }

  /// How many samples a value must stand for so that all of so many samples make at most `limit` single
  /// samples, and else about `values` values.
  package static func samplesPerValue(
    of sampleCount: Int, limit: Int = 20_000, values: Int = 2000
  ) -> Int {
    sampleCount <= limit ? 1 : (sampleCount + values - 1) / values
  }
}
