import Model
import Pipeline

/// What a plan says to the user.
struct PlanText {
  private let forecasts: PlannedRun.Forecasts
  private let files: PlannedRun.Files

  init(_ forecasts: PlannedRun.Forecasts, files: PlannedRun.Files) {
    self.forecasts = forecasts
    self.files = files
  }

  func show() {
    showSurvey()
    guard !forecasts.chosen.isDone else {
      print("to do       nothing, all was done already")
      return
    }
    showWork()
    showTimes()
    showTable()
  }

  /// How this machine compares with the reference machine.
  static func show(_ speed: MachineSpeed) {
    func text(_ factor: Double) -> String { (1 / factor).fixed(2) }
    print(
      "\nspeed (reference 1): spectra \(text(speed.spectra)), decimation \(text(speed.decimation)), "
        + "solving \(text(speed.solving)), files \(text(speed.storing))")
  }

  private func showSurvey() {
    let plan = forecasts.chosen.plan
    let samples = plan.recordings.reduce(0) {
      $0 + $1.header.sampleCount * $1.header.channels.count
    }
    print(
      "survey      \(plan.job.survey.sites.count) sites, \(plan.recordings.count) recordings, "
        + "\(count(samples)) samples of channels, \(bytes(files.bytes)) in \(files.count) files")
  }

  private func showWork() {
    let (work, plan) = (forecasts.chosen.work, forecasts.chosen.plan)
    print(
      "to do       \(work.sites) site files, \(work.units) units of \(plan.job.blockSamples) samples, "
        + "\(work.problems) problems")
    if work.spread > 0 {
      print(
        "            \(work.spread) problems exceed a rank's memory: all ranks solve them together")
    }
    let samples = plan.recordings.reduce(0) {
      $0 + $1.header.sampleCount * $1.header.channels.count
    }
    let read = Double(files.bytes) * Double(work.samplesRead) / Double(max(1, samples))
    print(
      "reads       \(bytes(Int(read))) of recordings (\(count(work.samplesRead)) samples), "
        + "\(bytes(work.bytesReadAgain)) of the work folder")
    print(
      "writes      \(bytes(work.spectraBytes)) of spectra in sites/, "
        + "\(bytes(work.unitBytes)) in the work folder")
  }

  private func showTimes() {
    let (row, forecast) = (forecasts.row, forecasts.chosen)
    let outcome = row.outcome
    let threads = "\(row.cluster.threads) thread\(row.cluster.threads == 1 ? "" : "s")"
    print("\n\(row.cluster.ranks) rank\(row.cluster.ranks == 1 ? "" : "s") of \(threads):")
    print("wall time   \(duration(outcome.wallSeconds))")
    print("first site  after \(duration(outcome.firstSiteSeconds))")
    print("busy        \((100 * outcome.busyFraction).fixed(0)) % of all threads")
    print("memory      \(bytes(outcome.peakBytes)) a rank at most")
    var parts = Meter.Stage.allCases.map {
      "\($0) \(duration(forecast.stages.seconds[$0.rawValue]))"
    }
    parts.append("files of sites \(duration(forecast.finishingSeconds))")
    print("of threads  " + parts.joined(separator: ", "))
    print(
      "of rank 0   start and stock \(duration(outcome.startSeconds)), end \(duration(outcome.endSeconds))"
    )
  }

  private func showTable() {
    let head = ["ranks", "threads", "unit", "wall time", "busy", "first site", "memory a rank"]
    let rows = forecasts.rows.map { row in
      [
        "\(row.cluster.ranks)", "\(row.cluster.threads)", "\(row.blockSamples)",
        duration(row.outcome.wallSeconds), "\((100 * row.outcome.busyFraction).fixed(0)) %",
        duration(row.outcome.firstSiteSeconds), bytes(row.outcome.peakBytes),
      ]
    }
    let widths = head.indices.map { column in
      ([head] + rows).map { $0[column].count }.max() ?? 0
    }
    print("")
    for row in [head] + rows {
      let cells = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
      print(cells.joined(separator: "  "))
    }
    let useful = forecasts.useful
    print(
      "\nmost ranks that are worth their time: \(useful.cluster.ranks) "
        + "(\(duration(useful.outcome.wallSeconds)))")
  }

  private func count(_ number: Int) -> String {
    PlanText.scaled(Double(number), ["", " thousand", " million", " billion"])
  }

  private func bytes(_ number: Int) -> String {
    PlanText.scaled(Double(number), [" B", " kB", " MB", " GB", " TB", " PB"])
  }

  /// With three digits or so and the largest of the units, each a thousand of the one before.
  private static func scaled(_ value: Double, _ units: [String]) -> String {
    var (value, unit) = (value, 0)
    while value >= 999.5, unit + 1 < units.count { (value, unit) = (value / 1000, unit + 1) }
    return value.fixed(unit == 0 || value >= 99.95 ? 0 : 1) + units[unit]
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 120 { return "\(seconds.fixed(seconds < 10 ? 2 : 1)) s" }
    return seconds < 7200 ? "\((seconds / 60).fixed(1)) min" : "\((seconds / 3600).fixed(1)) h"
  }
}
