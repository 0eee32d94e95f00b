import Foundation
import Testing

@Suite("What the command tells of a configuration and of a survey")
struct OverviewTests {
  @Test("config shows each value with where it comes from")
  func effective() throws {
    let survey = try TestSurvey()
    let result = try Command.run("config", survey.path, "--ncores", "3")
    #expect(result.code == 0 && result.error.isEmpty)
    #expect(result.output.hasPrefix("name = default  # default\nncores = 3  # option --ncores\n"))
    #expect(
      result.output.contains("\n[Window]\n")
        && result.output.contains("minwindowsize = 64  # \(survey.path)/skindepth.ini:2\n"))
    // It is a configuration again.
    try survey.write("again.ini", result.output)
    let again = try Command.run("config", "--config", survey.path + "/again.ini")
    #expect(again.code == 0 && again.output.contains("minwindowsize = 64  # "), "\(again.error)")
  }

  @Test("config needs no survey, and then no file")
  func defaults() throws {
    let result = try Command.run("config")
    #expect(result.code == 0 && result.output.contains("minwindowsize = 512  # default\n"))
    let file = try Command.run("config", "--defaults").output
    #expect(file.contains("\nminwindowsize = 512\n") && file.contains("\n# [Mask NAME]\n"))
  }

  @Test("config explains a key, in whatever section, or says which was meant")
  func key() throws {
    let one = try Command.run("config", "--key", "Window.minwindows").output
    #expect(one.hasPrefix("Window.minwindows = 5\n    Levels end where"))
    #expect(one.contains("    give a whole number, 2 or more\n"))
    let several = try Command.run("config", "--key", "ncores").output
    #expect(
      several.contains("\nSpectra.ncores = -1\n") && several.contains("\nSolver.ncores = -1\n"))
    let wrong = try Command.run("config", "--key", "minwindow")
    #expect(wrong.code == 2 && wrong.error.contains("did you mean `minwindows`?"))
  }

  @Test("config names all that is wrong with a file")
  func wrong() throws {
    let survey = try TestSurvey()
    try survey.write("skindepth.ini", "ncores = x\n[Windw]\n")
    let result = try Command.run("config", survey.path)
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.error.contains("line 1, ncores: `x` is not a whole number"))
    #expect(result.error.contains("did you mean [Window]?"))
  }

  @Test("info shows when sites recorded, and with whom")
  func timeline() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000 + 2400)
    try survey.addSite("C", start: 1_600_000_000 + 1200)
    let lines = try Command.run("info", survey.path).output.split(separator: "\n").map(String.init)
    #expect(lines.contains("  at the same time: C"))
    #expect(lines.contains("  at the same time: A, B"))
    let bars = lines.suffix(4)
    #expect(
      Array(bars) == [
        "       2020-09-13 12:26:40                        2020-09-13 13:46:39",
        "A 1 Hz |##############################                              |",
        "B 1 Hz |                              ##############################|",
        "C 1 Hz |               ##############################               |",
      ])
  }

  @Test("info gives all of it as JSON")
  func json() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    let result = try Command.run("info", survey.path, "--json")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let overview = try #require(object as? [String: Any])
    #expect(overview["samplingFrequencies"] as? [Double] == [1])
    #expect(overview["start"] as? String == "2020-09-13T12:26:40.000000000+00:00")
    let sites = try #require(overview["sites"] as? [[String: Any]])
    #expect(sites.map { $0["name"] as? String } == ["A", "B"])
    #expect(sites.map { $0["concurrent"] as? [String] } == [["B"], ["A"]])
    let recordings = try #require(sites[0]["recordings"] as? [[String: Any]])
    #expect(recordings.map { $0["samples"] as? Int } == [2400])
    #expect(recordings.map { ($0["channels"] as? [String])?.count } == [4])
  }

  @Test("a project file of resistics gives the reference time")
  func projectFile() throws {
    let survey = try TestSurvey()
    try survey.write("mt.prj", "Time data path = x\nReference time = 2020-09-01 00:00:00\n")
    #expect(
      try Command.run("info", survey.path).output.contains("reference time 2020-09-01 00:00:00"))
    try survey.write("skindepth.ini", "[Survey]\nreference = 2020-08-01")
    #expect(
      try Command.run("info", survey.path).output.contains("reference time 2020-08-01 00:00:00"))
    try survey.write("skindepth.ini", "")
    try survey.write("mt.prj", "Reference time = soon\n")
    let wrong = try Command.run("info", survey.path)
    #expect(wrong.code == 2 && wrong.error.contains("mt.prj: Reference time: gives no time"))
  }

  @Test(
    "synth makes recordings of several rates in turn",
    arguments: [("16,64", "100,20", 0), ("16,16", "100", 2), ("16,64", "100,20,3", 2)])
  func rates(rate: String, duration: String, code: Int32) throws {
    let folder = try TemporaryFolder()
    let result = try Command.run(
      "synth", folder.path + "/s", "--sites", "1", "--rate", rate, "--duration", duration)
    #expect(result.code == code, "\(result.error)")
    guard code == 0 else { return }
    let info = try Command.run("info", folder.path + "/s").output
    #expect(info.contains("  run001: 16.0 Hz,") && info.contains("  run001_2: 64.0 Hz,"), "\(info)")
    #expect(info.contains("R 64 Hz "))
  }
}
