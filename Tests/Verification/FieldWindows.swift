import Configuration
import Formats
import Model

/// How many windows there must be, by arithmetic on the recordings' headers alone.
struct FieldWindows {
  private let headers: [String: RecordingHeader]
  private let levels: [DecimationLevel]
  private let reference: Instant

  /// Reads the headers of the sites in a folder.
  init(_ timeData: String) throws {
    var headers: [String: RecordingHeader] = [:]
    for station in ["BP02", "BP03"] {
      let found = try TimeSeriesFormats.discover(siteFolder: "\(timeData)/\(station)")
      guard let locator = found.recordings.first, found.recordings.count == 1 else {
        throw UserError(
          .data, "\(timeData)/\(station)", "has \(found.recordings.count) recordings, not 1",
          remedy: "remove .build/verify/field")
      }
      headers[station] = try TimeSeriesFormats.open(locator).header
    }
    let first = headers.values.map(\.start).min() ?? Instant(nanoseconds: 0)
    self.headers = headers
    reference = Instant(first.dateText) ?? first
    let rate = headers["BP02"]?.rate ?? SamplingRate(samples: 10, seconds: 1)
    let settings = Settings.standard
    levels = decimationLevels(for: rate, settings.decimation, settings.window)
  }

  /// From the later start to the earlier end, the last sample's own interval included.
  var commonSeconds: Double {
    let (start, end) = span(of: Array(headers.keys))
    return end - start
  }

  /// Windows that lie within all the stations' recordings.
  func count(station: String, remote: String?, level: Int) -> Int {
    let (start, end) = span(of: [station] + (remote.map { [$0] } ?? []))
    let level = levels[level]
    let step = Double(level.windowSize - level.windowOverlap) * level.rate.interval
    let length = Double(level.windowSize) * level.rate.interval
    let first = (start / step).rounded(.up)
    let last = ((end - length) / step).rounded(.down)
    return max(0, Int(last - first) + 1)
  }

  /// Seconds after the reference time.
  private func span(of stations: [String]) -> (start: Double, end: Double) {
    let chosen = stations.compactMap { headers[$0] }
    let starts = chosen.map { $0.start.seconds(since: reference) }
    let ends = chosen.map { $0.end.seconds(since: reference) + $0.rate.interval }
    return (starts.max() ?? 0, ends.min() ?? 0)
  }
}
