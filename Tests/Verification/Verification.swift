import Foundation
import Model

/// Runs one verification by its name: prints a table, then `ok` or `short: …`, and exits with 0 or 1.
@main struct Verification {
  private typealias Body = @Sendable ([String]) throws -> Verdict

  private static let bodies: [(name: String, body: Body)] = [
    ("golden", { _ in try GoldenCheck().verdict() }),
    ("decimation", { _ in try DecimationCheck().verdict() }),
    ("golden-solver", { _ in try GoldenSolver().verdict() }),
    ("golden-methods", { _ in try GoldenCheck(GoldenMethods()).verdict() }),
    ("golden-statistics", { _ in try GoldenCheck(GoldenSelection(.statistics)).verdict() }),
    ("golden-masks", { _ in try GoldenCheck(GoldenSelection(.masks)).verdict() }),
    ("golden-selector", { _ in try GoldenCheck(GoldenSelection(.selections)).verdict() }),
    ("truth", { _ in try TruthCheck().verdict() }),
    ("emtf", { try ClassicCheck(project: argument($0)).verdict() }),
    ("remote", { try RemoteCheck(folder: argument($0)).verdict() }),
    ("field", { try FieldCheck(folder: argument($0)).verdict() }),
    ("formats", { _ in try FormatsCheck().verdict() }),
    ("samples", { try SampleDump($0).verdict() }),
    ("responses", { try ResponseDump($0).verdict() }),
    ("reading", { try ReadingCheck($0).verdict() }),
    ("simulate", { _ in ScheduleCheck().verdict() }),
    ("scale", { _ in try ScalePage().verdict() }),
    ("costs", { try CostCheck(folder: argument($0)).verdict() }),
    ("floor", { try Floor($0).verdict() }),
    ("measure", { try MeasuredChild($0).verdict() }),
    ("noise", { try NoiseSurvey($0).verdict() }),
    ("check", { try CheckFaults($0).verdict() }),
    ("exchange-survey", { try ExchangeSurvey(folder: argument($0)).verdict() }),
    ("bench", { try BenchReport(folder: argument($0)).verdict() }),
  ]

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let chosen = bodies.first(where: { $0.name == arguments.first }) else {
      complain("usage: verification NAME [ARGUMENTS]; NAME is one of")
      complain("  " + bodies.map(\.name).joined(separator: " "))
      exit(2)
    }
    do {
      let verdict = try chosen.body(Array(arguments.dropFirst()))
      if let line = verdict.lastLine { print(line) }
      exit(verdict.exitCode)
    } catch {
      print("short: \(error)")
      exit(1)
    }
  }

  private static func argument(_ arguments: [String]) throws -> String {
    guard let first = arguments.first, arguments.count == 1 else {
      throw UserError(
        .configuration, "verification", "needs a folder", remedy: "see run/verify, which names it")
    }
    return first
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
