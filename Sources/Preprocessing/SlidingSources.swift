import Kernels
import Model

/// Filters that keep phases, in blocks with their reach on both sides.
final class FilteredSource: RecordingSource {
  let header: RecordingHeader
  var readsOnAnyThread: Bool { source.readsOnAnyThread }
  private let source: any RecordingSource
  private let filter: SymmetricFilter
  /// The last block of each channel, of which the next slice has mostly some left.
  private var blocks: [Channel: (index: Int, values: [Double])] = [:]

  init(
    _ source: any RecordingSource, _ header: RecordingHeader, _ filter: Conditioning.Filter
  ) throws {
    self.source = source
    self.header = header
    guard let made = SymmetricFilter(filter.magnitude(at: header.rate)) else {
      throw UserError(
        .configuration, "[Preprocessing]", at: "\(filter)",
        "is too low for \(header.rate.hertz) Hz: the filter would take in more than "
          + "\(SymmetricFilter.longestReach) samples on either side",
        remedy: "resample the recording first, or give a higher frequency")
    }
    self.filter = made
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    var place = range.lowerBound
    while place < range.upperBound {
      let index = place / filter.blockLength
      let start = index * filter.blockLength
      let end = min(range.upperBound, start + filter.blockLength)
      let values = try block(index, channel)
      for sample in place..<end { samples[sample - range.lowerBound] = values[sample - start] }
      place = end
    }
  }

  private func block(_ index: Int, _ channel: Channel) throws -> [Double] {
    if let known = blocks[channel], known.index == index { return known.values }
    let first = index * filter.blockLength - filter.reach
    let input = try source.turnedSamples(channel, first..<first + filter.inputLength)
    var values = [Double](repeating: 0, count: filter.blockLength)
    var output = values.mutableSpan
    filter.apply(input.span, into: &output)
    blocks[channel] = (index, values)
    return values
  }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    try source.missing(channel, range)
  }
}

extension Conditioning.Filter: CustomStringConvertible {
  package var description: String {
    switch kind {
    case .lowPass: "lpfilt = \(low)"
    case .highPass: "hpfilt = \(low)"
    case .bandPass: "bpfilt = \(low), \(high)"
    case .notch: "notch = \((low + high) / 2)"
    }
  }

  /// The order of Butterworth's low-pass behind the filter.
  var order: Int { kind == .notch ? 2 : 5 }

  func magnitude(at rate: SamplingRate) -> ButterworthMagnitude {
    let (low, high) = (low * rate.interval, high * rate.interval)
    let shape: ButterworthMagnitude.Shape =
      switch kind {
      case .lowPass: .lowPass(low)
      case .highPass: .highPass(low)
      case .bandPass: .bandPass(low, high)
      case .notch: .bandStop(low, high)
      }
    return ButterworthMagnitude(shape, order: order)
  }
}

/// Leaves out the first samples, and reads the series a fraction of a sample later.
final class ShiftedSource: RecordingSource {
  let header: RecordingHeader
  var readsOnAnyThread: Bool { source.readsOnAnyThread }
  private let source: any RecordingSource
  private let samples: Int
  /// `nil` where whole samples are left out and nothing else is done.
  private let shift: FractionalShift?

  init(
    _ source: any RecordingSource, _ header: RecordingHeader, samples: Int, fraction: Double
  ) {
    self.source = source
    self.header = header
    self.samples = samples
    shift = fraction > 0 ? FractionalShift(fraction: fraction) : nil
  }

  func read(_ channel: Channel, _ range: Range<Int>, into output: inout MutableSpan<Double>) throws
  {
    let moved = range.lowerBound + samples..<range.upperBound + samples
    guard let shift else { return try source.read(channel, moved, into: &output) }
    let reach = FractionalShift.reach
    let needed = moved.lowerBound - reach..<moved.upperBound + reach
    let input = try continuedByCubics(channel, needed)
    shift.apply(input.span, into: &output)
  }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    try source.missing(channel, range.lowerBound + samples..<range.upperBound + samples).map {
      $0.lowerBound - samples..<$0.upperBound - samples
    }
  }

  /// A slice beyond whose ends the polynomial through the four samples there goes on, with which the spline
  /// has no knot at the second and the last but one sample.
  private func continuedByCubics(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    let count = source.header.sampleCount
    let own = range.clamped(to: 0..<count)
    let values = try source.samples(channel, own)
    guard own != range else { return values }
    let ends = min(4, count)
    let head = try source.samples(channel, 0..<ends)
    let tail = try source.samples(channel, count - ends..<count)
    return range.map { index in
      if index < 0 { return ShiftedSource.beyond(head, by: Double(-index)) }
      if index >= count {
        return ShiftedSource.beyond(tail.reversed(), by: Double(index - count + 1))
      }
      return values[index - own.lowerBound]
    }
  }

  /// The polynomial through equally spaced values, `distance` steps before the first.
  private static func beyond(_ values: [Double], by distance: Double) -> Double {
    var (differences, sum, factor) = (values, 0.0, 1.0)
    for order in values.indices {
      sum += factor * differences[0]
      factor *= (-distance - Double(order)) / Double(order + 1)
      differences = zip(differences.dropFirst(), differences).map { $0 - $1 }
    }
    return sum
  }
}

/// The series at another sampling rate.
final class ResampledSource: RecordingSource {
  let header: RecordingHeader
  var readsOnAnyThread: Bool { source.readsOnAnyThread }
  private let source: any RecordingSource
  private let resampler: RationalResampler

  init(_ source: any RecordingSource, _ header: RecordingHeader, up: Int, down: Int) {
    self.source = source
    self.header = header
    resampler = RationalResampler(up: up, down: down)
  }

  func read(_ channel: Channel, _ range: Range<Int>, into output: inout MutableSpan<Double>) throws
  {
    guard !range.isEmpty else { return }
    let input = try source.turnedSamples(channel, resampler.inputs(for: range))
    resampler.apply(input.span, outputs: range, into: &output)
  }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    let (up, down) = (resampler.up, resampler.down)
    let inputs =
      range.lowerBound * down
      / up..<min(
        (range.upperBound * down + up - 1) / up, source.header.sampleCount)
    guard !inputs.isEmpty else { return [] }
    return try source.missing(channel, inputs).map {
      ($0.lowerBound * up / down..<($0.upperBound * up + down - 1) / down).clamped(to: range)
    }
  }
}
