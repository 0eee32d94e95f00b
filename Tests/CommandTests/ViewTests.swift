import Foundation
import Testing

@Suite struct ViewTests {
  /// A survey with all products of its site.
  private func processed() throws -> TestSurvey {
    let survey = try TestSurvey()
    let run = try Command.run("run", survey.path)
    try #require(run.code == 0, "\(run.error)")
    return survey
  }

  @Test("every kind of figure is made of a survey that was processed, and named after it")
  func everyKind() throws {
    let survey = try processed()
    for (kind, file, says) in [
      ("impedance", "impedance-A.svg", "Apparent resistivity"),
      ("time", "time-A.svg", "Time (UTC)"),
      ("spectra", "spectra-A-level0.svg", "nT/√Hz"),
      ("stack", "stack-A-level0.svg", "Squared coherence Ex–Hy"),
      ("section", "section-A-level0.svg", "data:image/png;base64,"),
      ("timeline", "timeline.svg", "reference time"),
    ] {
      let view = try Command.run("view", kind, survey.path)
      #expect(view.code == 0, "\(kind): \(view.error)")
      #expect(view.output == "\(survey.path)/figures/\(file)\n")
      let svg = String(decoding: try survey.read("figures/\(file)"), as: UTF8.self)
      #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n") && svg.contains(says), "\(kind)")
    }
  }

  @Test("what is shown is of the set of spectra that the configuration names")
  func setOfConfiguration() throws {
    let survey = try TestSurvey()
    try survey.write(
      "skindepth.ini",
      "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n[Spectra]\nspecdir = wide\n")
    try #require(try Command.run("run", survey.path).code == 0)
    let view = try Command.run("view", "impedance", survey.path)
    #expect(view.output == "\(survey.path)/sets/wide/figures/impedance-A.svg\n", "\(view.error)")
    #expect(try Command.run("compare", survey.path, "--resistivity", "100").code == 0)
    try survey.write("other.ini", "[Spectra]\nspecdir = spectra\n")
    let other = try Command.run(
      "view", "impedance", survey.path, "--config", survey.path + "/other.ini")
    #expect(other.code != 0)
  }

  @Test("statistics and masks are drawn of the windows that they are of")
  func statistics() throws {
    let survey = try TestSurvey()
    try survey.write(
      "skindepth.ini",
      """
      [Window]
      minwindowsize = 64
      minoverlapsize = 16
      [Statistics]
      stats = coherence,
      [Mask high]
      constraint = coherence cohExHy 0.9 1.0 inside
      [Process]
      masks = high,

      """)
    let run = try Command.run("run", survey.path)
    try #require(run.code == 0 || run.code == 4, "\(run.error)")
    for (kind, options, says) in [
      ("statistics", ["--index", "1"], "cohExHy"),
      ("histogram", ["--mask", "high"], "without mask high"),
      ("crossplot", ["--pairs", "cohExHx:cohEyHy"], "cohEyHy"), ("density", [], "in a cell"),
      ("mask", ["--level", "0"], "Masked (%)"),
    ] {
      let file = "\(survey.path)/\(kind).svg"
      let view = try Command.launch(
        [Command.path, "view", kind, survey.path, "-o", file] + options)
      #expect(view.code == 0, "\(kind): \(view.error)")
      guard view.code == 0 else { continue }
      let svg = String(decoding: try survey.read("\(kind).svg"), as: UTF8.self)
      #expect(svg.contains("Site A, ") && svg.contains(says), "\(kind)")
    }
    let none = try Command.run("view", "statistics", survey.path, "--statistic", "resPhase")
    #expect(none.code == 2 && none.error.contains("there are: coherence"), "\(none.error)")
  }

  @Test("responses of sensors are drawn of files and of kinds")
  func calibration() throws {
    let survey = try TestSurvey()
    let none = try Command.run("view", "calibration", survey.path)
    #expect(none.code == 1 && none.error.contains("has no calibration"), "\(none.error)")
    let unknown = try Command.run("view", "calibration", survey.path, "--theoretical", "XYZ1")
    #expect(unknown.code == 2 && unknown.error.contains("MFS06"), "\(unknown.error)")
    let view = try Command.run("view", "calibration", survey.path, "--theoretical", "MFS06,MFS07")
    #expect(view.code == 0, "\(view.error)")
    let svg = String(decoding: try survey.read("figures/calibration.svg"), as: UTF8.self)
    #expect(svg.contains("Amplitude (mV/nT)") && svg.contains("theoretical MFS07"))
    #expect(svg.components(separatedBy: "<polyline").count == 1 + 4)
  }

  @Test("times, channels and the file are as asked for")
  func options() throws {
    let survey = try TestSurvey()
    let file = survey.path + "/one.svg"
    // The recording begins at 2020-09-13 12:26:40.
    let view = try Command.run(
      "view", "time", survey.path, "--from", "2020-09-13 12:30:00", "--to", "2020-09-13 12:31:00",
      "--channels", "Hy,Ex", "-o", file)
    #expect(view.code == 0 && view.output == file + "\n", "\(view.error)")
    let svg = String(decoding: try survey.read("one.svg"), as: UTF8.self)
    #expect(svg.contains("Hy (nT)") && svg.contains("Ex (mV/km)") && !svg.contains("Ey"))
    #expect(svg.contains(">12:30:10<") && svg.contains(">2020-09-13<"))
    let lines = svg.components(separatedBy: "<polyline points=\"").dropFirst()
    let counts = lines.map { $0.prefix { $0 != "\"" }.split(separator: " ").count }
    #expect(counts == [61, 61], "a sample a second, both ends included")
  }

  @Test(
    "what cannot be drawn is said in one sentence",
    arguments: [
      (["time", "P", "--site", "Q"], "has no site Q", 2),
      (["time", "P", "--from", "2030-01-01"], "recorded nothing of what is asked for", 2),
      (["time", "P", "--from", "noon"], "'noon' is no time", 2),
      (["time", "P", "--channels", "Qx"], "'Qx' is no channel", 2),
      (["time", "P", "-o", "figure.gif"], "--output ends in .svg, .pdf or .png", 2),
      (["time", "P/none"], "is no folder", 2),
      (["time", "P", "-o", "P/none/figure.svg"], "cannot be written", 3),
      (["spectra", "P"], "has no spectra", 1),
      (["impedance", "P"], "has no transfer functions", 1),
      (["impedance", "P/none.edi"], "cannot be read", 1),
      (["tapper", "P"], "did you mean `skindepth view tipper`?", 2),
      (["stack", "P", "--pairs", "Ex"], "'Ex' is no pair of channels", 2),
    ])
  func complaints(words: [String], says: String, code: Int32) throws {
    let survey = try TestSurvey()
    let arguments = words.map { $0.replacing("P", with: survey.path, maxReplacements: 1) }
    let view = try Command.launch([Command.path, "view"] + arguments.map { $0 })
    #expect(view.code == code && view.error.contains(says), "\(view.error)")
    #expect(!FileManager.default.fileExists(atPath: survey.path + "/figures"))
  }

  @Test("without the program that makes PDF there is a message, and no file")
  func withoutConverter() throws {
    let survey = try TestSurvey()
    let file = survey.path + "/figure.pdf"
    let view = try Command.shell(
      "PATH=/none; \"$SKINDEPTH\" view timeline '\(survey.path)' -o '\(file)'")
    #expect(view.code == 2)
    #expect(view.error.contains("need the program rsvg-convert, which is not there"))
    #expect(view.error.contains("librsvg2-bin"))
    let left = try FileManager.default.contentsOfDirectory(atPath: survey.path)
    #expect(!left.contains { $0.contains("figure") }, "\(left)")
  }

  @Test("the program that makes PDF is given the figure, and what it makes gets the name")
  func withConverter() throws {
    let survey = try TestSurvey()
    let tools = try TemporaryFolder()
    // Stands for the real one, which not every machine has: the name after --output gets the file.
    let script = """
      #!/bin/sh
      while [ "$1" != --output ]; do shift; done
      { echo %PDF; cat "$3"; } > "$2"

      """
    let program = tools.path + "/rsvg-convert"
    try script.write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let view = try Command.shell(
      "PATH=\(tools.path):$PATH \"$SKINDEPTH\" view timeline '\(survey.path)' --format pdf")
    #expect(view.code == 0, "\(view.error)")
    let text = String(decoding: try survey.read("figures/timeline.pdf"), as: UTF8.self)
    #expect(text.hasPrefix("%PDF\n<?xml") && text.contains("</svg>"))
    let left = try FileManager.default.contentsOfDirectory(atPath: survey.path + "/figures")
    #expect(left == ["timeline.pdf"])
  }

  @Test("the help of each kind shows how it is used")
  func help() throws {
    let view = try Command.run("view", "--help")
    #expect(view.code == 0 && view.output.contains("EXAMPLES"))
    for kind in [
      "impedance", "tipper", "time", "spectra", "stack", "section", "statistics", "histogram",
      "crossplot", "density", "mask", "timeline",
    ] {
      #expect(view.output.contains(kind))
      let help = try Command.run("view", kind, "--help")
      #expect(help.code == 0 && help.output.contains("skindepth view \(kind) demo"), "\(kind)")
    }
  }
}
