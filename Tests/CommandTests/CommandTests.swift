import Foundation
import Testing

@Suite("The command")
struct CommandTests {
  @Test("tells a subcommand that was meant")
  func typo() throws {
    let result = try Command.run("rnu", "survey")
    #expect(result.code == 2)
    #expect(
      result.error == """
        skindepth: error: rnu: is no subcommand
          remedy: did you mean `skindepth run`?

        """)
    #expect(try Command.run("frobnicate").error.contains("synth"))
  }

  @Test(
    "helps, and says its version, without a survey", arguments: ["--help", "--version", "help"])
  func help(word: String) throws {
    let result = try Command.run(word)
    #expect(result.code == 0 && result.error.isEmpty && !result.output.isEmpty)
  }

  @Test("tells an option that was meant")
  func option() throws {
    let result = try Command.run("run", "survey", "--remot", "R")
    #expect(result.code == 2 && result.error.contains("Did you mean '--remote'?"))
  }

  @Test(
    "takes an amount of memory, and refuses what is none", arguments: ["lots", "1M", "-1G", ""])
  func memory(wrong: String) throws {
    let survey = try TestSurvey()
    let result = try Command.run("run", survey.path, "--memory=\(wrong)")
    #expect(result.code == 2 && result.error.contains("--memory"), "\(result.error)")
    #expect(try survey.folder.files().keys.allSatisfy { !$0.hasPrefix("work") })
    let right = try Command.run("run", survey.path, "--memory", "0.5G", "--quiet")
    #expect(right.code == 0 && right.error.isEmpty, "\(right.error)")
  }

  @Test(
    "tells in its help of what a run may be told", arguments: ["--strict", "--memory", "--sites"])
  func helpOfRun(option: String) throws {
    let help = try Command.run("run", "--help").output
    #expect(help.contains(option) && !help.contains("--block-samples"), "\(help)")
  }

  @Test("says that a folder is no survey", arguments: ["run", "info", "add", "status"])
  func noSurvey(subcommand: String) throws {
    let folder = try TemporaryFolder()
    let arguments = subcommand == "add" ? ["A", "/dev/null"] : []
    for (path, problem) in [
      (folder.path + "/none", "is no folder"), (folder.path, "has no folder timeData"),
    ] {
      let result = try Command.launch([Command.path, subcommand, path] + arguments)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.error.contains("skindepth: error: \(path): \(problem)"), "\(result.error)")
      #expect(result.error.contains("remedy: "))
    }
    #expect(try folder.files().isEmpty)
  }

  @Test("makes a survey with the folders above it", arguments: ["g", "g/h/i", "./g/h/"])
  func new(path: String) throws {
    let folder = try TemporaryFolder()
    let line = "cd '\(folder.path)' && \"$SKINDEPTH\" new '\(path)'"
    let result = try Command.shell(line)
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(path)/skindepth.ini"))
  }

  @Test("refuses to make a survey over another", arguments: ["new", "synth"])
  func twice(subcommand: String) throws {
    let survey = try TestSurvey()
    let before = try survey.folder.files()
    let result = try Command.run(subcommand, survey.path)
    #expect(result.code == 2 && result.error.contains("is a survey already"))
    #expect(try survey.folder.files() == before)
  }

  @Test("says that a file to compare is not there")
  func compare() throws {
    let result = try Command.run("compare", "/nowhere/estimate.edi")
    #expect(result.code == 1 && result.error.contains("/nowhere/estimate.edi"))
    #expect(result.error.contains("remedy: "))
  }

  @Test("into a pipe that is closed ends quietly")
  func brokenPipe() throws {
    let survey = try TestSurvey()
    let line = """
      { sleep 0.3; "$SKINDEPTH" info --verbose '\(survey.path)'; echo $? >'\(survey.path)/code'; } | true
      """
    let result = try Command.shell(line)
    #expect(result.error.isEmpty, "\(result.error)")
    #expect(String(decoding: try survey.read("code"), as: UTF8.self) == "0\n")
    let head = try Command.shell("\"$SKINDEPTH\" info --verbose '\(survey.path)' | head -n 1")
    #expect(head.code == 0 && head.error.isEmpty)
    #expect(head.output.hasPrefix("survey ") && head.output.split(separator: "\n").count == 1)
  }

  @Test("makes the same files again from the same survey")
  func repeatable() throws {
    let survey = try TestSurvey()
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let first = try survey.folder.files()
    let result = try Command.run("run", survey.path, "--quiet", "--ncores", "3")
    #expect(result.code == 0 && result.error.isEmpty && result.output.isEmpty)
    let second = try survey.folder.files()
    #expect(first.keys.sorted() == second.keys.sorted())
    for name in first.keys where !name.hasSuffix(".h5") {
      #expect(first[name] == second[name], "\(name)")
    }
  }

  @Test("finds a known truth, from synth to compare")
  func wholeChain() throws {
    let folder = try TemporaryFolder()
    let project = folder.path + "/exact"
    for arguments in [
      [
        "synth", project, "--sites", "1", "--rate", "16", "--duration", "600", "--noise", "none",
        "--ground", "constant",
      ],
      ["info", project], ["run", project, "--quiet"],
    ] {
      let result = try Command.launch([Command.path] + arguments)
      #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    }
    let result = try Command.run("compare", project, "--summary")
    let lines = result.output.split(separator: "\n").filter { $0.contains("median |rho error|") }
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasSuffix(" 0.00") }, "\(result.output)")
  }
}
