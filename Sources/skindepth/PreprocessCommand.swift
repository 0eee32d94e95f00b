import ArgumentParser
import Configuration
import Files
import Formats
import Foundation
import Model
import Pipeline

struct PreprocessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preprocess",
    abstract: "Write recordings anew, filtered, resampled, joined or calibrated.",
    discussion: """
      What is done is what [Preprocessing] of the configuration says, and these options. `run` does the \
      same on its way, without writing; what was written here it leaves as it is.

      EXAMPLES
        skindepth preprocess survey --sites A --resamp 128:64 --postpend 64
        skindepth preprocess survey --sites A --fillgap 600 --output-site A_joined
        skindepth preprocess survey --sites A --notch 16.7,50 --calibrate --output-site A_clean
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(help: "Sites, with commas between them (default: all).")
  var sites: String?

  @Option(help: "Sampling rates in Hz, with commas between them (default: all).")
  var sampleFreqs: String?

  @Option(help: "Begin not before this time.")
  var start: String?

  @Option(help: "End not after this time.")
  var stop: String?

  @Option(help: "The site that gets the recordings (default: each its own).")
  var outputSite: String?

  @Option(help: "Put before names, with an underscore.")
  var prepend = ""

  @Option(help: "Put behind names, with an underscore.")
  var postpend = ""

  @OptionGroup var steps: PreprocessOptions

  func run() throws {
    let project = Project(project)
    let settings = try project.settings(file: config, overrides: steps.overrides)
    let result = try SurveyReader(project: project, isForEstimates: false).read(settings)
    for notice in result.notices { print("notice: \(notice)") }
    for problem in result.problems { Terminal.printError("skindepth: left out: \(problem)") }
    let span = try TimeSpan(start: start, stop: stop)
    let rates = try wantedRates()
    var written = 0
    for site in try wantedSites(result.survey) {
      for recording in site.recordings where rates?.contains(recording.header.rate) ?? true {
        guard let range = span.samples(of: recording.header) else { continue }
        try write(recording, range, site, project)
        written += 1
      }
    }
    guard written > 0 else {
      throw result.problems.first
        ?? UserError(
          .configuration, project.path, "has no recording that was asked for",
          remedy: "check sites, sample-freqs, start and stop")
    }
  }

  private func wantedSites(_ survey: Survey) throws -> [SurveySite] {
    guard let sites else { return survey.sites }
    return try sites.split(separator: ",").map(\.trimmed).map { name in
      guard let place = survey.site(named: name) else {
        throw UserError(
          .configuration, "site \(name)", "is not in the survey",
          remedy: "the survey's sites are: \(survey.sites.map(\.name).joined(separator: ", "))")
      }
      return survey.sites[place]
    }
  }

  private func wantedRates() throws -> [SamplingRate]? {
    try sampleFreqs?.split(separator: ",").map { text in
      guard let hertz = Double(text.trimmed), let rate = SamplingRate(hertz: hertz) else {
        throw UserError(
          .configuration, "--sample-freqs", "\(text) is no sampling rate", remedy: "give hertz")
      }
      return rate
    }
  }

  private func write(
    _ recording: SurveyRecording, _ range: Range<Int>, _ site: SurveySite, _ project: Project
  ) throws {
    let header = recording.header
    if !steps.calibrate { try checkFilters(recording, site) }
    let source = try SurveyReader.open(recording)
    let folder = project.siteFolder(outputSite ?? site.name)
    try makeFolder(folder)
    let target = folder + "/" + name(of: header)
    try ResisticsWriter(.binary, isConditioned: true).write(
      source, to: target, samples: range, notes: notes(header, site))
    print("made \(target): \(header.rate.hertz) Hz, \(range.count) samples")
  }

  /// The format has no place for filters: what has passed some would lose them.
  private func checkFilters(_ recording: SurveyRecording, _ site: SurveySite) throws {
    for channel in try SurveyReader.open(recording.locator).header.channels {
      guard let filters = channel.response?.filters, !filters.isEmpty else { continue }
      throw UserError(
        .configuration, "site \(site.name)",
        at: "\(recording.header.name), channel \(channel.channel)",
        "has passed filters, which the format that is written cannot say: "
          + filters.map(\.name).joined(separator: ", "),
        remedy: "give --calibrate, which takes them out")
    }
  }

  /// As resistics names what it has pre-processed.
  private func name(of header: RecordingHeader) -> String {
    let isNamed = !prepend.isEmpty || !postpend.isEmpty || outputSite != nil
    let before = isNamed ? (prepend.isEmpty ? "" : prepend + "_") : "proc_"
    let name = header.name.map { $0 == "/" ? "_" : String($0) }.joined()
    return before + name + (postpend.isEmpty ? "" : "_" + postpend)
  }

  private func notes(_ header: RecordingHeader, _ site: SurveySite) -> [String] {
    let steps = header.conditioning?.steps ?? []
    return ["Pre-processed with skindepth \(Version.text) from \(site.name)/\(header.name)"]
      + steps.flatMap(\.comments)
  }
}

/// From which sample to which.
private struct TimeSpan {
  let start: Instant?
  let stop: Instant?

  init(start: String?, stop: String?) throws {
    self.start = try start.map { try TimeSpan.instant($0, "--start") }
    self.stop = try stop.map { try TimeSpan.instant($0, "--stop") }
  }

  private static func instant(_ text: String, _ option: String) throws -> Instant {
    guard let instant = Instant(text) else {
      throw UserError(
        .configuration, option, "\(text) is no time", remedy: "write it as 2024-06-01 12:00:00")
    }
    return instant
  }

  /// The samples of a recording that lie within; `nil` where there is none.
  func samples(of header: RecordingHeader) -> Range<Int>? {
    func place(_ instant: Instant) -> Double {
      instant.seconds(since: header.start) * header.rate.hertz
    }
    // A time stamp of a microsecond's precision must not cost the sample that it means.
    let slack = 1e-6 * header.rate.hertz
    let first = start.map { max(0, (place($0) - slack).rounded(.up)) } ?? 0
    let last =
      stop.map { min(Double(header.sampleCount - 1), (place($0) + slack).rounded(.down)) }
      ?? Double(header.sampleCount - 1)
    guard first <= last else { return nil }
    return Int(first)..<Int(last) + 1
  }
}

extension Conditioning.Step {
  /// What was done, in words.
  fileprivate var comments: [String] {
    switch self {
    case .join(let parts): ["\(parts.count) recordings joined, gaps filled by straight lines"]
    case .interpolateMissing: ["Values that are no numbers replaced by straight lines"]
    case .interpolateZeros(let run): ["Runs of \(run) zeros and more replaced by straight lines"]
    case .multiply(let factors):
      factors.map { "Channel \($0.channel) multiplied by \($0.factor)" }
    case .removeMean: ["Means removed"]
    // In resistics' words, from which its users and its readers know.
    case .calibrate(let calibrations):
      calibrations.map {
        "Channel \($0.channel) calibrated with calibration data from file \($0.response.source)"
      }
    case .filter(let filter): ["Filtered: \(filter), \(filter.method.rawValue)"]
    case .shift: ["Interpolated to the full second"]
    case .resample(let up, let down): ["Resampled to \(up)/\(down) of the rate"]
    case .normalise: ["Normalised"]
    }
  }
}
