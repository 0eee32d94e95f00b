import Archive
import Foundation
import Testing

/// What another remote, mask, solver, statistic or step leaves as it was: everything.
@Suite("Results that a run was not asked for")
struct KeptResultsTests {
  /// Sites A, B and R of a test survey, processed for A alone.
  private func survey() throws -> TestSurvey {
    let survey = try TestSurvey()
    for name in ["B", "R"] { try survey.addSite(name, start: 1_600_000_000) }
    try run(survey, "run")
    return survey
  }

  @discardableResult
  private func run(_ survey: TestSurvey, _ command: String, _ options: String...) throws -> String {
    let result = try Command.launch([Command.path, command, survey.path, "--sites", "A"] + options)
    #expect(result.code == 0, "\(result.error)")
    return result.error
  }

  private func texts(_ survey: TestSurvey) throws -> [String: Data] {
    try survey.folder.files().filter { $0.key.hasPrefix("edi/") || $0.key.hasPrefix("figures/") }
  }

  private func results(_ survey: TestSurvey) throws -> Set<StoredResult> {
    Set(try StoredResult.readAll(survey.path + "/sites/A.h5").filter { $0.kind != .spectra })
  }

  private func configuration(_ survey: TestSurvey, _ text: String) throws -> String {
    let own = String(decoding: try survey.read("skindepth.ini"), as: UTF8.self)
    try survey.write("other.ini", own + text)
    return survey.path + "/other.ini"
  }

  private static let mask = "[Mask coh]\nconstraint = coherence cohExHy 0.1 1.0 inside\n"

  @Test(
    "stay, text files byte for byte and the rest value for value",
    arguments: [
      ("run", ["--remote", "R"], "", ["remote-R_1Hz"]),
      ("run", ["--remote", "B", "--no-single-site"], "", ["remote-B_1Hz"]),
      ("process", ["--masks", "coh"], mask, ["single_coh_1Hz"]),
      ("run", [], "[Solver]\nmethod = mm\n", ["single_mm_1Hz"]),
      ("run", ["--inputsite", "B"], "", ["input-B_1Hz"]),
      ("statistics", ["--stats", "resPhase"], "", []),
      ("statistics", [], mask, []), ("spectra", [], "", []),
      ("spectra", ["--remote", "B"], "", []),
    ])
  func stay(command: String, options: [String], keys: String, new: [String]) throws {
    let survey = try survey()
    let (texts, results) = (try texts(survey), try results(survey))
    let functions = try StoredTransferFunction.readAll(survey.path + "/sites/A.h5")
    let statistics = try values(survey)
    let config = try configuration(survey, keys)
    let result = try Command.launch(
      [Command.path, command, survey.path, "--sites", "A", "--config", config] + options)
    #expect(result.code == 0 && !result.error.contains("replaced"), "\(result.error)")
    let after = try self.texts(survey)
    for (name, bytes) in texts { #expect(after[name] == bytes, "\(name)") }
    #expect(try self.results(survey).isSuperset(of: results))
    let found = try StoredTransferFunction.readAll(survey.path + "/sites/A.h5")
    #expect(functions.allSatisfy(found.contains))
    #expect(Set(found.map(\.id)) == Set(functions.map(\.id) + new))
    let kept = try values(survey)
    #expect(statistics.allSatisfy { kept[$0.key] == $0.value })
    for name in new { #expect(after["edi/A_\(name).edi"] != nil, "\(after.keys)") }
  }

  /// Values of all statistics and masks.
  private func values(_ survey: TestSurvey) throws -> [String: [Float]] {
    let file = try SiteFileReader(survey.path + "/sites/A.h5")
    let tables = try file.statistics() + file.masks()
    return Dictionary(
      uniqueKeysWithValues: try tables.map {
        ("\($0.kind) \($0.level)", try file.values(of: $0))
      })
  }

  @Test("let an earlier run be complete still, which makes nothing again")
  func complete() throws {
    let survey = try survey()
    try run(survey, "run", "--remote", "R")
    try run(survey, "run", "--remote", "B")
    let before = try survey.folder.files()
    for options in [["--remote", "R"], ["--remote", "B"], []] {
      let words = [Command.path, "run", survey.path, "--sites", "A"] + options
      #expect(try Command.launch(words).error.contains("all was done already"))
    }
    for (name, bytes) in try survey.folder.filesOfUser() where name != "survey.h5" {
      #expect(before[name] == bytes, "\(name)")
    }
  }

  @Test("give way to those of the same name where their settings or data changed, with the reason")
  func replaced() throws {
    let survey = try survey()
    try run(survey, "run", "--remote", "R")
    let own = String(decoding: try survey.read("skindepth.ini"), as: UTF8.self)
    try survey.write("skindepth.ini", own.replacing("= 64", with: "= 128"))
    let said = try run(survey, "run")
    #expect(said.contains("replaced transfer function single_1Hz"), "\(said)")
    #expect(said.contains("minwindowsize = 64 before, minwindowsize = 128 now"), "\(said)")
    #expect(!said.contains("remote-R_1Hz"), "\(said)")
    try survey.write("ex", TestSurvey.samples["ex", default: []].map { "\($0 * 2)" })
    let again = try run(survey, "run")
    #expect(again.contains("replaced transfer function single_1Hz"), "\(again)")
    #expect(again.contains("the data of site A changed"), "\(again)")
  }

  @Test("are there with those of a file that cannot be read, which is set aside")
  func unreadable() throws {
    let survey = try survey()
    try survey.remove("work")
    try survey.write("sites/A.h5", "somebody's")
    let said = try run(survey, "run")
    #expect(said.contains("is not a whole file of this program"), "\(said)")
    #expect(try survey.read("sites/A.h5.unreadable-1") == Data("somebody's".utf8))
  }

  @Test("have a name of a file that somebody else wrote, which is named as it is replaced")
  func foreignText() throws {
    let survey = try TestSurvey()
    try survey.write("edi/A_single_1Hz.edi", "mine")
    let said = try run(survey, "run")
    #expect(said.contains("edi/A_single_1Hz.edi is replaced: no result of "), "\(said)")
  }
}
