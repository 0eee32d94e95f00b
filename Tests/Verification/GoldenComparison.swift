import ComplexModule
import Model
import Pipeline
import TestSupport

/// One level of a transfer function beside resistics' own.
struct GoldenComparison {
  /// Frequencies that were compared.
  private(set) var count = 0
  private(set) var windows = "none"
  private(set) var expectedWindows = "none"
  /// The largest, of the norm of the row; not a number where an estimate is missing.
  private(set) var difference = 0.0

  init(_ expected: GoldenFunction, _ function: TransferFunction?, level: Int) {
    let places = expected.level.indices.filter { expected.level[$0] == level }
    expectedWindows = GoldenComparison.range(places.map { expected.windowCounts[$0] })
    var counts: [Int] = []
    for place in places {
      let frequency = expected.frequencies[place]
      let point = function?.points.first {
        $0.level == level && abs($0.frequency / frequency - 1) < 1e-9
      }
      guard let function, let point else {
        difference = .nan
        continue
      }
      counts.append(point.estimate.windowCount)
      for output in expected.outputs {
        difference = max(
          difference, GoldenComparison.distance(expected, place, output, function, point))
      }
    }
    count = counts.count
    windows = GoldenComparison.range(counts)
  }

  /// Between two rows, of the norm of the expected one.
  private static func distance(
    _ expected: GoldenFunction, _ place: Int, _ output: String, _ function: TransferFunction,
    _ point: TransferFunction.Point
  ) -> Double {
    var (norm, distance) = (0.0, 0.0)
    for input in expected.inputs {
      guard let truth = expected.value(output, input, place), let o = Channel(output),
        let i = Channel(input), let element = function.element(o, i)
      else { return .nan }
      norm += truth.lengthSquared
      let value = point.estimate.values[element.output][element.input]
      distance = max(distance, (value - truth).length)
    }
    return distance / norm.squareRoot()
  }

  private static func range(_ counts: [Int]) -> String {
    guard let low = counts.min(), let high = counts.max() else { return "none" }
    return low == high ? "\(low)" : "\(low)-\(high)"
  }
}

extension GoldenProject {
  /// Our level for one of the index, if there is one.
  func level(_ level: GoldenIndex.Level) -> PlannedLevel? {
    let recording = plan.recordings.first {
      plan.job.survey.sites[$0.site].name == level.site && $0.header.name == level.meas
    }
    guard let recording, level.level < recording.levels.count else { return nil }
    return recording.levels[level.level]
  }

  /// The largest difference from stored windows, `[window, channel, harmonic]`, of the largest value of the
  /// window's channel; not a number where something is missing.
  ///
  /// Deeper levels are compared up to a quarter of their rate: above, low-pass filters fall off, each in
  /// its own way.
  func difference(from expected: NumpyArray, _ level: GoldenIndex.Level) -> Double {
    let width = 2 * level.harmonicCount
    let compared = level.level == 0 ? width : width / 4 * 2
    guard
      expected.shape == [level.storedWindows.count, level.channels.count, level.harmonicCount]
    else { return .nan }
    var largest = 0.0
    for (c, channel) in level.channels.enumerated() {
      guard let ours = spectra(level, channel), ours.count == level.windowCount * width else {
        return .nan
      }
      for (w, window) in level.storedWindows.enumerated() {
        let start = (w * level.channels.count + c) * width
        largest = max(
          largest,
          relativeDifference(
            ours[window * width..<window * width + compared],
            expected.values[start..<start + compared]))
      }
    }
    return largest
  }

  /// Our spectra of one channel: `[window, harmonic]`, real and imaginary parts in turn.
  private func spectra(_ level: GoldenIndex.Level, _ channel: String) -> [Float]? {
    guard let channel = Channel(channel) else { return nil }
    let recordings = plan.job.survey.sites.first { $0.name == level.site }?.recordings ?? []
    guard let index = recordings.firstIndex(where: { $0.header.name == level.meas }) else {
      return nil
    }
    let name = MemorySites.SpectraName(
      site: level.site, recording: index, level: level.level, channel: channel)
    return sites.spectra[name]?.map(Float.init(bitPattern:))
  }

  private func relativeDifference(_ ours: ArraySlice<Float>, _ theirs: ArraySlice<Double>)
    -> Double
  {
    var (scale, distance) = (0.0, 0.0)
    for k in 0..<ours.count / 2 {
      let (a, b) = (ours.startIndex + 2 * k, theirs.startIndex + 2 * k)
      let truth = Complex(theirs[b], theirs[b + 1])
      scale = max(scale, truth.length)
      distance = max(distance, (Complex(Double(ours[a]), Double(ours[a + 1])) - truth).length)
    }
    return distance / scale
  }
}
