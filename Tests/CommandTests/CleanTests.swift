import Archive
import Foundation
import Testing

/// What no longer holds is named, and removed when told to.
@Suite("Results that are out of date")
struct CleanTests {
  private func survey() throws -> TestSurvey {
    let survey = try TestSurvey()
    for name in ["B", "R"] { try survey.addSite(name, start: 1_600_000_000) }
    for remote in ["B", "R"] { try command(survey, "run", "--remote", remote, "--quiet") }
    return survey
  }

  @discardableResult
  private func command(_ survey: TestSurvey, _ name: String, _ options: String...) throws -> String
  {
    let result = try Command.launch([Command.path, name, survey.path] + options)
    #expect(result.code == 0, "\(result.error)")
    return result.output
  }

  private func functions(_ survey: TestSurvey) throws -> [String] {
    try StoredTransferFunction.readAll(survey.path + "/sites/A.h5").map(\.id)
  }

  @Test("are none after runs with several remotes, and then nothing is removed")
  func none() throws {
    let survey = try survey()
    let before = try survey.folder.filesOfUser()
    #expect(!(try command(survey, "status")).contains("out of date"))
    #expect(try command(survey, "clean", "--force") == "nothing to remove\n")
    #expect(try survey.folder.filesOfUser() == before)
  }

  @Test("are those of data that changed; they go with --force alone, and nothing else does")
  func data() throws {
    let survey = try survey()
    try survey.write("hx", of: "B", TestSurvey.samples["hx", default: []].map { "\($0 * 3)" })
    let line = "transfer function remote-B_1Hz: the data of site B changed"
    let status = try command(survey, "status", "--sites", "A")
    #expect(status.contains("out of date: site A, \(line)"), "\(status)")
    #expect(!status.contains("site A, transfer function remote-R_1Hz"), "\(status)")
    let before = try survey.folder.filesOfUser()
    let shown = try command(survey, "clean")
    #expect(shown.contains(line) && shown.contains("nothing is removed"), "\(shown)")
    #expect(try survey.folder.filesOfUser() == before)
    let removed = try command(survey, "clean", "--force")
    #expect(removed.contains("removed \(survey.path)/edi/A_remote-B_1Hz.edi"), "\(removed)")
    #expect(try functions(survey) == ["remote-R_1Hz", "single_1Hz"])
    let after = try survey.folder.filesOfUser()
    for (name, bytes) in before where name.contains("A_remote-R") || name.contains("A_single") {
      #expect(after[name] == bytes, "\(name)")
    }
    #expect(!after.keys.contains { $0.contains("A_remote-B") }, "\(after.keys)")
    #expect(!(try command(survey, "status", "--sites", "A")).contains("out of date"))
    #expect(try command(survey, "clean", "--force") == "nothing to remove\n")
  }

  @Test("are those of other settings, and those of a site that was renamed")
  func settings() throws {
    let survey = try survey()
    let own = String(decoding: try survey.read("skindepth.ini"), as: UTF8.self)
    try survey.write("skindepth.ini", own.replacing("= 64", with: "= 128"))
    let status = try command(survey, "status")
    #expect(
      status.contains("settings changed: minwindowsize = 64 before, minwindowsize = 128 now"),
      "\(status)")
    try survey.write("skindepth.ini", own)
    try FileManager.default.moveItem(
      atPath: survey.path + "/timeData/A", toPath: survey.path + "/timeData/A2")
    let renamed = try command(survey, "status")
    #expect(
      renamed.contains("sites/A.h5: site A is not in the survey: it was renamed or is gone"),
      "\(renamed)")
    #expect(renamed.contains("site B, transfer function") == false, "\(renamed)")
    try command(survey, "clean", "--force")
    let names = try survey.folder.files().keys
    #expect(
      !names.contains { name in
        ["sites/A.", "edi/A_", "figures/A_", "work/A/"].contains { name.hasPrefix($0) }
      }, "\(names)")
    #expect(names.contains("edi/B_single_1Hz.edi") && !names.contains("work/A/draft.h5"))
  }

  @Test("are leftovers of killed runs and of older names, and nothing that is the user's own")
  func leftovers() throws {
    let survey = try survey()
    let own = try survey.read("edi/A_single_1Hz.edi")
    try survey.write("edi/A_single.edi", own)
    try survey.write("edi/A_single_mine.edi", own)
    try survey.write("edi/A_remote-B.edi", "somebody's own")
    try survey.write("edi/.A_single_1Hz.edi.12.host.partial", "half")
    let shown = try command(survey, "clean", "--force")
    for name in ["A_single.edi", ".A_single_1Hz.edi.12.host.partial"] {
      #expect(shown.contains("removed \(survey.path)/edi/\(name)"), "\(shown)")
    }
    let names = try survey.folder.files().keys
    #expect(names.contains("edi/A_single_mine.edi") && names.contains("edi/A_remote-B.edi"))
  }
}
