import ArgumentParser
import Configuration
import Distribution
import Foundation
import Logging
import MessagePassing
import Model
import Pipeline

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Process a survey: spectra, robust transfer functions, MTH5 and EDI files.",
    discussion: """
      Alone it runs as one process with all cores that it may use; under mpirun the work is shared by \
      all ranks, each with --ncores threads. The products are the same to the bit.

      EXAMPLES
        skindepth run survey
        skindepth run survey --remote R --sites A,B
        skindepth run survey --remote A,B          each the remote reference of the other
        mpirun -n 4 --bind-to none skindepth run survey --remote R --ncores 2

      What is done is kept in the survey's folder `work`: after Ctrl-C, a kill or a full disk the same \
      command goes on where it stopped, and after a change of settings it does what depends on them. A \
      recording that cannot be read is named and left out.
      """)

  @OptionGroup var selection: RunSelection

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

  func run() throws {
    Interruption.listen()
    let status: RunStatus
    if Launch().isLaunched {
      status = try withMPI(
        exitCode: { Failure($0)?.code ?? 1 }, describe: { Failure($0)?.message ?? "\($0)" }
      ) { team in try SurveyRun(options: options).run(team) }
    } else {
      status = try SurveyRun(options: options).run(SoloTeam())
    }
    if status.isInterrupted { throw Interrupted(speaks: status.speaks) }
    guard status.isComplete else { throw IncompleteEstimates(description: status.text) }
  }

  private var options: SurveyRun.Options {
    SurveyRun.Options(
      project: Project(selection.project), configuration: selection.config,
      overrides: selection.overrides(ncores: ncores),
      verbosity: quiet ? .quiet : verbose ? .verbose : .normal, isStrict: strict,
      memory: memory.bytes, blockSamples: blockSamples)
  }
}
