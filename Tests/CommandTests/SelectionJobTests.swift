import Foundation
import Testing

/// Masks, statistics and limits of time, from the configuration to the products.
@Suite("A job with masks and limits of time")
struct SelectionJobTests {
  private let survey: TestSurvey

  init() throws { survey = try TestSurvey() }

  /// The windows of the test survey, and a job.
  private func run(
    _ command: String, _ job: String, _ options: String...
  ) throws -> CommandResult {
    try survey.write("skindepth.ini", "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n" + job)
    return try Command.launch([Command.path, command, survey.path, "--quiet"] + options)
  }

  private let mask = """
    [Mask high]
    constraint = coherence cohExHy 0.99 1
    constraint = coherence cohEyHx 0.99 1
    [Process all]
    [Process high]
    masks = high,

    """

  @Test("gives each process run the windows that its masks leave")
  func masks() throws {
    let result = try run("run", mask)
    #expect(result.code == 0, "\(result.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: survey.path + "/edi").sorted()
    #expect(names == ["A_single_all_1Hz.edi", "A_single_high_1Hz.edi"])
    let shown = try Command.run("mask", survey.path)
    #expect(shown.code == 0, "\(shown.error)")
    #expect(shown.output.hasPrefix("site A, mask high_1Hz\n  coherence cohExHy inside 0.99 1.0"))
    #expect(shown.output.contains(" left out ("))
    let windows = try Command.run("mask", survey.path, "high", "--windows", "--sites", "A")
    #expect(windows.code == 0 && windows.output.count > shown.output.count)
    let none = try Command.run("mask", survey.path, "low")
    #expect(none.code == 2 && none.error.contains("has no such mask"))
  }

  @Test("says which component a statistic has, and of what a mask cannot be made")
  func wrong() throws {
    let component = try run("run", mask.replacing("cohExHy", with: "cohExHq"))
    #expect(component.code == 2)
    #expect(component.error.contains("coherence has no component cohExHq"), "\(component.error)")
    let rate = try run(
      "run", mask.replacing("[Mask high]\n", with: "[Mask high]\nsamplefreqs = 128,\n"))
    #expect(rate.code == 0)
  }

  @Test(
    "takes windows of some times alone",
    arguments: ["times = 12:30:00 to 12:50:00", "dates = 2020-09-13,"])
  func times(limit: String) throws {
    let result = try run("run", "[Process]\n\(limit)\n")
    // Long periods may lack windows then.
    #expect(result.code == 0 || result.code == 4, "\(result.error)")
    #expect(FileManager.default.fileExists(atPath: survey.path + "/edi/A_single_1Hz.edi"))
  }

  @Test("has no window on another day")
  func noTime() throws {
    let result = try run("run", "[Process]\ndates = 2020-09-14,\n")
    #expect(result.code == 2)
    #expect(result.error.contains("no window of single lies within its limits of time"))
  }

  @Test("makes its spectra, its statistics and its estimates step by step")
  func steps() throws {
    #expect(try run("run", mask).code == 0)
    let expected = try survey.folder.filesOfUser()
    for name in ["work", "sites", "edi", "figures", "survey.h5"] { try survey.remove(name) }
    for step in ["spectra", "statistics", "process"] {
      let result = try run(step, mask)
      #expect(result.code == 0, "\(step): \(result.error)")
    }
    #expect(try survey.folder.filesOfUser() == expected)
    for step in ["spectra", "statistics"] { #expect(try run(step, mask).code == 0) }
    #expect(try survey.folder.filesOfUser() == expected)
  }
}
