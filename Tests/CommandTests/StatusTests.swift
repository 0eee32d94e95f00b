import Foundation
import Testing

/// What is done, as the command tells it without doing anything.
@Suite("The status of a survey")
struct StatusTests {
  private func status(_ survey: TestSurvey, _ options: String...) throws -> [String] {
    let folders = try FileManager.default.subpathsOfDirectory(atPath: survey.path).sorted()
    let before = try survey.folder.files()
    let result = try Command.launch([Command.path, "status", survey.path] + options)
    #expect(result.code == 0, "\(result.error)")
    #expect(try survey.folder.files() == before)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: survey.path).sorted() == folders)
    return result.output.split(separator: "\n").map(String.init)
  }

  private func run(_ survey: TestSurvey, code: Int32 = 0, _ options: String...) throws {
    let result = try Command.launch(
      [Command.path, "run", survey.path, "--quiet", "--block-samples", "600"] + options)
    #expect(result.code == code, "\(result.error)")
  }

  @Test("is empty before a run, complete after it, and so after a second")
  func complete() throws {
    let survey = try TestSurvey()
    let fresh = try status(survey)
    #expect(fresh.contains("site A: 1 recording, file to be written"))
    #expect(fresh.contains { $0.hasPrefix("  estimates 0 of ") })
    #expect(fresh.last?.hasPrefix("not complete: a run would make ") == true)
    for _ in 0..<2 {
      try run(survey)
      let done = try status(survey)
      #expect(done.contains("site A: 1 recording, file finished"), "\(done)")
      #expect(done.last == "complete")
    }
  }

  @Test("knows what is missing after files were lost")
  func lost() throws {
    let survey = try TestSurvey()
    try run(survey)
    // Finished files need no unit.
    try survey.remove("work/A/units/r0000-l00-b000001.unit")
    #expect(try status(survey).last == "complete")
    try survey.remove("edi/A_single_1Hz.edi")
    let lines = try status(survey, "--verbose")
    #expect(lines.contains("    to do: recording 0, level 0, block 1"), "\(lines)")
    #expect(lines.last == "not complete: a run would make 1 unit of work, 0 estimates, 1 file")
    try run(survey)
    #expect(try status(survey).last == "complete")
    try survey.remove("survey.h5")
    #expect(
      try status(survey).last
        == "not complete: a run would make 0 units of work, 0 estimates, 1 file")
  }

  @Test("of a run that failed at the last step is that only files are missing")
  func draft() throws {
    let survey = try TestSurvey()
    try survey.write("sites/A.h5/in-the-way", "a folder where the file should be")
    try run(survey, code: 3)
    let line = "not complete: a run would make 0 units of work, 0 estimates, 2 files"
    #expect(try status(survey).last == line)
    try survey.remove("sites/A.h5")
    try survey.remove("work/A/estimates")
    #expect(try status(survey).contains { $0.hasPrefix("  estimates 0 of ") })
    // Without the draft there are no spectra.
    try survey.remove("work/A/draft.h5")
    #expect(try status(survey).contains { $0.hasPrefix("  units of work 0 of ") })
  }

  @Test("can be asked for while a run goes on, which no second run may join")
  func meanwhile() throws {
    let folder = try TemporaryFolder()
    let survey = folder.path + "/s"
    let made = try Command.run(
      "synth", survey, "--sites", "2", "--rate", "16", "--duration", "1000")
    #expect(made.code == 0, "\(made.error)")
    var others: [CommandResult] = []
    let run = [Command.path, "run", survey, "--ncores", "1", "--block-samples", "1000"]
    let result = try Command.launch(run) { error, process in
      guard others.isEmpty, error.contains("sites done") else { return }
      // It stands still, so that it is not done before it was looked at.
      kill(process.processIdentifier, SIGSTOP)
      for words in [[Command.path, "status", survey], run] {
        if let other = try? Command.launch(words) { others.append(other) }
      }
      kill(process.processIdentifier, SIGCONT)
    }
    #expect(result.code == 0 && others.map(\.code) == [0, 3], "\(others)")
    #expect(others.first?.output.contains("not complete: ") == true)
    #expect(others.last?.error.contains("another run is at work on this survey") == true)
  }

  @Test("goes by the options of the run")
  func options() throws {
    let survey = try TestSurvey()
    try survey.addSite("R", start: 1_600_000_000)
    try run(survey, "--sites", "A")
    #expect(try status(survey, "--sites", "A").last == "complete")
    #expect(try status(survey).last != "complete")
    #expect(try status(survey, "--sites", "A", "--remote", "R").last != "complete")
  }

  @Test("names what is left out")
  func leftOut() throws {
    let survey = try TestSurvey()
    try Damage.truncated.apply(to: survey)
    try run(survey, code: 4)
    #expect(
      try status(survey).last == "complete but for what 1 problem left out, see above")
  }

  @Test("loses work that no plan has, with a run of the whole survey only")
  func pruned() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    try run(survey)
    let stray = "work/A/units/r0007-l00-b000000.unit"
    try survey.write(stray, "of a recording that is gone")
    try survey.write("work/A/notes.txt", "the user's own")
    try FileManager.default.removeItem(atPath: survey.path + "/timeData/B")
    try run(survey, "--sites", "A")
    var names = try survey.folder.files().keys
    #expect(names.contains(stray) && names.contains { $0.hasPrefix("work/B/") })
    try run(survey)
    names = try survey.folder.files().keys
    #expect(!names.contains(stray) && !names.contains { $0.hasPrefix("work/B/") }, "\(names)")
    #expect(names.contains("work/A/notes.txt") && names.contains("sites/B.h5"))
  }
}
