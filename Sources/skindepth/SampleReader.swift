import Model

/// Reads a channel from its first sample to its last, whatever is in between.
struct SampleReader {
  /// Samples that are read at a time.
  private static let blockLength = 1 << 14
  /// So many values that are no numbers are looked for one by one.
  private static let mostBad = 10_000

  private let source: any RecordingSource
  private let channel: Channel

  init(_ source: any RecordingSource, _ channel: Channel) {
    self.source = source
    self.channel = channel
  }

  /// The first samples; none where one of them is no number.
  func first(_ count: Int) throws -> [Double] {
    (try? samples(0..<min(count, source.header.sampleCount))) ?? []
  }

  /// - Throws: A `UserError` when the file cannot be read.
  func statistics() throws -> SampleStatistics {
    var statistics = SampleStatistics()
    let count = source.header.sampleCount
    for start in stride(from: 0, to: count, by: SampleReader.blockLength) {
      try add(start..<min(start + SampleReader.blockLength, count), to: &statistics)
    }
    return statistics
  }

  /// Adds samples; those that cannot be read are halved, so that the others count.
  private func add(_ range: Range<Int>, to statistics: inout SampleStatistics) throws {
    do {
      let values = try samples(range)
      statistics.add(values.span)
    } catch {
      guard range.count > 1 else {
        guard statistics.nonFinite < SampleReader.mostBad else { throw error }
        return statistics.addNonFinite(1)
      }
      let middle = range.lowerBound + range.count / 2
      try add(range.lowerBound..<middle, to: &statistics)
      try add(middle..<range.upperBound, to: &statistics)
    }
  }

  private func samples(_ range: Range<Int>) throws -> [Double] {
    var values = [Double](repeating: 0, count: range.count)
    var span = values.mutableSpan
    try source.read(channel, range, into: &span)
    return values
  }
}
