import Foundation
import Testing

/// What the command does to a survey beyond what it was asked for: nothing.
@Suite("A survey")
struct SurveyCareTests {
  /// Two synthetic sites and a remote one, made by the command.
  private func synthetic(_ options: String...) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try Command.launch(
      [Command.path, "synth", folder.path + "/s", "--sites", "2", "--rate", "16"]
        + ["--duration", "600"] + options)
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  @Test("keeps the products of sites that were not chosen")
  func chosenSites() throws {
    let folder = try synthetic()
    let survey = folder.path + "/s"
    #expect(try Command.run("run", survey, "--quiet").code == 0)
    let before = try folder.files()
    #expect(try Command.run("run", survey, "--quiet", "--sites", "A").code == 0)
    let after = try folder.files()
    for file in [
      "s/sites/B.h5", "s/edi/B_single_16Hz.edi", "s/figures/B_single_16Hz_impedance.svg",
    ] {
      #expect(before[file] != nil && before[file] == after[file], "\(file)")
    }
    let compared = try Command.run("compare", survey, "--summary").output
    for name in ["A single", "A remote-R", "B single", "B remote-R"] {
      #expect(compared.contains(name), "\(compared)")
    }
  }

  @Test("has the EDI files of an earlier run that this one did not make")
  func earlier() throws {
    let folder = try synthetic()
    let survey = folder.path + "/s"
    #expect(try Command.run("run", survey, "--quiet").code == 0)
    let before = try folder.files()
    let result = try Command.run("run", survey, "--no-single-site")
    #expect(result.code == 0 && !result.error.contains("replaced"), "\(result.error)")
    let files = try folder.files()
    for name in ["A_single_16Hz", "A_remote-R_16Hz"] {
      let file = "s/edi/\(name).edi"
      #expect(before[file] != nil && files[file] == before[file])
    }
  }

  @Test("is as it was when a file to add is no recording")
  func undone() throws {
    let folder = try synthetic()
    let stray = folder.path + "/notes.txt"
    try Data("nothing to see\n".utf8).write(to: URL(filePath: stray))
    let before = try folder.files()
    for options in [[], ["--rate", "0", "--channels", "Ex Ey"]] {
      let result = try Command.launch(
        [Command.path, "add", folder.path + "/s", "N", stray] + options)
      #expect(result.code != 0 && result.error.contains("remedy: "), "\(result.error)")
      #expect(try folder.files() == before)
    }
  }

  @Test("over a uniform ground can be processed as it is made")
  func uniform() throws {
    let folder = try synthetic("--ground", "uniform")
    let result = try Command.run("run", folder.path + "/s", "--quiet")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test("is told which periods its windows cannot hold, and which are not there at all")
  func unresolved() throws {
    let folder = try synthetic()
    let config = folder.path + "/deep.ini"
    try Data("[Frequencies]\nfrequencies = 2, 0.01\nperlevel = 2\n".utf8)
      .write(to: URL(filePath: config))
    let result = try Command.run("run", folder.path + "/s", "--config", config)
    #expect(result.code == 0 && result.error.contains("100.00 s is left out"), "\(result.error)")
    try Data("[Frequencies]\nfrequencies = 7,\n".utf8).write(to: URL(filePath: config))
    let none = try Command.run("run", folder.path + "/s", "--config", config)
    #expect(none.code == 2 && none.error.contains("no frequency is left"), "\(none.error)")
  }

  @Test("is processed with the threads that each section asks for, to the same bytes")
  func threads() throws {
    let folder = try synthetic()
    let survey = folder.path + "/s"
    #expect(try Command.run("run", survey, "--quiet", "--ncores", "1").code == 0)
    let before = try folder.files()
    let config = survey + "/skindepth.ini"
    let settings = try String(contentsOfFile: config, encoding: .utf8)
    let sections = "\n[Spectra]\nncores = 1\n[Solver]\nncores = 2\n"
    try Data((settings + sections).utf8).write(to: URL(filePath: config))
    let result = try Command.run("run", survey, "--verbose")
    #expect(
      result.code == 0 && result.error.contains("1 threads, 2 for solving"), "\(result.error)")
    let after = try folder.files()
    for file in ["s/sites/A.h5", "s/survey.h5", "s/edi/B_remote-R_16Hz.edi"] {
      #expect(before[file] != nil && before[file] == after[file], "\(file)")
    }
  }
}
