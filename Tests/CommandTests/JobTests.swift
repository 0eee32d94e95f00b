import Foundation
import Testing

@Suite("A job of several process runs")
struct JobTests {
  /// A survey at two rates, without a remote site.
  private func survey() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try Command.run(
      "synth", folder.path + "/s", "--sites", "2", "--rate", "16,64", "--duration", "400,60",
      "--no-remote")
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  private func write(_ text: String, _ folder: TemporaryFolder) throws -> String {
    let file = folder.path + "/job.ini"
    try Data(("[Window]\nminwindowsize = 128\nminoverlapsize = 32\n" + text).utf8)
      .write(to: URL(filePath: file))
    return file
  }

  private func run(
    _ command: String, _ folder: TemporaryFolder, _ text: String, _ options: String...
  ) throws -> CommandResult {
    try Command.launch(
      [Command.path, command, folder.path + "/s", "--config", write(text, folder), "--quiet"]
        + options)
  }

  private func names(_ folder: TemporaryFolder, _ part: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/s/\(part)").sorted()
  }

  @Test("makes the products of each, at the sampling frequencies that it says")
  func products() throws {
    let folder = try survey()
    let text = """
      [Process all]
      [Process cross]
      sites = A,
      inputsite = B
      samplefreqs = 64,
      postpend = x
      [Process quiet]
      sites = B,
      samplefreqs = 16,
      figures = no
      """
    let result = try run("run", folder, text)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      try names(folder, "edi") == [
        "A_input-B_x_64Hz.edi", "A_single_all_16Hz.edi", "A_single_all_64Hz.edi",
        "B_single_all_16Hz.edi", "B_single_all_64Hz.edi", "B_single_quiet_16Hz.edi",
      ])
    #expect(
      try names(folder, "figures").filter { $0.hasSuffix("impedance.svg") } == [
        "A_input-B_x_64Hz_impedance.svg", "A_single_all_16Hz_impedance.svg",
        "A_single_all_64Hz_impedance.svg", "B_single_all_16Hz_impedance.svg",
        "B_single_all_64Hz_impedance.svg",
      ])
    let shown = try Command.run("compare", folder.path + "/s", "--summary").output
    #expect(shown.contains("A input-B_x_64Hz\n") && shown.contains("B single_quiet_16Hz\n"))
  }

  @Test("of the same channels has the same numbers under each name, and keeps old names")
  func names() throws {
    let folder = try survey()
    #expect(try run("run", folder, "[Process]\nsamplefreqs = 16,").code == 0)
    #expect(try names(folder, "edi") == ["A_single_16Hz.edi", "B_single_16Hz.edi"])
    let result = try run(
      "run", folder, "[Process a]\nsamplefreqs = 16,\n[Process b]\nsamplefreqs=16,")
    #expect(result.code == 0, "\(result.error)")
    #expect(
      try names(folder, "edi") == [
        "A_single_16Hz.edi", "A_single_a_16Hz.edi", "A_single_b_16Hz.edi", "B_single_16Hz.edi",
        "B_single_a_16Hz.edi", "B_single_b_16Hz.edi",
      ])
    let texts = try ["a", "b"].map { name -> Substring in
      let data = try Data(
        contentsOf: URL(filePath: "\(folder.path)/s/edi/A_single_\(name)_16Hz.edi"))
      let text = String(decoding: data, as: UTF8.self)
      return text[(try #require(text.range(of: ">FREQ"))).lowerBound...]
    }
    #expect(texts[0] == texts[1])
  }

  @Test("is refused where two runs make one product")
  func twice() throws {
    let folder = try survey()
    let result = try run("run", folder, "[Process a]\npostpend = x\n[Process b]\npostpend = x")
    #expect(result.code == 2)
    #expect(
      result.error.contains(
        "[Process b]: makes the transfer function single_x of site A, as [Process a] does"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/s/work"))
  }

  @Test("says what recordings there are where none has the sampling frequency")
  func rates() throws {
    let folder = try survey()
    let wrong = try run("run", folder, "[Process]\nsamplefreqs = 100,")
    #expect(wrong.code == 2)
    #expect(
      wrong.error.contains(
        """
        [Process]: samplefreqs: no recording has 100 Hz
          remedy: the survey's recordings have 64 Hz, 16 Hz
        """))
    let some = try Command.run(
      "run", folder.path + "/s", "--config", write("[Process]\nsamplefreqs = 16, 100", folder))
    #expect(some.code == 0)
    #expect(some.error.contains("[Process]: no recording has 100 Hz"), "\(some.error)")
  }

  @Test("step by step has the products of one run")
  func steps() throws {
    let folder = try survey()
    let text = "[Process all]\n[Process b]\nsites = B,"
    #expect(try run("run", folder, text).code == 0)
    let expected = try folder.filesOfUser()
    for name in ["work", "sites", "edi", "figures", "survey.h5"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/s/\(name)")
    }
    let spectra = try run("spectra", folder, text)
    #expect(spectra.code == 0, "\(spectra.error)")
    #expect(try names(folder, "sites") == ["A.h5", "B.h5"])
    #expect(try names(folder, "edi").isEmpty)
    #expect(try Command.run("compare", folder.path + "/s").output.isEmpty)
    #expect(try run("process", folder, text).code == 0)
    let found = try folder.filesOfUser()
    #expect(found.keys.sorted() == expected.keys.sorted())
    for name in expected.keys where !name.hasSuffix(".h5") {
      #expect(found[name] == expected[name], "\(name)")
    }
    // What is done stays: spectra are there, and transfer functions are not taken away.
    let before = try names(folder, "sites")
    #expect(try run("spectra", folder, text).code == 0)
    #expect(try names(folder, "sites") == before)
    #expect(try Command.run("compare", folder.path + "/s", "--summary").output.contains("B single"))
  }

  @Test("can be told by options, which go before the sections")
  func options() throws {
    let folder = try survey()
    let result = try run(
      "process", folder, "[Process]\nsites = B,", "--sites", "A", "--samplefreqs", "64",
      "--outchans", "Ex,Ey", "--postpend", "rr", "--no-figures", "--inputsite", "B")
    #expect(result.code == 0, "\(result.error)")
    #expect(try names(folder, "edi") == ["A_input-B_rr_64Hz.edi"])
    #expect(try names(folder, "figures").isEmpty)
  }

  @Test("spectra of a survey without electric channels can be made")
  func magneticOnly() throws {
    let survey = try TestSurvey()
    for channel in ["ex", "ey"] { try survey.remove(survey.file(channel)) }
    #expect(try Command.run("run", survey.path).code == 1)
    let result = try Command.run("spectra", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("spectra of 1 site in"))
    #expect(FileManager.default.fileExists(atPath: survey.path + "/sites/A.h5"))
  }
}
