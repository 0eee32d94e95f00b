package import Model

/// Which parts of a recording are looked at: short segments for spectra, longer blocks for its clock.
package struct ExcerptPlan: Hashable, Sendable {
  /// Samples of a segment.
  package let segmentLength: Int
  /// First samples of the segments.
  package let segments: [Int]
  /// Samples of a block.
  package let blockLength: Int
  package let blocks: [Int]

  /// Evenly spread parts of a recording of so many samples; `nil` where there are too few.
  package init?(sampleCount: Int) {
    var segment = 1024
    while segment > 256, sampleCount < 32 * segment { segment /= 2 }
    guard sampleCount >= 8 * segment else { return nil }
    segmentLength = segment
    segments = ExcerptPlan.spread(min(64, sampleCount / segment), segment, sampleCount)
    var block = 8192
    while block > segment, sampleCount < 8 * block { block /= 2 }
    blockLength = block
    blocks = ExcerptPlan.spread(8, block, sampleCount)
  }

  private static func spread(_ count: Int, _ length: Int, _ sampleCount: Int) -> [Int] {
    let room = sampleCount - length
    return (0..<count).map { count > 1 ? room * $0 / (count - 1) : 0 }
  }
}

/// A recording's samples at the times of a plan.
package struct Excerpt: Sendable {
  package let site: String
  package let header: RecordingHeader
  /// Samples by channel and segment; `nil` where the recording does not cover it.
  package var segments: [Channel: [[Double]?]] = [:]
  package var blocks: [Channel: [[Double]?]] = [:]
  /// Of each channel how many samples of the segments were not measured.
  package var missing: [Channel: Int] = [:]

  /// Reads a recording at the times of a plan that was made for another, or for itself.
  ///
  /// - Parameters:
  ///   - header: The recording's as its survey has it, with the responses of its channels, where that is not
  ///     the source's own.
  ///   - start: The time of the plan's sample 0.
  ///   - rate: The rate in which the plan counts; the recording's samples are taken as being of it.
  /// - Throws: What reading throws, as a `UserError`.
  package init(
    _ source: any RecordingSource, header: RecordingHeader? = nil, site: String,
    plan: ExcerptPlan, start: Instant, rate: SamplingRate
  ) throws(UserError) {
    self.site = site
    let header = header ?? source.header
    self.header = header
    let offset = Int((start.seconds(since: header.start) * rate.hertz).rounded())
    for channel in header.channels.map(\.channel) {
      let samples = ExcerptSamples(source, channel)
      var (short, long): ([[Double]?], [[Double]?]) = ([], [])
      for first in plan.segments {
        short.append(try samples.read(offset + first, plan.segmentLength))
        missing[channel, default: 0] += samples.missing(offset + first, plan.segmentLength)
      }
      let isHorizontal = channel == .hx || channel == .hy
      for first in plan.blocks where isHorizontal {
        long.append(try samples.read(offset + first, plan.blockLength))
      }
      segments[channel] = short
      blocks[channel] = long
    }
  }
}

/// The samples of a channel, a part at a time.
private struct ExcerptSamples {
  private let source: any RecordingSource
  private let channel: Channel
  /// All of them, where they are so few that they are read at once.
  private let whole: [Double]?

  /// A plan asks for half as many, in seventy parts.
  private static let few = 1 << 18

  init(_ source: any RecordingSource, _ channel: Channel) {
    self.source = source
    self.channel = channel
    let count = source.header.sampleCount
    // What cannot be read as a whole may be in parts, and these say what is wrong.
    whole = count <= Self.few ? try? source.samples(of: channel, 0..<count) : nil
  }

  /// How many of the samples that were read last were not measured.
  func missing(_ first: Int, _ count: Int) -> Int {
    guard first >= 0, first + count <= source.header.sampleCount else { return 0 }
    let runs = try? source.missing(channel, first..<first + count)
    return runs?.reduce(0) { $0 + $1.count } ?? 0
  }

  func read(_ first: Int, _ count: Int) throws(UserError) -> [Double]? {
    guard first >= 0, first + count <= source.header.sampleCount else { return nil }
    if let whole { return Array(whole[first..<first + count]) }
    return try source.samples(of: channel, first..<first + count)
  }
}
