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

  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(help: "Remote reference site; of several (A,B) the first that is not the site itself.")
  var remote: String?

  @Option(help: "Site whose magnetic channels are the inputs, for inter-site functions.")
  var inputSite: String?

  @Option(help: "Sites to process, with commas between them (default: all).")
  var sites: String?

  @Flag(inversion: .prefixedNo, help: "Also estimate without the remote reference.")
  var singleSite = true

  @Option(help: "Threads of each rank (default: all cores that the rank is bound to).")
  var ncores: Int?

  @Option(help: "Memory of each rank for the work in hand, such as 512M or 2G.")
  var memory = MemorySize(bytes: 1 << 30)

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

  /// The text as a list, which for one entry needs a comma at its end.
  private func list(_ text: String) -> String { text.hasSuffix(",") ? text : text + "," }

  private var options: SurveyRun.Options {
    var overrides: [Override] = []
    func add(_ section: Section, _ key: String, _ value: String?, _ option: String) {
      if let value { overrides.append(Override(KeyName(section, key), value, option: option)) }
    }
    add(.process, "remotesite", remote.map(list), "--remote")
    add(.process, "inputsite", inputSite, "--input-site")
    add(.process, "sites", sites.map(list), "--sites")
    add(.process, "singlesite", singleSite ? nil : "False", "--no-single-site")
    add(.top, "ncores", ncores.map(String.init), "--ncores")
    return SurveyRun.Options(
      project: Project(project), configuration: config, overrides: overrides,
      verbosity: quiet ? .quiet : verbose ? .verbose : .normal, isStrict: strict,
      memory: memory.bytes, blockSamples: blockSamples)
  }
}
