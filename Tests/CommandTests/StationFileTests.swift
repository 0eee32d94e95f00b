import Archive
import Foundation
import Testing

@Suite("A file of many stations")
struct StationFileTests {
  /// Two surveys: one of sites in files of their own, and one of a single file over both.
  private func surveys() throws -> (folder: TemporaryFolder, apart: String, together: String) {
    let folder = try TemporaryFolder()
    let (apart, together) = (folder.path + "/apart", folder.path + "/together")
    let made = try Command.run(
      "synth", apart, "--sites", "2", "--rate", "8", "--duration", "1200", "--no-remote")
    #expect(made.code == 0, "\(made.error)")
    // What the links lead to lies where it is not taken for recordings of its own.
    let parts = together + "/timeData/X/.parts"
    try FileManager.default.createDirectory(atPath: parts, withIntermediateDirectories: true)
    for site in ["A", "B"] {
      try FileManager.default.copyItem(
        atPath: "\(apart)/timeData/\(site)/\(site).h5", toPath: "\(parts)/\(site).h5")
    }
    try SurveyFileWriter.write(
      together + "/timeData/X/all.h5", over: ["A", "B"].map { "\(parts)/\($0).h5" },
      software: .init(name: "test", version: "1"))
    return (folder, apart, together)
  }

  @Test("is as many sites, by their own names, with the numbers of files of their own")
  func sites() throws {
    let (folder, apart, together) = try surveys()
    defer { withExtendedLifetime(folder) {} }
    for survey in [apart, together] {
      let result = try Command.run("run", survey)
      #expect(result.code == 0, "\(result.error)")
      if survey == together {
        #expect(result.error.contains("all.h5: has 2 stations, which are sites: A, B"))
      }
    }
    for site in ["A", "B"] {
      let texts = try [apart, together].map {
        try String(contentsOfFile: "\($0)/edi/\(site)_single_8Hz.edi", encoding: .utf8)
          .components(separatedBy: ">FREQ").last
      }
      #expect(texts[0] == texts[1])
    }
    // The next run finds all done, and keeps the work of both.
    let again = try Command.run("run", together)
    #expect(again.error.contains("all was done already"), "\(again.error)")
  }

  @Test("has its folder's name in front of a station that another folder is named after")
  func clash() throws {
    let (folder, apart, together) = try surveys()
    defer { withExtendedLifetime(folder) {} }
    try FileManager.default.copyItem(
      atPath: apart + "/timeData/A", toPath: together + "/timeData/A")
    let result = try Command.run("run", together)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("which are sites: X_A, B"), "\(result.error)")
    let files = try FileManager.default.contentsOfDirectory(atPath: together + "/sites").sorted()
    #expect(files == ["A.h5", "B.h5", "X_A.h5"])
  }

  @Test("lends a survey the stations that are asked for")
  func some() throws {
    let (folder, _, together) = try surveys()
    defer { withExtendedLifetime(folder) {} }
    let file = together + "/timeData/X/all.h5"
    let survey = folder.path + "/some"
    #expect(try Command.run("new", survey).code == 0)
    let wrong = try Command.run("add", survey, "S", file, "--station", "A,C")
    #expect(wrong.code == 1 && wrong.error.contains("there is no station C"), "\(wrong.error)")
    #expect(wrong.error.contains("there are: A, B"))
    let added = try Command.run("add", survey, "S", file, "--station", "B")
    #expect(added.code == 0, "\(added.error)")
    let info = try Command.run("info", survey)
    #expect(info.output.contains("site S") && !info.output.contains("site A"), "\(info.output)")
    try "# ours\nC\n".write(
      toFile: survey + "/timeData/S/all.h5.stations", atomically: true, encoding: .utf8)
    let broken = try Command.run("info", survey)
    #expect(broken.code == 1 && broken.error.contains("there is no station C"), "\(broken.error)")
  }
}
