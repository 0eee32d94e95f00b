import ArgumentParser
import Configuration
import Glibc
import Model

@main
struct Skindepth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skindepth",
    abstract: "Turns magnetotelluric recordings into transfer functions, on one core or a cluster.",
    discussion: """
      A survey is a folder. Recordings lie in timeData/SITE; products are sites/SITE.h5 (MTH5), \
      survey.h5, edi/ and figures/.

      EXAMPLES
        skindepth synth demo --sites 3             a small survey with known truth
        skindepth info demo                        what is there
        skindepth config demo                      which settings are in force, why
        skindepth check demo                       what is wrong with the recordings
        skindepth sites list demo                  places, directions, lengths, sensors
        skindepth plan demo --ranks 4 --remote R   the time and memory it will take
        mpirun -n 4 skindepth run demo --remote R  process it on 4 ranks
        skindepth status demo --remote R           what is done, and what is left
        skindepth clean demo                       what is out of date, to be removed
        skindepth compare demo                     estimates against the truth
        skindepth view section demo --site A       figures; see `skindepth help view`
        skindepth convert A.edi A.xml              in another format

      EXIT CODES
        0  done
        1  input data cannot be used, or another failure
        2  wrong usage or configuration
        3  output cannot be written
        4  done, but some recordings, sites or periods are left out
        75  interrupted (Ctrl-C, SIGTERM, SIGUSR1); the same command goes on
      """,
    version: Version.text,
    subcommands: [
      NewCommand.self, AddCommand.self, InfoCommand.self, InspectCommand.self, CheckCommand.self,
      SitesCommand.self, ConfigCommand.self, PlanCommand.self, RunCommand.self, SpectraCommand.self,
      StatisticsCommand.self, MaskCommand.self,
      ProcessCommand.self, StatusCommand.self, CleanCommand.self, SynthCommand.self,
      CompareCommand.self,
      ViewCommand.self, ConvertCommand.self, PreprocessCommand.self,
    ])

  static func main() {
    Terminal.ignoreBrokenPipes()
    Allocation.keepFreed()
    OpenFiles.allowMany()
    do {
      try checkSubcommand()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withReported: error)
    }
  }

  /// Refuses a first word that is no subcommand, of which the parser speaks as of surplus arguments; and a
  /// second one after a subcommand that has some itself.
  private static func checkSubcommand() throws {
    let words = CommandLine.arguments.dropFirst()
    try check(words.first, of: configuration, after: "skindepth")
    for command in configuration.subcommands
    where command.configuration.commandName == words.first && words.count > 1
      && !command.configuration.subcommands.isEmpty
    {
      try check(
        words.dropFirst().first, of: command.configuration,
        after: "skindepth \(words.first ?? "")")
    }
  }

  private static func check(
    _ word: String?, of command: CommandConfiguration, after before: String
  ) throws {
    let names = command.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word, !word.hasPrefix("-"), !names.contains(word) else { return }
    let guess = nearest(to: word, among: names).map { "did you mean `\(before) \($0)`?" }
    throw UserError(
      .configuration, word, "is no subcommand",
      remedy: guess ?? "there are: \(names.joined(separator: ", "))")
  }

  /// Prints what went wrong, in one piece and without a trace, and ends with the documented code.
  private static func exit(withReported error: any Error) -> Never {
    if let failure = Failure(error) {
      if !failure.message.isEmpty { Terminal.printError("skindepth: \(failure.message)") }
      Glibc.exit(failure.code)
    }
    let message = fullMessage(for: error)
    guard exitCode(for: error) != .success else {
      print(message)
      Glibc.exit(0)
    }
    Terminal.printError(message)
    Glibc.exit(2)
  }
}

enum Version {
  static let text = "0.1.0"
}
