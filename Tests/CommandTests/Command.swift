import Foundation
import Testing

/// How a command ended.
struct CommandResult {
  let code: Int32
  let output: String
  let error: String
  /// Whether a signal ended it, which no input may bring about.
  let wasKilled: Bool
}

/// The program under test, run as a process of its own.
enum Command {
  /// Beside the test bundle.
  static let path =
    (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
    .deletingLastPathComponent().appending(path: "skindepth").path

  /// Runs `skindepth` with these arguments, and nothing to read.
  static func run(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandResult {
    try launch([path] + arguments, sourceLocation: sourceLocation)
  }

  /// Runs a line of shell in which `$SKINDEPTH` is the program.
  static func shell(
    _ line: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandResult {
    try launch(["/bin/sh", "-c", line], sourceLocation: sourceLocation)
  }

  /// Runs a program.
  ///
  /// - Parameter watch: Is given what the program has said on standard error so far, and its process.
  static func launch(
    _ words: [String], sourceLocation: SourceLocation = #_sourceLocation,
    watch: (String, Process) -> Void = { _, _ in }
  ) throws -> CommandResult {
    let folder = try TemporaryFolder()
    let (output, error) = (folder.path + "/output", folder.path + "/error")
    for file in [output, error] { try Data().write(to: URL(filePath: file)) }
    let process = Process()
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let streams = try [output, error].map { try FileHandle(forWritingTo: URL(filePath: $0)) }
    // Else they stay open: a launcher of processes in this one cannot do with a thousand.
    defer { for stream in streams { try? stream.close() } }
    (process.standardOutput, process.standardError) = (streams[0], streams[1])
    try process.run()
    let limit = Date(timeIntervalSinceNow: 60)
    while process.isRunning {
      if Date() > limit {
        Issue.record("\(words) did not end", sourceLocation: sourceLocation)
        kill(process.processIdentifier, SIGKILL)
      }
      watch(text(error), process)
      usleep(5000)
    }
    return CommandResult(
      code: process.terminationStatus, output: text(output), error: text(error),
      wasKilled: process.terminationReason == .uncaughtSignal)
  }

  private static var environment: [String: String] {
    // Not that of a launcher under which the tests may run.
    var values = ProcessInfo.processInfo.environment.filter { name, _ in
      !["OMPI_", "PMI", "PRTE_", "SLURM_", "MPI", "HYD"].contains { name.hasPrefix($0) }
    }
    values["SWIFT_BACKTRACE"] = "enable=no"
    values["SKINDEPTH"] = path
    return values
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}

/// A folder that is removed with the test that made it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "skindepth-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Every file below the folder with its bytes, links followed.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      files[name] = FileManager.default.contents(atPath: path + "/" + name)
    }
    return files
  }

  /// The same without what lies in a folder `work`.
  func filesOfUser() throws -> [String: Data] {
    try files().filter { !$0.key.split(separator: "/").dropLast().contains("work") }
  }
}
