import Model
import Pipeline

/// When the sites of a survey recorded, as lines of characters: a line a site and sampling frequency.
struct Timeline {
  private let survey: Survey
  private let width: Int

  /// - Parameter width: Characters of the stretch of time.
  init(_ survey: Survey, width: Int = 60) {
    self.survey = survey
    self.width = width
  }

  /// One row: whose it is, and where in time it has samples.
  private struct Row {
    let name: String
    let headers: [RecordingHeader]
  }

  /// The lines, with the time of their two ends above them; none where nothing was recorded.
  var lines: [String] {
    let headers = survey.sites.flatMap(\.recordings).map(\.header)
    guard let start = headers.map(\.start).min(), let end = headers.map(\.end).max() else {
      return []
    }
    let rows = survey.sites.flatMap { site in
      site.rates.map { rate in
        Row(
          name: "\(site.name) \(rateText(rate))",
          headers: site.recordings.map(\.header).filter { $0.rate == rate })
      }
    }
    let margin = rows.map(\.name.count).max() ?? 0
    let (left, right) = (shortText(start), shortText(end))
    let gap = max(1, width + 2 - left.count - right.count)
    let head = blanks(margin + 1) + left + blanks(gap) + right
    return [head]
      + rows.map { row in
        row.name + blanks(margin - row.name.count + 1) + "|" + cells(row.headers, start, end) + "|"
      }
  }

  private func cells(_ headers: [RecordingHeader], _ start: Instant, _ end: Instant) -> String {
    let seconds = max(end.seconds(since: start), 1e-9)
    var cells = [Character](repeating: " ", count: width)
    for header in headers {
      let first = place(header.start.seconds(since: start) / seconds)
      let last = place(header.end.seconds(since: start) / seconds)
      for cell in first...max(first, last) { cells[cell] = "#" }
    }
    return String(cells)
  }

  private func place(_ share: Double) -> Int {
    min(width - 1, max(0, Int(share * Double(width))))
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

/// The rate as `128 Hz`, or with its decimals.
func rateText(_ rate: SamplingRate) -> String {
  let hertz = rate.hertz
  return "\(hertz == hertz.rounded() ? hertz.fixed(0) : "\(hertz)") Hz"
}

extension Survey {
  /// The sampling frequencies of all recordings, highest first.
  var rates: [SamplingRate] { Set(sites.flatMap(\.rates)).sorted(by: >) }

  /// The other sites that recorded at the same sampling frequency while a site did.
  func concurrentSites(of site: SurveySite) -> [String] {
    let own = site.recordings.map(\.header)
    return sites.filter { other in
      other.name != site.name
        && other.recordings.contains { recording in
          own.contains { $0.overlaps(recording.header) }
        }
    }.map(\.name)
  }
}

extension RecordingHeader {
  fileprivate func overlaps(_ other: RecordingHeader) -> Bool {
    rate == other.rate && start <= other.end && other.start <= end
  }
}
