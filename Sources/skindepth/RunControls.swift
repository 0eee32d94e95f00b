import ArgumentParser
import Configuration
import Distribution
import MessagePassing
import Model
import Pipeline

/// How a run is to go about its work: the options that all commands with work have in common.
struct RunControls: ParsableArguments {
  @Option(help: "Threads of each rank (default: all cores that the rank is bound to).")
  var ncores: Int?

  @Option(help: "Memory of each rank for the work in hand, such as 512M or 2G.")
  var memory = MemorySize.standard

  @Flag(help: "End at the first recording or site that cannot be processed.")
  var strict = false

  @Option(help: ArgumentHelp("Samples of a unit of work.", visibility: .hidden))
  var blockSamples: Int?

  @Flag(name: .shortAndLong, help: "Say more: every file, every rank, where time went.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let blockSamples, blockSamples < 1 { throw ValidationError("a block has samples") }
  }

  /// Does the work as one process, or together with the other ranks of a launcher.
  ///
  /// - Parameters:
  ///   - selection: What is to be done with which survey.
  ///   - overrides: Further options that go before the file.
  ///   - goal: How far the work shall go.
  func run(
    _ selection: RunSelection, overrides: [Override] = [], goal: Job.Goal = .transferFunctions
  ) throws {
    let run = SurveyRun(options: options(selection, overrides, goal))
    Interruption.listen()
    let status: RunStatus
    if Launch().isLaunched {
      status = try withMPI(
        exitCode: { Failure($0)?.code ?? 1 }, describe: { Failure($0)?.message ?? "\($0)" }
      ) { team in try run.run(team) }
    } else {
      status = try run.run(SoloTeam())
    }
    if status.isInterrupted { throw Interrupted() }
    guard status.isComplete else { throw IncompleteEstimates(description: status.text) }
  }

  private func options(
    _ selection: RunSelection, _ overrides: [Override], _ goal: Job.Goal
  ) -> SurveyRun.Options {
    SurveyRun.Options(
      project: Project(selection.project), configuration: selection.config,
      overrides: selection.overrides(ncores: ncores) + overrides,
      verbosity: quiet ? .quiet : verbose ? .verbose : .normal, isStrict: strict,
      memory: memory.bytes, blockSamples: blockSamples, goal: goal)
  }
}
