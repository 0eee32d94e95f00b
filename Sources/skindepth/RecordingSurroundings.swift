import Foundation
import Inspection
import Model
import Pipeline

/// A recording that is checked.
struct SurveyCheckEntry: Sendable {
  let site: SurveySite
  let recording: SurveyRecording

  /// Whether the configuration puts filters behind it.
  var isFiltered: Bool { recording.unfiltered.header.conditioning != recording.header.conditioning }
}

extension SurveyRecording {
  /// Without the filters, which hide what is wrong with single samples.
  fileprivate var unfiltered: SurveyRecording {
    var recording = self
    recording.header.conditioning?.steps.removeAll {
      if case .filter = $0 { true } else { false }
    }
    return recording
  }
}

/// Which recordings are beside which.
struct RecordingSurroundings {
  let entries: [SurveyCheckEntry]
  /// Recordings of the horizontal magnetic field by their rate.
  private let candidates: [SamplingRate: [Int]]

  /// So many neighbours outvote one that is wrong itself.
  private static let neighbourCount = 4

  init(_ entries: [SurveyCheckEntry]) {
    self.entries = entries
    let known = entries.indices.filter {
      entries[$0].recording.header.has(.hx) && entries[$0].recording.header.has(.hy)
    }
    candidates = Dictionary(grouping: known) { entries[$0].recording.header.rate }
  }

  /// The nearest sites that recorded the magnetic field at the same rate for most of the time.
  func nearest(to index: Int) -> [SurveyCheckEntry] {
    let entry = entries[index]
    let header = entry.recording.header
    let length = header.end.seconds(since: header.start)
    let others = (candidates[header.rate] ?? []).filter { other in
      entries[other].site.name != entry.site.name
        && 2 * shared(header, entries[other].recording.header) > length
    }
    let ranked = others.map {
      (entry: entries[$0], distance: distance(entry.site, entries[$0].site))
    }
    .sorted { ($0.distance, $0.entry.site.name) < ($1.distance, $1.entry.site.name) }
    var nearest: [SurveyCheckEntry] = []
    for other in ranked.map(\.entry) where nearest.count < Self.neighbourCount {
      let isNew = !nearest.contains { $0.site.name == other.site.name }
      if isNew { nearest.append(other) }
    }
    return nearest
  }

  /// Seconds that two recordings share.
  private func shared(_ a: RecordingHeader, _ b: RecordingHeader) -> Double {
    min(a.end, b.end).seconds(since: max(a.start, b.start))
  }

  /// Of sites that do not know where they are, all are equally near.
  private func distance(_ a: SurveySite, _ b: SurveySite) -> Double {
    guard let p = a.location, let q = b.location else { return 0 }
    let north = p.latitude - q.latitude
    let east = (p.longitude - q.longitude) * cos(p.latitude * .pi / 180)
    return (north * north + east * east).squareRoot()
  }
}

/// Reads parts of recordings, each of which is opened once while it is near.
final class ExcerptReader {
  private var open: [(key: String, source: any RecordingSource)] = []
  /// A recording is read for itself and for its neighbours, which are often those beside it in the
  /// list.
  private static let openLimit = 24

  func source(
    _ entry: SurveyCheckEntry, filtered: Bool = true
  ) throws -> any RecordingSource {
    let locator = entry.recording.locator
    let key = "\(locator.path)\0\(locator.member)\0\(filtered)"
    if let place = open.firstIndex(where: { $0.key == key }) {
      let known = open.remove(at: place)
      open.append(known)
      return known.source
    }
    let source = try SurveyReader.open(filtered ? entry.recording : entry.recording.unfiltered)
    if open.count == Self.openLimit { open.removeFirst() }
    open.append((key, source))
    return source
  }

  /// - Parameter channels: Those that are read.
  func excerpt(
    _ entry: SurveyCheckEntry, filtered: Bool = true, channels: [Channel]? = nil,
    plan: ExcerptPlan, start: Instant
  ) throws -> Excerpt {
    var header = entry.recording.header
    if let channels { header.channels.removeAll { !channels.contains($0.channel) } }
    return try Excerpt(
      source(entry, filtered: filtered), header: header, site: entry.site.name, plan: plan,
      start: start, rate: header.rate)
  }
}

/// The first samples of a recording beside those of another rate at that time.
struct RateNeighbour: Sendable {
  private let header: RecordingHeader
  private let names: (site: String, other: String)
  private let rate: SamplingRate
  private let samples: (ours: [Channel: [Double]], theirs: [Channel: [Double]])

  /// Looks for a site of another rate whose samples this recording's may follow one by one.
  init?(
    _ entry: SurveyCheckEntry, among entries: [SurveyCheckEntry], _ reader: ExcerptReader
  ) throws {
    let header = entry.recording.header
    for other in entries where other.site.name != entry.site.name {
      let theirs = other.recording.header
      guard theirs.rate != header.rate, theirs.has(.hx), theirs.has(.hy), header.has(.hx),
        header.has(.hy)
      else { continue }
      let start = max(header.start, theirs.start)
      func first(_ header: RecordingHeader) -> Int {
        Int((start.seconds(since: header.start) * theirs.rate.hertz).rounded())
      }
      let (a, b) = (first(header), first(theirs))
      guard a + RateCheck.length <= header.sampleCount, b + RateCheck.length <= theirs.sampleCount
      else { continue }
      let sources = (try reader.source(entry), try reader.source(other))
      var (ours, those): ([Channel: [Double]], [Channel: [Double]]) = ([:], [:])
      for channel in [Channel.hx, .hy] {
        ours[channel] = try sources.0.samples(of: channel, a..<a + RateCheck.length)
        those[channel] = try sources.1.samples(of: channel, b..<b + RateCheck.length)
      }
      self.header = header
      names = (entry.site.name, other.site.name)
      rate = theirs.rate
      samples = (ours, those)
      return
    }
    return nil
  }

  var finding: Finding? {
    RateCheck.finding(
      header, site: names.site, samples.ours, samples.theirs, rate: rate, of: names.other)
  }
}
