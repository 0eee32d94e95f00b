import Foundation
import Testing

@Suite("The plan command")
struct PlanCommandTests {
  @Test("says what is to be done and what it takes, and leaves the survey as it was")
  func output() throws {
    let survey = try TestSurvey()
    let before = try survey.folder.files()
    let result = try Command.run("plan", survey.path, "--ranks", "2", "--ncores", "2")
    #expect(result.code == 0, "\(result.error)")
    for text in [
      "1 sites, 1 recordings", "1 site files", "units of", "wall time", "memory", "first site",
      "2 ranks of 2 threads", "most ranks that are worth their time: ",
    ] {
      #expect(result.output.contains(text), "\(text) in \(result.output)")
    }
    #expect(try survey.folder.files() == before)
    #expect(!FileManager.default.fileExists(atPath: survey.path + "/work"))
  }

  @Test("finds nothing to do after a run, unless it is to plan afresh")
  func afterRun() throws {
    let survey = try TestSurvey()
    #expect(try Command.run("run", survey.path, "--ncores", "1", "--quiet").code == 0)
    let before = try survey.folder.files()
    let done = try Command.run("plan", survey.path, "--speed", "1")
    #expect(done.code == 0 && done.output.contains("all was done already"), "\(done.output)")
    let fresh = try Command.run("plan", survey.path, "--speed", "1", "--fresh")
    #expect(fresh.output.contains("1 site files"), "\(fresh.output)")
    #expect(try survey.folder.files() == before)
  }

  @Test("plans what a change of the solver's settings leaves to do")
  func afterChange() throws {
    let survey = try TestSurvey()
    #expect(try Command.run("run", survey.path, "--ncores", "1", "--quiet").code == 0)
    try survey.write(
      "skindepth.ini",
      "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n[Solver]\nmethod = ols\n")
    let plan = try Command.run("plan", survey.path, "--speed", "1")
    #expect(plan.output.contains(", 0 units of"), "\(plan.output)")
  }

  @Test("gives the same forecast twice where the machine is not measured")
  func repeatable() throws {
    let survey = try TestSurvey()
    let plans = try (0..<2).map { _ in try Command.run("plan", survey.path, "--speed", "2").output }
    #expect(plans[0] == plans[1] && !plans[0].isEmpty)
  }

  @Test("refuses what is no cluster", arguments: [["--ranks", "0"], ["--speed", "0"]])
  func refusals(options: [String]) throws {
    let survey = try TestSurvey()
    let result = try Command.run("plan", survey.path, options[0], options[1])
    #expect(result.code == 2 && result.error.contains(options[0]))
  }
}
