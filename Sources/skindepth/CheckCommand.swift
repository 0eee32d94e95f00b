import ArgumentParser
import Configuration
import Distribution
import Foundation
import Inspection
import MessagePassing
import Model

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with the recordings of a survey before it is processed.",
    discussion: """
      Finds wrong rates, gaps and overlaps, exchanged or reversed channels, dead, clipped or spiked ones, \
      wrong units and gains, settings that change between a site's recordings, sensors that are not \
      calibrated or twice, clocks that jump, and dates off by 1024 weeks. What the configuration mends is no \
      finding. A few dozen parts of each recording are looked at, beside what up to four neighbours recorded \
      then. Ends with code 4 if there is an error or a warning.

      EXAMPLES
        skindepth check survey
        skindepth check survey --json
        mpirun -n 4 skindepth check survey
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Flag(help: "Print the findings as JSON.")
  var json = false

  func run() throws {
    let check = SurveyCheck(project: Project(project), configuration: config)
    let outcome: SurveyCheck.Outcome?
    if Launch().isLaunched {
      outcome = try withMPI(
        exitCode: { Failure($0)?.code ?? 1 }, describe: { Failure($0)?.message ?? "\($0)" }
      ) { team in try check.run(team) }
    } else {
      outcome = try check.run(SoloTeam())
    }
    guard let outcome else { return }
    print(try json ? outcome.json : outcome.text)
    guard !outcome.findings.contains(where: { $0.severity != .note }) else {
      throw FindingsReported()
    }
  }
}

extension SurveyCheck.Outcome {
  var text: String {
    let lines = findings.map { finding in
      let names = finding.channels.joined(separator: " ")
      let place = [finding.site, finding.recording, names].filter { !$0.isEmpty }
      return """
        \(finding.severity.rawValue) \(finding.kind.rawValue): \(place.joined(separator: " ")): \
        \(finding.evidence)
          remedy: \(finding.remedy)
        """
    }
    let count = counted(findings.count, "finding")
    return (lines + ["\(count) in \(counted(recordings, "recording"))"]).joined(separator: "\n")
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
