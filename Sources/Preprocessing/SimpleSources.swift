import Model

/// A step whose samples are made of the same samples of the source, or nearly so.
protocol SampleBySampleSource: RecordingSource {
  var source: any RecordingSource { get }
}

extension SampleBySampleSource {
  var readsOnAnyThread: Bool { source.readsOnAnyThread }
  var channelsLieApart: Bool { source.channelsLieApart }
  var samplesPerTurn: Int { source.samplesPerTurn }
  var isFetchable: Bool { source.isFetchable }

  func fetch(_ channels: [Channel], _ range: Range<Int>) { source.fetch(channels, range) }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    try source.missing(channel, range)
  }
}

/// A step that changes each sample for itself, by something that is known of its channel.
final class FactorSource: SampleBySampleSource {
  let header: RecordingHeader
  let source: any RecordingSource
  private let factors: [Channel: Double]

  init(
    _ source: any RecordingSource, _ header: RecordingHeader, _ factors: [Conditioning.Factor]
  ) {
    self.source = source
    self.header = header
    // Reversing and scaling one channel are two factors.
    self.factors = factors.reduce(into: [:]) { $0[$1.channel, default: 1] *= $1.factor }
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    try source.read(channel, range, into: &samples)
    guard let factor = factors[channel] else { return }
    for index in samples.indices { samples[index] *= factor }
  }
}

/// What a pass over all samples of a channel finds.
///
/// Samples are summed in groups whose ends do not depend on who asks.
struct ChannelSums {
  private(set) var sum = 0.0
  private(set) var squares = 0.0
  private static let groupLength = 1 << 16

  init(_ source: any RecordingSource, _ channel: Channel) throws {
    let count = source.header.sampleCount
    for start in stride(from: 0, to: count, by: ChannelSums.groupLength) {
      let end = min(start + ChannelSums.groupLength, count)
      let group = try source.samples(channel, start..<end)
      sum += group.reduce(0, +)
      squares += group.reduce(0) { $0 + $1 * $1 }
    }
  }
}

/// Subtracts each channel's mean.
final class CenteredSource: SampleBySampleSource {
  let header: RecordingHeader
  let source: any RecordingSource
  private var means: [Channel: Double] = [:]

  init(_ source: any RecordingSource, _ header: RecordingHeader) {
    self.source = source
    self.header = header
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    let mean =
      try means[channel]
      ?? ChannelSums(source, channel).sum / Double(source.header.sampleCount)
    means[channel] = mean
    try source.read(channel, range, into: &samples)
    for index in samples.indices { samples[index] -= mean }
  }
}

/// Divides each channel by the root of the sum of its squares; a channel of zeros stays one.
final class NormalisedSource: SampleBySampleSource {
  let header: RecordingHeader
  let source: any RecordingSource
  private var norms: [Channel: Double] = [:]

  init(_ source: any RecordingSource, _ header: RecordingHeader) {
    self.source = source
    self.header = header
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    let norm = try norms[channel] ?? ChannelSums(source, channel).squares.squareRoot()
    norms[channel] = norm
    try source.read(channel, range, into: &samples)
    guard norm > 0 else { return }
    for index in samples.indices { samples[index] /= norm }
  }
}

/// Recordings one behind the other with straight lines between them.
final class JoinedSource: RecordingSource {
  let header: RecordingHeader
  var readsOnAnyThread: Bool { parts.allSatisfy(\.source.readsOnAnyThread) }
  private let parts: [(first: Int, source: any RecordingSource)]

  init(
    _ source: any RecordingSource, _ header: RecordingHeader,
    _ others: [(Int, any RecordingSource)]
  ) {
    self.header = header
    parts = [(0, source)] + others.map { (first: $0.0, source: $0.1) }
  }

  func keepMissing() { for part in parts { part.source.keepMissing() } }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    var found: [Range<Int>] = []
    for (index, part) in parts.enumerated() {
      let end = part.first + part.source.header.sampleCount
      let own = range.clamped(to: part.first..<end)
      if !own.isEmpty {
        let inner = own.lowerBound - part.first..<own.upperBound - part.first
        found += try part.source.missing(channel, inner).map {
          $0.lowerBound + part.first..<$0.upperBound + part.first
        }
      }
      guard index + 1 < parts.count else { continue }
      let gap = range.clamped(to: end..<max(end, parts[index + 1].first))
      if !gap.isEmpty { found.append(gap) }
    }
    return found
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    for (index, part) in parts.enumerated() {
      let end = part.first + part.source.header.sampleCount
      let own = range.clamped(to: part.first..<end)
      if !own.isEmpty {
        let values = try part.source.samples(
          channel, own.lowerBound - part.first..<own.upperBound - part.first)
        for (offset, value) in values.enumerated() {
          samples[own.lowerBound - range.lowerBound + offset] = value
        }
      }
      guard index + 1 < parts.count else { continue }
      let gap = range.clamped(to: end..<parts[index + 1].first)
      if !gap.isEmpty { try fill(channel, gap, behind: index, range.lowerBound, &samples) }
    }
  }

  /// Writes the straight line between two parts, which would pass through their samples next to the gap.
  private func fill(
    _ channel: Channel, _ gap: Range<Int>, behind index: Int, _ origin: Int,
    _ samples: inout MutableSpan<Double>
  ) throws {
    let (before, after) = (parts[index], parts[index + 1])
    let last = before.source.header.sampleCount - 1
    let a = try before.source.samples(channel, last..<last + 1)[0]
    let b = try after.source.samples(channel, 0..<1)[0]
    let start = before.first + last
    let steps = Double(after.first - start)
    for place in gap {
      samples[place - origin] = a + Double(place - start) * (b - a) / steps
    }
  }
}
