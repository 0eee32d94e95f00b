import Kernels
import Model

/// A step that takes the whole recording at once, as resistics does; each channel is computed when it is
/// first asked for, and kept: `RecordingHeader.keptSeriesBytes` tells how much that is.
final class WholeSource: RecordingSource {
  enum Work {
    case calibration([Conditioning.Calibration])
    case filter(Conditioning.Filter)
  }

  let header: RecordingHeader
  /// The threads of a rank have one such source together, and not each a whole recording.
  var readsOnAnyThread: Bool { false }
  private let source: any RecordingSource
  private let work: Work
  private var series: [Channel: [Double]] = [:]

  /// Samples of all channels together that are kept in memory: half a gigabyte.
  static let longest = 1 << 26

  init(_ source: any RecordingSource, _ header: RecordingHeader, _ work: Work) throws {
    self.source = source
    self.header = header
    self.work = work
    let samples = header.sampleCount * header.channels.count
    guard samples <= WholeSource.longest else {
      throw UserError(
        .configuration, header.name,
        "has \(samples) samples, more than the \(WholeSource.longest) that may be kept in memory to "
          + "take the whole recording at once as resistics does",
        remedy: "set domain = windows in [Calibration] and filters = zerophase in [Preprocessing]")
    }
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    let values = try whole(channel)
    for index in range { samples[index - range.lowerBound] = values[index] }
  }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    try source.missing(channel, range)
  }

  private func whole(_ channel: Channel) throws -> [Double] {
    if let known = series[channel] { return known }
    let input = try source.samples(channel, 0..<header.sampleCount)
    let output: [Double]
    switch work {
    case .calibration(let calibrations):
      let own = calibrations.first { $0.channel == channel }
      output = own.map { calibrated(input, $0.response) } ?? input
    case .filter(let filter): output = filtered(input, filter)
    }
    series[channel] = output
    return output
  }

  /// The series, with zeros behind it to a power of two, divided by the response at each frequency but 0.
  private func calibrated(_ input: [Double], _ response: ChannelResponse) -> [Double] {
    var size = 1
    while size < input.count { size *= 2 }
    let transform = RealTransform(length: size, backward: true)
    var samples = input + [Double](repeating: 0, count: size - input.count)
    var harmonics = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var spectrum = harmonics.mutableSpan
    transform.forward(samples.span, into: &spectrum)
    let inverse = ResponseCurve(response).inverse(size: size, rate: header.rate)
    HarmonicFactors(inverse).apply(to: &spectrum)
    var output = samples.mutableSpan
    transform.backward(harmonics.span, into: &output)
    return Array(samples.prefix(input.count))
  }

  private func filtered(_ input: [Double], _ filter: Conditioning.Filter) -> [Double] {
    let (low, high) = (filter.low * header.rate.interval, filter.high * header.rate.interval)
    switch filter.kind {
    case .notch: return RecursiveFilter.besselBandStop(low, high).run(input)
    case .lowPass: return twice(.lowPass(low), filter, input)
    case .highPass: return twice(.highPass(low), filter, input)
    case .bandPass: return twice(.bandPass(low, high), filter, input)
    }
  }

  private func twice(
    _ shape: RecursiveFilter.Shape, _ filter: Conditioning.Filter, _ input: [Double]
  ) -> [Double] {
    GustafssonFilter(.butterworth(shape, order: filter.order), impulseLength: 500).apply(input)
  }
}
