import Foundation
import Testing

/// Runs that cannot come to their end, and what the same command then makes of what they left.
@Suite("A run that is stopped")
struct StoppedRunTests {
  private typealias Here = StoppedRunTests

  /// The files of which only whole ones may be there.
  private static func products(_ folder: TemporaryFolder) throws -> [String: Data] {
    try folder.filesOfUser().filter { name, _ in
      ["sites/", "edi/", "figures/", "survey.h5"].contains { name.contains($0) }
    }
  }

  /// What a run makes that nothing disturbs.
  private static let undisturbed = Result {
    let folder = try TemporaryFolder()
    try synthesize(folder)
    let result = try Command.run("run", folder.path + "/survey", "--quiet")
    #expect(result.code == 0, "\(result.error)")
    return try products(folder)
  }

  private static func synthesize(_ folder: TemporaryFolder) throws {
    let made = try Command.run(
      "synth", folder.path + "/survey", "--sites", "2", "--rate", "16", "--duration", "1000")
    #expect(made.code == 0, "\(made.error)")
  }

  @Test(
    "keeps what is done, and the same command goes on to the same bytes",
    arguments: [
      (SIGINT, "0 of 3 sites"), (SIGTERM, "1 of 3 sites"), (SIGUSR1, "0 of 3 sites"),
      (SIGKILL, "0 of 3 sites"), (SIGKILL, "1 of 3 sites"),
    ])
  func interrupted(signal: Int32, stage: String) throws {
    let folder = try TemporaryFolder()
    try Here.synthesize(folder)
    let command = [
      Command.path, "run", folder.path + "/survey", "--ncores", "1", "--block-samples", "4000",
    ]
    var isSent = false
    let result = try Command.launch(command) { error, process in
      guard !isSent, error.contains(stage) else { return }
      isSent = true
      kill(process.processIdentifier, signal)
    }
    #expect(isSent)
    if signal == SIGKILL {
      #expect(result.wasKilled)
    } else {
      #expect(result.code == 75 && !result.wasKilled, "\(result.error)")
      let text = "skindepth: interrupted; what is done is kept, and the same command goes on"
      #expect(result.error.contains(text), "\(result.error)")
    }
    let expected = try Here.undisturbed.get()
    for (name, bytes) in try Here.products(folder) { #expect(expected[name] == bytes, "\(name)") }
    let again = try Command.launch(command)
    #expect(again.code == 0 && again.error.contains(" are there already\n"), "\(again.error)")
    let isSame = try Here.products(folder) == expected
    #expect(isSame)
  }

  @Test(
    "by a full disk goes on when there is room, to the same bytes",
    .enabled(if: Privileges.canMount, "needs root and the right to mount a small disk"),
    arguments: [16, 40, 200, 340])
  func fullDisk(kilobytes: Int) throws {
    let survey = try TestSurvey()
    try survey.write(
      "skindepth.ini",
      "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n[Survey]\nname = small\n")
    let disk = try TemporaryFolder()
    try #require(try Privileges.mount(disk.path, kilobytes: kilobytes))
    defer { Privileges.unmount(disk.path) }
    for name in ["timeData", "skindepth.ini"] {
      try FileManager.default.createSymbolicLink(
        atPath: disk.path + "/" + name, withDestinationPath: survey.path + "/" + name)
    }
    let result = try Command.run("run", disk.path)
    #expect(result.code == 3 && !result.wasKilled, "\(result.error)")
    for word in ["skindepth: error: \(disk.path)/", "pace", "remedy: "] {
      #expect(result.error.contains(word), "\(word): \(result.error)")
    }
    // Files that are whole may be there; parts of files may not.
    let partial = try Here.products(disk)
    #expect(partial["survey.h5"] == nil)
    #expect(!partial.keys.contains { $0.contains("partial") || $0.contains("tmp") })
    #expect(try Privileges.resize(disk.path, kilobytes: 8000))
    let again = try Command.run("run", disk.path)
    #expect(again.code == 0, "\(again.error)")
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let expected = try Here.products(survey.folder)
    let isSame = try Here.products(disk) == expected
    #expect(isSame)
    for (name, bytes) in partial { #expect(expected[name] == bytes, "\(name)") }
  }

  @Test(
    "by something in the way of a folder leaves what was there",
    arguments: ["sites", "edi", "figures", "work"])
  func unwritable(name: String) throws {
    let survey = try TestSurvey()
    // A file where a folder should be is in the way of root, too.
    try survey.write(name, "in the way")
    let before = try survey.folder.files()
    let result = try Command.run("run", survey.path)
    #expect(result.code == 3, "\(result.error)")
    #expect(result.error.contains("\(survey.path)/\(name)") && result.error.contains("remedy: "))
    #expect(try survey.folder.files() == before)
  }
}
