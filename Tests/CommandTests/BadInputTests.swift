import Foundation
import Testing

/// Input of which nothing can be used: the message names file, place and remedy, the exit code is the
/// documented one, and every product and file of the user stays as it was.
@Suite("The command refuses")
struct BadInputTests {
  /// Runs a survey that cannot be processed.
  private func expectRefusal(
    _ survey: TestSurvey, code: Int32 = 1, naming words: [String], _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for hasOlderProducts in [false, true] {
      if hasOlderProducts { try survey.addOlderProducts() }
      let before = try survey.folder.filesOfUser()
      let result = try Command.launch([Command.path, "run", survey.path] + arguments)
      #expect(result.code == code, "\(result.error)", sourceLocation: sourceLocation)
      #expect(!result.wasKilled, sourceLocation: sourceLocation)
      #expect(result.output.isEmpty, sourceLocation: sourceLocation)
      for word in words + ["skindepth: error: ", "remedy: "] {
        #expect(
          result.error.contains(word), "no \"\(word)\" in: \(result.error)",
          sourceLocation: sourceLocation)
      }
      let after = try survey.folder.filesOfUser()
      #expect(after == before, "\(after.keys.sorted())", sourceLocation: sourceLocation)
    }
  }

  private func path(_ survey: TestSurvey, _ channel: String) -> String {
    survey.path + "/" + survey.file(channel)
  }

  @Test("nothing of a survey that is sound")
  func sound() throws {
    let survey = try TestSurvey()
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0 && !result.error.contains("error"), "\(result.error)")
    let files = Set(try survey.folder.files().keys)
    #expect(files.isSuperset(of: ["survey.h5", "sites/A.h5", "edi/A_single_1Hz.edi"]))
  }

  @Test("a missing channel")
  func missing() throws {
    let survey = try TestSurvey()
    try survey.remove(survey.file("hy"))
    try expectRefusal(
      survey,
      naming: [
        "\(survey.path)/timeData/A", "channel Hy is missing", "there are Ex, Ey, Hx", "inchans",
      ])
  }

  @Test("channels of unequal length")
  func unequal() throws {
    let survey = try TestSurvey()
    let samples = try #require(TestSurvey.samples["ey"]).map { "\($0)" }
    try survey.write("ey", Array(samples.dropLast(10)))
    try expectRefusal(
      survey, naming: [path(survey, "ey"), "line 1", "Ey has 2390 samples", "2400", "unequal"])
  }

  @Test("what is not a number", arguments: ["1.2.3", "-", "1e"])
  func notANumber(text: String) throws {
    let survey = try TestSurvey()
    var samples = try #require(TestSurvey.samples["ey"]).map { "\($0)" }
    samples[1000] = text
    try survey.write("ey", samples)
    try expectRefusal(survey, naming: [path(survey, "ey"), "line 1002"])
  }

  @Test("a constant input", arguments: ["hx", "hy"])
  func constant(channel: String) throws {
    let survey = try TestSurvey()
    try survey.write(channel, [String](repeating: "3.25", count: TestSurvey.sampleCount))
    let name = channel.prefix(1).uppercased() + channel.dropFirst()
    try expectRefusal(
      survey,
      naming: [
        "\(survey.path)/timeData/A", "channel \(name)", "is constant", "3.25", "leave it out",
      ])
  }

  @Test("not a constant channel that is left out")
  func constantLeftOut() throws {
    let survey = try TestSurvey()
    try survey.write("ex", [String](repeating: "3.25", count: TestSurvey.sampleCount))
    try survey.write(
      "skindepth.ini",
      "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n[Process]\noutchans = Ey,\n")
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
  }

  @Test("a truncated file")
  func truncated() throws {
    let survey = try TestSurvey()
    let bytes = try survey.read(survey.file("hx"))
    try survey.write(survey.file("hx"), bytes.prefix(bytes.count / 2))
    try expectRefusal(survey, naming: [path(survey, "hx"), "fewer than the 2400"])
  }

  @Test("an empty file")
  func empty() throws {
    let survey = try TestSurvey()
    try survey.write(survey.file("hx"), "")
    try expectRefusal(survey, naming: [path(survey, "hx"), "is empty"])
  }

  @Test("a file of another kind", arguments: ["PK\u{3}\u{4}", "#!/bin/sh\n", "\u{0}\u{0}\u{0}"])
  func magic(head: String) throws {
    let survey = try TestSurvey()
    try survey.write(survey.file("hx"), head + "and so on")
    try expectRefusal(survey, naming: [path(survey, "hx"), "is no recording that is known"])
  }

  @Test("an unknown key, with the one that was meant")
  func unknownKey() throws {
    let survey = try TestSurvey()
    try survey.write("skindepth.ini", "[Window]\nminwindwos = 3\n")
    try expectRefusal(
      survey, code: 2,
      naming: ["\(survey.path)/skindepth.ini: line 2", "minwindwos", "`minwindows`"])
  }

  @Test("a site that is not there")
  func unknownSite() throws {
    let survey = try TestSurvey()
    try expectRefusal(survey, code: 2, naming: ["site Q", "sites are: A"], "--remote", "Q")
    try expectRefusal(survey, code: 2, naming: ["site Q", "sites are: A"], "--sites", "Q")
    #expect(try !survey.folder.files().keys.contains { $0.hasPrefix("work") })
  }

  @Test(
    "a file that it may not read",
    .enabled(if: Privileges.canBeUnprivileged, "needs a user that is not root, or setpriv"))
  func unreadable() throws {
    let survey = try TestSurvey()
    try Privileges.open(survey.path)
    let file = path(survey, "hx")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
    let result = try Command.launch(Privileges.unprivileged([Command.path, "run", survey.path]))
    #expect(result.code == 1 && !result.wasKilled, "\(result.error)")
    for word in [file, "ermission", "remedy: "] { #expect(result.error.contains(word)) }
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let names = try survey.folder.filesOfUser().keys.sorted()
    #expect(names.allSatisfy { $0.hasPrefix("timeData") || $0 == "skindepth.ini" }, "\(names)")
  }
}
