import Foundation
import Glibc
import Kernels
import Model
import Pipeline
import Selection
import Spectra

/// Measures the constants of the cost model anew, each by the least that tells it from the others.
///
/// Kernels are timed by what their thread computes, files by the clock; medians of several times.
struct CostCheck {
  private static let repetitions = 9
  let folder: String

  func verdict() throws -> Verdict {
    var table = TextTable(
      "seconds of one thread", ["constant", "reference", "measured here", "ratio"])
    let reference = CostConstants.reference
    for row in kernels() + (try FileCosts(folder: folder).measured()) {
      let known = reference[keyPath: row.path]
      table.add([
        row.name, known.scientific, row.seconds.scientific, (row.seconds / known).fixed(2),
      ])
    }
    table.show()
    let times = try MachineMeasurement(clock: threadSeconds).times(threads: 1)
    print(
      "the pretend unit of `skindepth plan`: spectra \(times.spectra.scientific) s, decimation"
        + " \(times.decimation.scientific) s, solving \(times.solving.scientific) s\n")
    return Verdict()
  }

  struct Row {
    let name: String
    let path: KeyPath<CostConstants, Double>
    let seconds: Double
  }

  private func kernels() -> [Row] {
    let (short, long) = (Transforms(size: 128), Transforms(size: 1024))
    let (few, many) = (short.plain(), long.plain())
    let points = 1024.0 * 10 - 128 * 7
    let point = (many - few) / points
    let kept = (long.kept() - many) / Double(long.harmonics)
    // Bands of 8 and of 32 harmonics, of which all channels' products are made, or none.
    let gathered = (long.gathered(width: 32) - long.gathered(width: 8)) / 24
    let (narrow, wide) = (long.multiplied(width: 8), long.multiplied(width: 32))
    let harmonic = (wide - narrow) / 24 - gathered / Double(Transforms.pairs)
    return [
      Row(name: "window", path: \.window, seconds: few - 128 * 7 * point),
      Row(name: "point", path: \.point, seconds: point),
      Row(name: "keptHarmonic", path: \.keptHarmonic, seconds: kept),
      Row(name: "gatheredHarmonic", path: \.gatheredHarmonic, seconds: gathered),
      Row(name: "productHarmonic", path: \.productHarmonic, seconds: harmonic),
      Row(name: "product", path: \.product, seconds: narrow - 8 * harmonic),
    ] + decimation() + [statistics()]
  }

  /// A number of the statistics that are stored where nothing else is said.
  private func statistics() -> Row {
    let channels = PowerChannels(inputs: [.hx, .hy], outputs: [.ex, .ey, .hz], references: [])
    let windows = 4096
    let powers = WindowPowers(
      channels: channels, windowCount: windows,
      values: noise(channels.count * channels.count * windows).map { $0 * $0 }, frequency: 1,
      densityFactor: 1)
    let statistics = ["coherence", "transferFunction"].compactMap(WindowStatistics.named)
    let count = statistics.reduce(0) { $0 + $1.components(of: channels).count * windows }
    let seconds = CostCheck.seconds {
      for statistic in statistics { _ = statistic.values(powers, .standard) }
    }
    return Row(name: "tableValue", path: \.tableValue, seconds: seconds / Double(count))
  }

  private func decimation() -> [Row] {
    let chain = LowPassChain(steps: [4, 2])
    let count = 1 << 15
    let input = noise(chain.inputs(for: 0..<count).count)
    let coefficients = Double(Decimator(steps: [4, 2]).coefficientCount)
    let made = CostCheck.seconds { _ = chain.apply(input.span, outputs: count) }
    let copied = CostCheck.seconds {
      _ = continued(input.span, first: 0, over: 0..<input.count, count: input.count)
    }
    return [
      Row(
        name: "coefficient", path: \.coefficient, seconds: made / Double(count) / coefficients),
      Row(name: "continuedSample", path: \.continuedSample, seconds: copied / Double(input.count)),
    ]
  }

  /// The median time that the calling thread computes.
  static func seconds(_ body: () -> Void) -> Double {
    body()
    return median(
      (0..<repetitions).map { _ in
        let start = threadSeconds()
        body()
        return threadSeconds() - start
      })
  }
}

/// Windows of five channels through the transform of a level, with more and more to do.
private struct Transforms {
  static let channels = 5
  static let pairs = channels * (channels + 1) / 2
  private static let windows = 256
  private static let bands = 6
  private let size: Int
  private let samples: [Double]

  init(size: Int) {
    self.size = size
    samples = noise(size * (3 * Transforms.windows + 4) / 4)
  }

  var harmonics: Int { size / 2 + 1 }

  /// Seconds of a window of a channel: transformed, kept as well, gathered into bands as well.
  func plain() -> Double { channelSeconds(keeps: false, width: nil) }
  func kept() -> Double { channelSeconds(keeps: true, width: nil) }

  /// Of a window of a channel, for each harmonic of a band.
  func gathered(width: Int) -> Double {
    channelSeconds(keeps: false, width: width) / Double(Transforms.bands)
  }

  /// Of a product of two channels over a band.
  func multiplied(width: Int) -> Double {
    let with = seconds(keeps: false, width: width, multiplies: true)
    let without = seconds(keeps: false, width: width, multiplies: false)
    return (with - without) / Double(Transforms.windows * Transforms.pairs * Transforms.bands)
  }

  private func channelSeconds(keeps: Bool, width: Int?) -> Double {
    seconds(keeps: keeps, width: width, multiplies: false)
      / Double(Transforms.windows * Transforms.channels)
  }

  private func seconds(keeps: Bool, width: Int?, multiplies: Bool) -> Double {
    let bands = width.map { width in
      (0..<Transforms.bands).map { _ in
        HarmonicBand(
          first: 4, weights: [Double](repeating: 0.1, count: width),
          center: BandCenter(harmonic: 4 + Double(width - 1) / 2))
      }
    }
    let transform = LevelTransform(
      size: size, step: size * 3 / 4, taper: .hamming, prewhitens: true, bandSets: [bands ?? []])
    let slot = WindowSlot(
      samples: samples, origin: 0, windows: 0..<Transforms.windows, fraction: 0.3,
      keepsSpectra: keeps)
    let slots = [WindowSlot](repeating: slot, count: Transforms.channels)
    let requests =
      multiplies
      ? [CrossPowerRequest(slots: Array(0..<Transforms.channels), following: [0, 1], bandSet: 0)]
      : []
    return CostCheck.seconds {
      _ = transform.crossPowers(of: slots, windowCount: Transforms.windows, requests: requests) {
        _, _, _ in
      }
    }
  }
}

private func noise(_ count: Int) -> [Double] {
  var state: UInt64 = 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(1 << 30) - 1
  }
}

/// Seconds that the calling thread has computed.
func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
