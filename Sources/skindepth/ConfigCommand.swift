import ArgumentParser
import Configuration
import Model

/// Tells what a configuration comes to.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration in force and where each value comes from; explain keys.",
    discussion: """
      What is printed is a configuration file again. Options of `run` go before the file: give them here \
      to see what they come to.

      EXAMPLES
        skindepth config survey
        skindepth config --config config/multi.ini
        skindepth config --defaults >job.ini       all keys, explained
        skindepth config --key minwindows          what a key is for
      """)

  @Argument(help: "The survey's folder, for its skindepth.ini.")
  var project: String?

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(help: "Threads of each rank.")
  var ncores: Int?

  @Flag(help: "Print the file of all keys with their defaults and explanations.")
  var defaults = false

  @Option(help: "Explain a key, such as minwindows or Window.minwindows.")
  var key: String?

  func run() throws {
    if defaults { return print(Key.defaultFileText, terminator: "") }
    if let key { return try explain(key) }
    let overrides = [ncores].compactMap(\.self).map {
      Override(KeyName(.top, "ncores"), "\($0)", option: "--ncores")
    }
    if let project { try Project(project).check() }
    let settings = try Project(project ?? ".").settings(
      file: config, overrides: overrides, usesOwnFile: project != nil)
    print(settings.effectiveText, terminator: "")
    for notice in settings.notices { Terminal.printError("notice: \(notice)") }
  }

  private func explain(_ name: String) throws {
    do throws(Fault) {
      for key in try Key.named(name) { print(key.helpText, terminator: "") }
    } catch {
      throw UserError(.configuration, "--key", error.problem, remedy: error.remedy)
    }
  }
}
