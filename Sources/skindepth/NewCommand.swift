import ArgumentParser
import Configuration
import Foundation
import Formats
import Model

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make the folder of a new survey.",
    discussion: """
      EXAMPLES
        skindepth new survey
        skindepth new survey --reference 2024-05-01
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
    let text = Key.defaultFileText(setting: reference.map { [.reference: $0] } ?? [:])
    try AtomicFile.write(project.configurationFile, Array(text.utf8))
    print(
      """
      made \(project.path)
        \(project.configurationFile)  the configuration, every key with its default
        \(project.timeData)/SITE/     put each site's recordings here, or: skindepth add \
      \(project.path) SITE FILE...
      """)
  }
}
