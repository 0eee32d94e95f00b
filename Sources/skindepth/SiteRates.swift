import Model
import Pipeline

/// Brings a site's recordings to one rate where their headers say the same one with other digits.
///
/// Recorders and programs write rates that they have measured, or rounded: taken for different ones,
/// each would have levels and estimates of its own.
struct SiteRates {
  private(set) var recordings: [SurveyRecording]
  private(set) var notices: [String] = []

  /// Samples by which two rates may drift apart over the site's record.
  private static let mostDrift = 0.5
  /// Rates that differ by more are meant to.
  private static let nearby = 0.01

  init(_ recordings: [SurveyRecording], of site: String) {
    self.recordings = recordings
    let rates = Set(recordings.map(\.header.rate))
    guard rates.count > 1 else { return }
    // The rates of long recordings are the best known ones.
    var left = rates.sorted {
      (Self.longest($0, recordings), $0) > (Self.longest($1, recordings), $1)
    }
    while !left.isEmpty {
      let rate = left.removeFirst()
      let near = left.filter { abs($0.hertz / rate.hertz - 1) < Self.nearby }
      left.removeAll(where: near.contains)
      for other in near { bring(other, to: rate, site) }
    }
  }

  private static func longest(_ rate: SamplingRate, _ recordings: [SurveyRecording]) -> Int {
    recordings.filter { $0.header.rate == rate }.map(\.header.sampleCount).max() ?? 0
  }

  private mutating func bring(_ other: SamplingRate, to rate: SamplingRate, _ site: String) {
    let headers = recordings.map(\.header).filter { [rate, other].contains($0.rate) }
    guard let start = headers.map(\.start).min(), let end = headers.map(\.end).max() else { return }
    let drift = abs(other.hertz - rate.hertz) * end.seconds(since: start)
    let names = "\(other.hertz) and \(rate.hertz) Hz"
    guard drift < Self.mostDrift else {
      notices.append(
        "site \(site): \(names) drift apart by \(drift.fixed(1)) samples over the record, and have estimates of"
          + " their own; resamp = \(other.hertz):\(rate.hertz) in [Preprocessing] makes one rate of them"
      )
      return
    }
    for index in recordings.indices where recordings[index].header.rate == other {
      recordings[index].header.rate = rate
    }
    notices.append(
      "site \(site): \(names) drift apart by \(drift.fixed(2)) samples over the record: both are taken for"
        + " \(rate.hertz) Hz")
  }
}
