import ArgumentParser
import Configuration
import Formats
import Foundation
import Model

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make the folder of a new survey.",
    discussion: """
      EXAMPLES
        skindepth new survey
        skindepth new alps --reference 2024-05-01
      """)

  @Argument(help: "The folder to make.")
  var project: String

  @Option(help: "Reference time of the window grid (default: midnight before the first recording).")
  var reference: String?

  func run() throws {
    let project = Project(project)
    guard !FileManager.default.fileExists(atPath: project.timeData) else {
      throw UserError(
        .configuration, project.path, "is a survey already",
        remedy: "choose another folder, or add recordings with `skindepth add`")
    }
    if let reference, Instant(reference) == nil {
      throw UserError(
        .configuration, "--reference", "\"\(reference)\" is no time",
        remedy: "write it as 2024-05-01 or 2024-05-01T00:00:00")
    }
    try makeFolder(project.timeData)
    try AtomicFile.write(project.configurationFile, configuration)
    print(
      """
      made \(project.path)
        \(project.configurationFile)  the configuration, every key with its default
        \(project.timeData)/SITE/     put each site's recordings here, or: skindepth add \
      \(project.path) SITE FILE...
      """)
  }

  /// The file of all defaults, with the reference time if it was given.
  private var configuration: String {
    guard let reference else { return Key.defaultFileText }
    return Key.defaultFileText.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix("reference =") ? "reference = \(reference)" : String($0)
    }.joined(separator: "\n")
  }
}
