import Model
import Pipeline

/// A run that has no windows, and why.
struct IdleRun {
  private let run: ProcessingRun
  private let survey: Survey
  private let minimumWindows: Int

  init(_ run: ProcessingRun, _ survey: Survey, minimumWindows: Int) {
    self.run = run
    self.survey = survey
    self.minimumWindows = minimumWindows
  }

  func outsideOfTimes() -> UserError {
    UserError(
      .configuration, "site \(run.outputSite)",
      "no window of \(run.label) lies within its limits of time: \(spans())",
      remedy: "change datetimes, dates or times")
  }

  func withFewWindows() -> UserError {
    UserError(
      .data, "site \(run.outputSite)",
      "has fewer than \(minimumWindows) windows in common with"
        + " \(others.joined(separator: " and ")): \(spans(others))",
      remedy:
        "choose a remote or input site that recorded longer at the same time, or a smaller [Window]"
        + " minwindows")
  }

  /// The sites whose channels it takes besides its own.
  private var others: [String] {
    [run.inputSite, run.remoteSite].compactMap(\.self).filter { $0 != run.outputSite }
  }

  func withoutWindows() -> UserError {
    if others.isEmpty {
      return UserError(
        .data, "site \(run.outputSite)",
        "its recordings at \(run.rate.hertz) Hz are too short for "
          + "\(minimumWindows) windows",
        remedy: "add longer recordings, or set smaller windows with [Window] minwindowsize")
    }
    return UserError(
      .data, "site \(run.outputSite)",
      "has no time in common with \(others.joined(separator: " and ")): \(spans(others))",
      remedy: "choose a remote or input site that recorded at the same time")
  }

  private func spans(_ others: [String] = []) -> String {
    ([run.outputSite] + others).compactMap { name in
      let recordings = survey.sites.first { $0.name == name }?.recordings ?? []
      let headers = recordings.map(\.header).filter { $0.rate == run.rate }
      guard let first = headers.first, let last = headers.map(\.end).max() else { return nil }
      return "\(name) \(shortText(first.start)) to \(shortText(last))"
    }.joined(separator: ", ")
  }
}

/// The instant as `2024-06-01 12:00:00`.
func shortText(_ instant: Instant) -> String {
  "\(instant.dateText) \(instant.timeText(decimals: 0))"
}
