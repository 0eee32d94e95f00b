import ArgumentParser
import Formats
import Model

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a recording's files hold: header, channels, times, samples.",
    discussion: """
      Reads every sample once, unless --no-statistics is given. Of a folder, all recordings in it are shown.

      EXAMPLES
        skindepth inspect meas_2024-06-01_12-00-00
        skindepth inspect SYN01.TS4 --no-statistics
        skindepth inspect 1717243200.B423 --json
      """)

  @Argument(help: "A file or a folder with recordings.")
  var path: String

  @Flag(help: "Print a JSON text for other programs.")
  var json = false

  @Flag(inversion: .prefixedNo, help: "Read all samples and tell what they are like.")
  var statistics = true

  @Option(help: "Samples of each channel to print.")
  var first = 5

  func validate() throws {
    guard (0...1000).contains(first) else {
      throw ValidationError("--first must be 0 to 1000, not \(first)")
    }
  }

  func run() throws {
    let found = try TimeSeriesFormats.discover(path, formats: SurveyReader.formats)
    var problems = found.problems + found.foreign
    if found.recordings.isEmpty, problems.isEmpty {
      throw UserError(
        .data, path, "holds no recording, and nothing else that is known here",
        remedy: "name a recording, or a folder with some; of a survey: timeData/SITE")
    }
    var inspections: [Inspection] = []
    for locator in found.recordings {
      do {
        inspections.append(
          try Inspection(locator, first: first, readsAll: statistics))
      } catch let problem as UserError {
        problems.append(problem)
      }
    }
    inspections.noteGaps()
    if json {
      print(try Inspection.json(inspections, problems))
    } else {
      for inspection in inspections { print(inspection.text) }
    }
    guard let problem = problems.first else { return }
    for other in problems.dropFirst() { Terminal.printError("skindepth: error: \(other)") }
    throw problem
  }
}
