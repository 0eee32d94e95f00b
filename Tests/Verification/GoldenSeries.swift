import Configuration
import Formats
import Model
import Pipeline
import Preprocessing
import Spectra

/// The first and the last samples of every level's series.
struct GoldenSeries: GoldenPart {
  private static let limit = 1e-5
  private static let cases: [(name: String, configuration: String, samples: GoldenSamples)] = [
    ("main", "default", .calibrated), ("fs16_uncalibrated", "default", .uncalibrated),
    ("fs16_options", "default", .withOptions), ("customfreq", "customfreq", .calibrated),
    ("perlevel5", "perlevel5", .calibrated),
  ]

  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    try GoldenSeries.cases.map { name, configuration, samples in
      let index = try decodeJSON(
        GoldenIndex.self, golden.path("spectra/\(name)/index.json"))
      let settings = try golden.settings(configuration)
      var (largest, count) = (0.0, 0)
      let expected = index.timeseries ?? [:]
      for (site, recording) in try golden.survey(samples).recordingsOfSites {
        let series = LevelSeries(recording, settings)
        for channel in recording.header.channels.map(\.channel) {
          let levels = try series.levels(of: channel)
          for (level, ours) in levels.enumerated() {
            let stem = "\(site)_\(recording.header.name)_L\(level)"
            guard let content = expected[stem],
              let row = content.chans.firstIndex(of: channel.name)
            else { continue }
            let array = try NumpyArray(golden.path("timeseries/\(name)/\(stem).npy"))
            let difference = content.n == ours.count ? array.difference(ours, row: row) : .infinity
            largest = max(largest, difference.isNaN ? .infinity : difference)
            count += 1
          }
        }
      }
      let wanted = expected.reduce(0) { $0 + $1.value.chans.count }
      return GoldenRow(
        "time series of \(name)", "\(count) series", count == wanted ? largest : .nan,
        limit: GoldenSeries.limit, unit: "deviation")
    }
  }
}

/// The series of a recording at every level.
private struct LevelSeries {
  private let recording: SurveyRecording
  private let decimators: [Decimator]

  init(_ recording: SurveyRecording, _ settings: Settings) {
    self.recording = recording
    let levels = decimationLevels(
      for: recording.header.rate, settings.decimation, settings.window)
    decimators = levels.map { Decimator(steps: $0.steps, filter: settings.decimation.filter) }
  }

  /// A channel without its mean, and what each level leaves of it, as long as that is 100 samples.
  func levels(of channel: Channel) throws -> [[Double]] {
    let count = recording.header.sampleCount
    var series = [Double](repeating: 0, count: count)
    var span = series.mutableSpan
    let steps = recording.header.conditioning ?? Conditioning([.removeMean])
    try steps.open(recording.locator) { try TimeSeriesFormats.open($0) }
      .read(channel, 0..<count, into: &span)
    var levels: [[Double]] = []
    for decimator in decimators {
      let left = decimator.outputCount(series.count)
      guard left >= 100, decimator.takes(count: series.count) else { break }
      series = decimator.apply(series.span, first: 0, outputs: 0..<left, count: series.count)
      levels.append(series)
    }
    return levels
  }
}

extension Survey {
  fileprivate var recordingsOfSites: [(site: String, recording: SurveyRecording)] {
    sites.flatMap { site in site.recordings.map { (site.name, $0) } }
  }
}

extension NumpyArray {
  /// Of one row of first and last values from the ends of a series, of the row's standard deviation.
  fileprivate func difference(_ series: [Double], row: Int) -> Double {
    let width = shape[1]
    let theirs = Array(values[row * width..<(row + 1) * width])
    let half = min(width / 2, series.count)
    let ours = Array(series.prefix(width - half) + series.suffix(half))
    guard ours.count == width else { return .nan }
    let mean = theirs.reduce(0, +) / Double(width)
    let deviation =
      (theirs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)).squareRoot()
    return (zip(ours, theirs).map { abs($0 - $1) }.max() ?? .nan) / deviation
  }
}
