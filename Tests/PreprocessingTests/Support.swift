import Model
import Preprocessing
import TestSupport

/// A recording in memory; values that are no numbers are refused unless they are to be kept.
final class ArraySource: RecordingSource {
  let header: RecordingHeader
  let readsOnAnyThread = true
  private let series: [Channel: [Double]]
  private var keepsMissing = false

  init(
    _ series: [Channel: [Double]], rate: SamplingRate = SamplingRate(samples: 16, seconds: 1),
    start: Instant = Instant(nanoseconds: 1_600_000_000_000_000_000)
  ) {
    self.series = series
    header = RecordingHeader(
      name: "r", rate: rate, start: start, sampleCount: series.values.first?.count ?? 0,
      channels: series.keys.map { ChannelHeader($0) })
  }

  func keepMissing() { keepsMissing = true }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    guard let values = series[channel] else { throw Absent() }
    for index in range {
      guard keepsMissing || values[index].isFinite else { throw Absent() }
      samples[index - range.lowerBound] = values[index]
    }
  }

  struct Absent: Error {}
}

/// The whole of a channel after some steps.
func conditioned(
  _ series: [Double], _ steps: [Conditioning.Step],
  rate: SamplingRate = SamplingRate(samples: 16, seconds: 1)
) throws -> [Double] {
  let source = try source(series, steps, rate: rate)
  return try source.samples(.hx, 0..<source.header.sampleCount)
}

func source(
  _ series: [Double], _ steps: [Conditioning.Step],
  rate: SamplingRate = SamplingRate(samples: 16, seconds: 1)
) throws -> any RecordingSource {
  let locator = RecordingLocator(format: "array", path: "")
  return try Conditioning(steps).open(locator) { _ in ArraySource([.hx: series], rate: rate) }
}

/// Noise that wanders, so that it has an offset, a trend and strong low frequencies.
func wander(_ count: Int, _ label: String = "wander") -> [Double] {
  var draws = Draws(label)
  var level = 50.0
  return draws.normals(count).map { step in
    level += step
    return level
  }
}

func filter(
  _ kind: Conditioning.Filter.Kind, _ low: Double, _ high: Double? = nil,
  _ method: Conditioning.Filter.Method = .zeroPhase
) -> Conditioning.Step {
  .filter(Conditioning.Filter(kind, low: low, high: high ?? low, method: method))
}
