internal import Kernels
package import Model

/// A synthetic survey: everything from which its samples and its truth follow.
package struct SurveyDescription: Hashable, Sendable, Codable {
  /// Surveys that differ in the seed alone are independent realisations.
  package var seed: UInt64
  /// From when the sites' starts are counted, and the project's reference time.
  package var reference: Instant
  package var rate: SamplingRate
  package var source: SourceModel
  package var sites: [SiteDescription]

  package init(
    seed: UInt64, reference: Instant, rate: SamplingRate, source: SourceModel = SourceModel(),
    sites: [SiteDescription]
  ) {
    self.seed = seed
    self.reference = reference
    self.rate = rate
    self.source = source
    self.sites = sites
  }
}

/// One site of a synthetic survey.
package struct SiteDescription: Hashable, Sendable, Codable {
  package var name: String
  package var location: Location
  /// Seconds after the survey's reference time, used to the nanosecond; need not be on a grid.
  package var start: Double
  /// Seconds, gaps included.
  package var duration: Double
  package var channels: [Channel]
  package var response: Response
  package var noise: NoiseModel
  package var gaps: Gaps

  package init(
    _ name: String, location: Location = Location(latitude: 0, longitude: 0, elevation: 0),
    start: Double = 0, duration: Double, channels: [Channel] = [.ex, .ey, .hx, .hy, .hz],
    response: Response, noise: NoiseModel = .clean, gaps: Gaps = .none
  ) {
    self.name = name
    self.location = location
    self.start = start
    self.duration = duration
    self.channels = channels
    self.response = response
    self.noise = noise
    self.gaps = gaps
  }

  /// The instant of the site's first sample.
  func start(after reference: Instant) -> Instant {
    let sum = Int128(reference.nanoseconds) + Int128((start * 1e9).rounded())
    return Instant(nanoseconds: Int64(clamping: sum))
  }

  /// Samples of a channel, those in gaps included.
  func sampleCount(at rate: SamplingRate) -> Int { Int((duration * rate.hertz).rounded()) }
}

/// Where a site has no data; a gap ends one recording and the next one begins after it.
package enum Gaps: Hashable, Sendable, Codable {
  case none
  case listed([Gap])
  /// So many gaps, one in each equal part of the site's time, of random length.
  case random(count: Int, length: ClosedRange<Double>)

  package struct Gap: Hashable, Sendable, Codable {
    /// Seconds after the start of the site.
    package var start: Double
    /// Seconds.
    package var length: Double

    package init(start: Double, length: Double) {
      self.start = start
      self.length = length
    }
  }

  /// `count` random gaps of 3 s to 2 min.
  package static func random(_ count: Int) -> Gaps { .random(count: count, length: 3...120) }

  /// The samples of each recording, in order, counted from the start of the site.
  func recordings(sampleCount: Int, rate: SamplingRate, random: RandomNumbers) -> [Range<Int>] {
    var recordings: [Range<Int>] = []
    var start = 0
    for gap in gaps(duration: Double(sampleCount) * rate.interval, random: random) {
      let end = min(sampleCount, Int((gap.start * rate.hertz).rounded()))
      if end > start { recordings.append(start..<end) }
      start = max(start, Int(((gap.start + gap.length) * rate.hertz).rounded()))
    }
    return start < sampleCount ? recordings + [start..<sampleCount] : recordings
  }

  /// The gaps in order of time.
  private func gaps(duration: Double, random: RandomNumbers) -> [Gap] {
    switch self {
    case .none: return []
    case .listed(let gaps): return gaps.sorted { $0.start < $1.start }
    case .random(let count, let range):
      let part = duration / Double(max(1, count))
      return (0..<count).map { index in
        // Data remain between any two gaps, however long those are drawn.
        let length = min(random.branch("length").logUniform(index, in: range), part / 2)
        let place = random.branch("place").uniform(index) * (part - length)
        return Gap(start: Double(index) * part + place, length: length)
      }
    }
  }
}
