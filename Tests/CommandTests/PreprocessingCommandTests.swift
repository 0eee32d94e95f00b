import FormatSamples
import Foundation
import Testing

@Suite("Preprocessing by the command") struct PreprocessingCommandTests {
  /// Impedances before and after some lines of [Preprocessing].
  private func impedances(_ lines: String...) throws -> [String: [Double]] {
    let survey = try CoilSurvey()
    try survey.write(
      "skindepth.ini",
      "[Preprocessing]\n" + lines.joined(separator: "\n") + "\n" + CoilSurvey.settings
        // Weights of windows would depend on how large one channel is beside the other.
        + "[Solver]\nmethod = ols\n")
    let result = try Command.run("run", survey.path, "--quiet")
    #expect(result.code == 0, "\(result.error)")
    return try TemporaryFolder.impedances(of: survey.path, "A_single_ols")
  }

  private func expect(_ a: [Double]?, _ factor: Double, _ b: [Double]?) throws {
    let (a, b) = (try #require(a), try #require(b))
    #expect(a.count == b.count && !a.isEmpty)
    for (a, b) in zip(a, b) { #expect(abs(factor * a - b) < 1e-5 * abs(b) + 1e-5) }
  }

  @Test("polarity and scale change the impedance by their factors")
  func factors() throws {
    let plain = try impedances()
    let changed = try impedances("polreverse = Ex,", "scale = Ex:2, Hy:4")
    try expect(plain["ZXYR"], -0.5, changed["ZXYR"])
    try expect(plain["ZXXR"], -2, changed["ZXXR"])
    try expect(plain["ZYXR"], 1, changed["ZYXR"])
    try expect(plain["ZYYR"], 0.25, changed["ZYYR"])
  }

  // What filters and means do to all channels alike is no matter to the impedance, but to the spectra.
  @Test(
    "every other key changes the spectra of the site, and its products",
    arguments: [
      "lpfilt = 0.1", "hpfilt = 0.1", "bpfilt = 0.05, 0.2", "notch = 0.1,", "normalise = True",
      "lpfilt = 0.1\nfilters = resistics",
    ])
  func spectra(lines: String) throws {
    let survey = try CoilSurvey()
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let before = try Data(contentsOf: URL(filePath: survey.path + "/sites/A.h5"))
    let edi = try survey.impedances()
    try survey.configure("Preprocessing", lines)
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    #expect(try Data(contentsOf: URL(filePath: survey.path + "/sites/A.h5")) != before)
    #expect(try survey.impedances() != edi)
  }

  @Test("recordings that are filtered as a whole must fit into --memory, or nothing is begun")
  func wholeRecordings() throws {
    let survey = try CoilSurvey()
    try survey.addLongRecording("meas_02", sampleCount: 3_000_000)
    try survey.configure("Preprocessing", "hpfilt = 0.01", "filters = resistics")
    for command in ["run", "plan"] {
      let result = try Command.run(command, survey.path, "--memory", "64M")
      #expect(result.code == 2)
      for words in ["timeData/A/meas_02", "64 MiB are allowed", "--memory 252M"] {
        #expect(result.error.contains(words), "\(result.error)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: survey.path + "/sites"))
    let plans = try ["resistics", "zerophase"].map { filters in
      try survey.configure("Preprocessing", "hpfilt = 0.01", "filters = \(filters)")
      return try Command.run("plan", survey.path, "--speed", "1", "--ncores", "1").output
    }
    let bytes = plans.map { plan in
      plan.firstMatch(of: /memory +([0-9.]+) MB/).flatMap { Double($0.1) } ?? .nan
    }
    // 96 MB of series, and 7 arrays of one channel.
    #expect(abs(bytes[0] - bytes[1] - 264) < 2, "\(bytes)")
  }

  @Test("remaverage takes the mean off what preprocess writes; estimates never see one")
  func means() throws {
    let survey = try CoilSurvey()
    try survey.addRecording("meas_01", start: "12:26:40.000000") { _, _, value in value + 1000 }
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let plain = try survey.impedances()
    func written(_ name: String) throws -> [Double] {
      let made = try Command.run("preprocess", survey.path, "--postpend", name)
      #expect(made.code == 0, "\(made.error)")
      let folder = "timeData/A/meas_01_\(name)"
      defer { try? FileManager.default.removeItem(atPath: survey.path + "/" + folder) }
      return try (0..<4).map { try survey.mean("\(folder)/chan_0\($0).dat") }
    }
    for mean in try written("kept") { #expect(abs(mean - 1000) < 1) }
    try survey.configure("Preprocessing", "remaverage = True")
    for mean in try written("removed") { #expect(abs(mean) < 1e-4) }
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let centred = try survey.impedances()
    #expect(centred.keys == plain.keys && plain.count > 4)
    for (block, values) in plain {
      // The recorded samples have 24 bits, of which a mean of 1000 leaves 14.
      for (a, b) in zip(values, centred[block] ?? []) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test("sign = resistics turns ATS recordings, and so what is between them and another instrument")
  func sign() throws {
    func impedances(_ sign: String) throws -> [String: [Double]] {
      let survey = try TestSurvey()
      for channel in ["ex", "ey", "hx", "hy"] { try survey.remove(survey.file(channel)) }
      var recording = ATSSample()
      recording.sampleCount = TestSurvey.sampleCount
      for file in recording.files().all {
        try survey.write("timeData/A/meas/\(file.name)", Data(file.bytes))
      }
      for channel in ["hx", "hy"] {
        let samples = try #require(TestSurvey.samples[channel]).map { "\($0)" }
        let header = "# B \(channel) 128 1717243200 \(samples.count) nT 48 9 500\n"
        try survey.write(
          survey.file(channel, of: "B"), header + samples.joined(separator: "\n") + "\n")
      }
      try survey.write(
        "skindepth.ini",
        "[Preprocessing]\nsign = \(sign)\n[Process]\nsites = A,\ninputsite = B\n"
          + CoilSurvey.settings)
      let result = try Command.run("run", survey.path, "--quiet")
      #expect(result.code == 0, "\(result.error)")
      return try TemporaryFolder.impedances(of: survey.path, "A_input-B")
    }
    let (maker, resistics) = (try impedances("maker"), try impedances("resistics"))
    for block in ["ZXXR", "ZXYR", "ZYXI", "ZYYI"] {
      let values = try #require(maker[block])
      #expect(resistics[block] == values.map { -$0 } && !values.isEmpty)
      #expect(values.allSatisfy { $0 != 0 })
    }
  }

  @Test("the products are the same whatever the units of work")
  func blocks() throws {
    let lines = "hpfilt = 0.02\nnotch = 0.1,\nresamp = 1:0.5,\nremaverage = True"
    let texts = try [300, 100_000].map { block in
      let survey = try CoilSurvey()
      try survey.configure("Preprocessing", lines)
      let result = try Command.run(
        "run", survey.path, "--quiet", "--block-samples", "\(block)", "--ncores", "2")
      #expect(result.code == 0, "\(result.error)")
      return try survey.impedances()
    }
    #expect(texts[0] == texts[1] && !texts[0].isEmpty)
  }

  @Test("resampling and the full second change what info shows")
  func info() throws {
    let survey = try CoilSurvey()
    try FileManager.default.removeItem(atPath: survey.path + "/timeData/A/meas_01")
    try survey.addRecording("meas_02", start: "12:26:40.125000", rate: "4")
    try survey.configure("Preprocessing", "interp = True", "resamp = 4:1.5,")
    let result = try Command.run("info", survey.path)
    // 4 Hz from 0.125 s on: three samples and a half go.
    #expect(
      result.output.contains("meas_02: 1.5 Hz, 2020-09-13 12:26:41"), "\(result.output)")
    // 2396 samples are left, of which 3/8 are taken, rounded up.
    #expect(result.output.contains("899 samples"), "\(result.output)")
  }

  @Test("recordings with a gap that is filled are one")
  func gaps() throws {
    let survey = try CoilSurvey()
    try FileManager.default.removeItem(atPath: survey.path + "/timeData/A/meas_01")
    try survey.addRecording("meas_02", start: "12:26:40.000000", samples: 0..<1000)
    try survey.addRecording("meas_03", start: "12:44:20.000000", samples: 1000..<2400)
    let apart = try Command.run("info", survey.path)
    #expect(apart.output.contains("1000 samples") && apart.output.contains("1400 samples"))
    try survey.configure("Preprocessing", "fillgap = 60")
    let joined = try Command.run("info", survey.path)
    #expect(joined.output.contains("2460 samples") && !joined.output.contains("1400 samples"))
    let run = try Command.run("run", survey.path, "--quiet")
    #expect(run.code == 0, "\(run.error)")
    try survey.configure("Preprocessing", "fillgap = 59")
    #expect(try Command.run("info", survey.path).output.contains("1400 samples"))
  }

  @Test("values that are no numbers leave the recording out, unless they are to be replaced")
  func missing() throws {
    let survey = try CoilSurvey()
    try survey.addRecording("meas_01", start: "12:26:40.000000") { channel, index, value in
      channel == "ex" && (500..<510).contains(index) ? .nan : value
    }
    try survey.write(
      "skindepth.ini", CoilSurvey.windows + "maxmissing = 1\n[Calibration]\nrequire = none\n")
    let refused = try Command.run("run", survey.path)
    #expect(refused.code == 1)
    #expect(refused.error.contains("sample 500"))
    try survey.configure("Preprocessing", "remnans = True")
    let result = try Command.run("run", survey.path, "--quiet")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test("runs of zeros are replaced where that is wanted")
  func zeros() throws {
    let survey = try CoilSurvey()
    try survey.addRecording("meas_01", start: "12:26:40.000000") { _, index, value in
      (500..<560).contains(index) ? 0 : value + 1000
    }
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let spoilt = try survey.impedances()
    try survey.configure("Preprocessing", "remzeros = True")
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    #expect(try survey.impedances() != spoilt)
  }

  @Test("a high-pass above half of the rate is refused; a low-pass and a notch are left out")
  func corners() throws {
    let survey = try CoilSurvey()
    try survey.configure("Preprocessing", "lpfilt = 3", "notch = 50,")
    let result = try Command.run("info", survey.path)
    #expect(result.code == 0)
    #expect(result.output.contains("lowPass at 3.0 Hz is left out"))
    #expect(result.output.contains("notch at 50.0 Hz is left out"))
    try survey.configure("Preprocessing", "hpfilt = 3")
    let refused = try Command.run("run", survey.path)
    #expect(refused.code != 0)
    #expect(refused.error.contains("hpfilt") && refused.error.contains("half of the sampling rate"))
  }

  @Test("what preprocess writes is read back, is not conditioned again, and is of the same numbers")
  func preprocess() throws {
    let survey = try CoilSurvey()
    for serial in [302, 303] { try survey.addCalibration(serial) }
    try survey.configure("Preprocessing", "polreverse = Ex,", "hpfilt = 0.01")
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let direct = try survey.impedances()
    let made = try Command.run(
      "preprocess", survey.path, "--calibrate", "--output-site", "B", "--postpend", "clean")
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output.contains("timeData/B/meas_01_clean: 1.0 Hz, 2400 samples"))
    try FileManager.default.removeItem(atPath: survey.path + "/timeData/A")
    let info = try Command.run("info", survey.path)
    #expect(info.output.contains("Hx: in nT; IC_302.TXT matches and is not applied"))
    let comments = try String(
      contentsOf: URL(filePath: survey.path + "/timeData/B/meas_01_clean/comments.txt"),
      encoding: .utf8)
    #expect(comments.contains("Channel Ex multiplied by -1.0"))
    #expect(comments.contains("Channel Hx calibrated with calibration data from file IC_302.TXT"))
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let written = try survey.impedances(site: "B")
    for (block, values) in direct {
      for (a, b) in zip(values, written[block] ?? []) {
        // The coils are flat, so that windows and the whole recording agree but for ends and rounding.
        #expect(abs(a - b) < 2e-3 * max(1, abs(a)), "\(block)")
      }
    }
  }

  @Test("preprocess cuts at times, takes options before keys, and does not write twice")
  func options() throws {
    let survey = try CoilSurvey()
    let words = [
      "preprocess", survey.path, "--start", "2020-09-13 12:30:00", "--stop",
      "2020-09-13 12:39:59", "--scale", "Hx:3",
    ]
    let made = try Command.launch([Command.path] + words)
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output.contains("A/proc_meas_01: 1.0 Hz, 600 samples"))
    let again = try Command.launch([Command.path] + words)
    #expect(again.code == 3)
    #expect(again.error.contains("proc_meas_01: is there already"))
    let info = try Command.run("info", survey.path)
    #expect(
      info.output.contains("proc_meas_01: 1.0 Hz, 2020-09-13 12:30:00 to 2020-09-13 12:39:59"))
    let none = try Command.run("preprocess", survey.path, "--stop", "2019-01-01")
    #expect(none.code == 2 && none.error.contains("no recording that was asked for"))
    let bad = try Command.run("preprocess", survey.path, "--sites", "Q")
    #expect(bad.code == 2 && bad.error.contains("is not in the survey"))
  }
}
