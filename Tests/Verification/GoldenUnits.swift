import ComplexModule
import Configuration
import Kernels
import Model
import Spectra

/// Single functions of resistics with their inputs and outputs.
struct GoldenUnits: GoldenPart {
  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    try [windower(golden), windowTimes(golden)] + decimationParameters(golden)
      + [decimate(golden)] + smooth(golden)
  }

  private struct WindowCase: Decodable {
    let fs: Double
    let start, reference: String
    let sampleCount, window, overlap, globalOffset, windowCount: Int
    /// The first and the last sample of the first and of the last window.
    let first, last: [Int]?

    enum CodingKeys: String, CodingKey {
      case fs, start, reference, window, overlap, first, last
      case sampleCount = "num_samples"
      case globalOffset = "global_offset"
      case windowCount = "num_windows"
    }
  }

  private func windower(_ golden: GoldenSet) throws -> GoldenRow {
    let cases = try decodeJSON([WindowCase].self, golden.path("unit/windower.json"))
    let alignment = try golden.settings("default").window.alignment
    let wrong = cases.count { one in
      guard let rate = SamplingRate(hertz: one.fs), let start = Instant(one.start),
        let reference = Instant(one.reference)
      else { return true }
      let grid = WindowGrid(
        reference: reference, rate: rate, size: one.window, overlap: one.overlap)
      let placed = grid.placed(over: start, sampleCount: one.sampleCount, alignment: alignment)
      guard placed.firstWindow == one.globalOffset, placed.count == one.windowCount else {
        return true
      }
      guard let first = one.first, let last = one.last, let end = placed.windows.last else {
        return placed.count > 0
      }
      return placed.samples(of: placed.firstWindow..<placed.firstWindow + 1)
        != first[0]..<first[1] + 1 || placed.samples(of: end..<end + 1) != last[0]..<last[1] + 1
    }
    return GoldenRow("windower", "\(cases.count) cases", wrong: wrong)
  }

  private struct TimeCase: Decodable {
    let fs: Double
    let window, overlap, index: Int
    let start, stop: String
  }

  /// Times of windows from their global numbers, which resistics rounds to microseconds.
  private func windowTimes(_ golden: GoldenSet) throws -> GoldenRow {
    let cases = try decodeJSON([TimeCase].self, golden.path("unit/global_index_to_time.json"))
    var largest = 0.0
    for one in cases {
      guard let rate = SamplingRate(hertz: one.fs), let start = Instant(one.start),
        let stop = Instant(one.stop)
      else { return .missing("global_index_to_time", "unreadable") }
      let grid = WindowGrid(
        reference: golden.reference, rate: rate, size: one.window, overlap: one.overlap)
      let ours = grid.start(ofWindow: one.index)
      let end = ours.advanced(bySamples: one.window - 1, at: rate)
      largest = max(
        largest, abs(ours.seconds(since: start)), abs(end.seconds(since: stop)))
    }
    return GoldenRow(
      "global_index_to_time", "\(cases.count) windows", largest, limit: 1e-6, unit: "seconds")
  }

  private struct LevelCase: Decodable {
    let fs: Double
    let perlevel, numlevels: Int
    let factors, levelRates: [Double]
    let increments, window, overlap: [Int]
    let frequencies: [[Double]]?

    enum CodingKeys: String, CodingKey {
      case fs, perlevel, numlevels, factors, increments, window, overlap, frequencies
      case levelRates = "level_fs"
    }
  }

  private func decimationParameters(_ golden: GoldenSet) throws -> [GoldenRow] {
    let cases = try decodeJSON([LevelCase].self, golden.path("unit/decimation_parameters.json"))
    var (wrong, largest) = (0, 0.0)
    for one in cases {
      let settings = try Settings(
        text: "compatibility = resistics\n[Decimation]\nnumlevels = \(one.numlevels)\n"
          + "[Frequencies]\nperlevel = \(one.perlevel)", file: "")
      guard let rate = SamplingRate(hertz: one.fs) else { continue }
      let levels = decimationLevels(for: rate, settings.decimation, settings.window)
      let isSame =
        levels.map { Double($0.factor) } == one.factors
        && levels.map(\.rate.hertz) == one.levelRates
        && levels.map { $0.steps.reduce(1, *) } == one.increments
        && levels.map(\.windowSize) == one.window && levels.map(\.windowOverlap) == one.overlap
      if !isSame { wrong += 1 }
      let frequencies = levels.flatMap(\.evaluationFrequencies)
      for (ours, theirs) in zip(frequencies, (one.frequencies ?? []).joined()) {
        largest = max(largest, abs(ours / theirs - 1))
      }
    }
    return [
      GoldenRow("decimation_parameters", "\(cases.count) cases", wrong: wrong),
      // Powers of two beside products of 2^-½: the last bit may differ.
      GoldenRow(
        "decimation_parameters: frequencies", "\(cases.count) cases", largest, limit: 4e-16,
        unit: "itself"),
    ]
  }

  private struct DecimateCase: Decodable {
    let input: [Double]
    let outputs: [String: [Double]]
  }

  private func decimate(_ golden: GoldenSet) throws -> GoldenRow {
    let one = try decodeJSON(DecimateCase.self, golden.path("unit/decimate.json"))
    let filter = try golden.settings("default").decimation.filter
    var largest = 0.0
    for (factor, expected) in one.outputs {
      let decimator = Decimator(steps: [Int(factor) ?? 1], filter: filter)
      let ours = decimator.apply(
        one.input.span, first: 0, outputs: 0..<decimator.outputCount(one.input.count),
        count: one.input.count)
      guard ours.count == expected.count else { return .missing("decimate", "another length") }
      largest = max(largest, zip(ours, expected).map { abs($0 - $1) }.max() ?? .infinity)
    }
    return GoldenRow(
      "decimate", "\(one.outputs.count) factors", largest, limit: 1e-7, unit: "absolute")
  }

  private struct SmoothCase: Decodable {
    let input: [[Double]]
    let outputs: [String: [[Double]]]
    let remoteLengths: [String: Int]

    enum CodingKeys: String, CodingKey {
      case input, outputs
      case remoteLengths = "remote_length"
    }
  }

  private func smooth(_ golden: GoldenSet) throws -> [GoldenRow] {
    let one = try decodeJSON(SmoothCase.self, golden.path("unit/smooth.json"))
    var largest = 0.0
    for (length, expected) in one.outputs {
      let smoothing = SpectralSmoothing.fixed(length: Int(length) ?? 1)
      for (k, pair) in expected.enumerated() {
        let ours = smoothed(one.input, at: k, smoothing)
        largest = max(largest, (ours - Complex(pair[0], pair[1])).length)
      }
    }
    let wrong = one.remoteLengths.count { count, length in
      SpectralSmoothing.sixteenth.length(harmonicCount: Int(count) ?? 0) != length
    }
    return [
      GoldenRow(
        "smooth", "\(one.outputs.count) lengths", largest, limit: 1e-12, unit: "absolute"),
      GoldenRow("smooth: remote lengths", "\(one.remoteLengths.count) sizes", wrong: wrong),
    ]
  }

  /// Smoothing is part of the way to an evaluation frequency, which lies on harmonic `k` here.
  private func smoothed(_ values: [[Double]], at k: Int, _ smoothing: SpectralSmoothing)
    -> Complex<Double>
  {
    let size = 2 * (values.count - 1)
    let level = DecimationLevel(
      index: 0, rate: SamplingRate(samples: size, seconds: 1), steps: [], factor: 1,
      evaluationFrequencies: [], windowSize: size, windowOverlap: 0)
    let band = HarmonicBand(at: Double(k), of: level, smoothing: smoothing)
    return band.weights.enumerated().reduce(.zero) { sum, next in
      let value = values[band.first + next.offset]
      return sum + Complex(next.element) * Complex(value[0], value[1])
    }
  }
}
