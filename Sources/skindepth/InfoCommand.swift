import ArgumentParser
import Configuration
import Model
import Pipeline

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a survey holds: sites, recordings, when they were made, levels, windows.",
    discussion: """
      EXAMPLES
        skindepth info survey
        skindepth info survey --verbose     with channels, levels and notices
        skindepth info survey --json        for programs
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Flag(name: .shortAndLong, help: "Also show channels, decimation levels and notices.")
  var verbose = false

  @Flag(help: "Print it as JSON.")
  var json = false

  func run() throws {
    let project = Project(project)
    let settings = try project.settings(file: config, overrides: [])
    let result = try SurveyReader(project: project).read(settings)
    let survey = result.survey
    if json {
      print(try SurveyOverview(survey).json())
    } else {
      show(result, settings)
      for notice in result.notices { print("notice: \(notice)") }
    }
    if let problem = result.problems.first {
      for other in result.problems.dropFirst() {
        Terminal.printError("skindepth: error: \(other)")
      }
      throw problem
    }
  }

  private func show(_ result: SurveyReader.Result, _ settings: Settings) {
    let survey = result.survey
    print("survey \(survey.name), reference time \(shortText(survey.reference))")
    for (site, matches) in zip(survey.sites, result.matches) {
      show(site, settings, survey.reference)
      show(matches)
      let others = survey.concurrentSites(of: site)
      if !others.isEmpty { print("  at the same time: \(others.joined(separator: ", "))") }
    }
    if survey.sites.isEmpty { print("no sites yet: see `skindepth add --help`") }
    for line in Timeline(survey).lines { print(line) }
  }

  private func show(_ site: SurveySite, _ settings: Settings, _ reference: Instant) {
    let place = site.location.map {
      ", \($0.latitude.fixed(5))° \($0.longitude.fixed(5))° \($0.elevation.fixed(0)) m"
    }
    print("site \(site.name)\(place ?? "")")
    for recording in site.recordings {
      let header = recording.header
      let channels = header.channels.map(\.channel.name).joined(separator: " ")
      print(
        "  \(header.name): \(header.rate.hertz) Hz, \(shortText(header.start)) to "
          + "\(shortText(header.end)), \(header.sampleCount) samples, \(channels)"
          + " (\(recording.locator.format))")
      if verbose { showDetails(header, settings, reference) }
    }
  }

  /// What is known of the responses of a site's channels, each thing once.
  private func show(_ matches: [ChannelMatch]) {
    var seen: Set<String> = []
    for match in matches {
      let line = "  \(match.header.channel): \(match.text)"
      if seen.insert(line).inserted { print(line) }
    }
  }

  private func showDetails(_ header: RecordingHeader, _ settings: Settings, _ reference: Instant) {
    for channel in header.channels {
      let length = channel.dipoleLength.map { ", \($0.fixed(1)) m" } ?? ""
      print("    \(channel.channel): \(channel.azimuth.fixed(1))°\(length) \(channel.sensor)")
      for notice in channel.notices { print("      \(notice)") }
    }
    let levels = decimationLevels(for: header.rate, settings.decimation, settings.window)
    for level in levels {
      let samples = header.sampleCount / level.factor
      let windows = level.grid(reference: reference).placed(
        over: header.start, sampleCount: samples, alignment: settings.window.alignment)
      let least = settings.window.countsByRecording ? settings.window.minimumWindows : 1
      guard windows.count >= least else { break }
      let periods = level.evaluationFrequencies.map { 1 / $0 }
      print(
        "    level \(level.index): \(level.rate.hertz) Hz, about \(windows.count) windows of "
          + "\(level.windowSize), periods \(short(periods.min())) to \(short(periods.max())) s")
    }
  }

  private func short(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value < 1 ? value.fixed(4) : value.fixed(2)
  }
}
