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
}
