import Configuration
import Model
import Pipeline

/// Where the periods of each run end, and why there.
struct LongestPeriods {
  let job: Job
  /// The last level of each run that has windows enough.
  let lasts: [Int?]
  let settings: Settings

  /// A line for runs that end alike; none for those that have all periods that were asked for.
  var lines: [String] {
    var runs: [String: [String]] = [:]
    var texts: [String] = []
    for (run, last) in zip(job.runs, lasts) where run.isSolved {
      guard let last, let text = text(of: run, last) else { continue }
      if runs[text] == nil { texts.append(text) }
      let name = "\(run.outputSite) \(run.label)"
      // Runs of one transfer function have other outputs.
      if runs[text]?.last != name { runs[text, default: []].append(name) }
    }
    return texts.map { text in
      let names = runs[text] ?? []
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "\(names.prefix(3).joined(separator: ", "))\(more): \(text)"
    }
  }

  private func text(of run: ProcessingRun, _ last: Int) -> String? {
    let levels = job.levels[run.rate] ?? []
    guard last + 1 < levels.count,
      let lowest = levels[last].evaluationFrequencies.last
    else { return nil }
    let next = levels[last + 1]
    let whose = settings.window.countsByRecording ? " in a recording" : ""
    let windows =
      "fewer than \(settings.window.minimumWindows) windows of \(seconds(next.windowDuration)) s\(whose)"
      + " (minwindows)"
    let extends = settings.decimation.extendsLast && settings.decimation.frequencies.isEmpty
    let periods =
      extends
      ? ", and fewer than \(settings.window.minimumPeriods.fixed(0)) periods in those of"
        + " \(seconds(levels[last].windowDuration)) s (minperiods)" : ""
    return "no periods beyond \(seconds(1 / lowest)) s: \(windows)\(periods)"
  }

  private func seconds(_ value: Double) -> String {
    value.fixed(value < 1 ? 4 : value < 100 && value != value.rounded() ? 2 : 0)
  }
}
