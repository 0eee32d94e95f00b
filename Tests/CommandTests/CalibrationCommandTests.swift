import Foundation
import Testing

@Suite("Calibration by the command") struct CalibrationCommandTests {
  @Test("info says which file belongs to which channel, and which has none")
  func info() throws {
    let survey = try CoilSurvey()
    try survey.write("skindepth.ini", CoilSurvey.windows)
    try survey.addCalibration(302)
    let result = try Command.run("info", survey.path)
    // A coil with and one without calibration are no pair of inputs.
    #expect(result.code == 1, "\(result.error)")
    #expect(
      result.error.contains("Hy left out: in mV (no calibration for MFS06 303), other channels"))
    #expect(
      result.output.contains("Hx: calibration IC_302.TXT (calibration text, 1e-06 to 1000.0 Hz)"))
    #expect(result.output.contains("Hy: no calibration for MFS06 303"))
    // The time of the project file of resistics.
    #expect(result.output.contains("reference time 2020-09-13 00:00:00"))
  }

  @Test("a survey with a file for each coil gives the field's impedance; without, the coil's")
  func run() throws {
    let plain = try CoilSurvey()
    try plain.write("skindepth.ini", CoilSurvey.windows)
    let warned = try Command.run("run", plain.path)
    #expect(warned.code == 4, "\(warned.error)")
    #expect(warned.error.contains("Hx, Hy in mV (no calibration for MFS06 302; no calibration"))
    let edi = try String(contentsOfFile: plain.path + "/edi/A_single_1Hz.edi", encoding: .utf8)
    #expect(edi.contains("units = (mV/km)/mV"))
    let calibrated = try CoilSurvey()
    try calibrated.addCalibration(302)
    try calibrated.addCalibration(303, folder: "calibration")
    let result = try Command.run("run", calibrated.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(!result.error.contains("response of the coil"))
    let (before, after) = (try plain.impedances(), try calibrated.impedances())
    #expect(
      before.keys.sorted() == ["ZXXI", "ZXXR", "ZXYI", "ZXYR", "ZYXI", "ZYXR", "ZYYI", "ZYYR"])
    for (block, values) in before {
      let other = try #require(after[block])
      try #require(values.count == other.count && !values.isEmpty)
      for (a, b) in zip(values, other) {
        // A tenth of the field is ten times the impedance, to the digits of the file.
        #expect(abs(10 * a - b) < 1e-4 * abs(b) + 1e-4, "\(block)")
      }
    }
  }

  @Test("another file, and the switch, make the products anew")
  func again() throws {
    let survey = try CoilSurvey()
    for serial in [302, 303] { try survey.addCalibration(serial) }
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let first = try survey.impedances()
    for serial in [302, 303] { try survey.addCalibration(serial, gain: 20) }
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let second = try survey.impedances()
    for (a, b) in zip(first["ZXYR"] ?? [], second["ZXYR"] ?? []) {
      #expect(abs(2 * a - b) < 1e-4 * abs(b))
    }
    try survey.write(
      "skindepth.ini",
      "[Calibration]\ncalibrate = False\n[Window]\nminwindowsize = 64\nminoverlapsize = 16\n")
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    for (a, b) in zip(first["ZXYR"] ?? [], try survey.impedances()["ZXYR"] ?? []) {
      #expect(abs(a - 10 * b) < 1e-4 * abs(a) + 1e-4)
    }
  }

  @Test("what comments and headers say is calibrated is not calibrated again")
  func twice() throws {
    let survey = try CoilSurvey()
    for serial in [302, 303] { try survey.addCalibration(serial) }
    try survey.write(
      "timeData/A/meas_01/comments.txt",
      "Channel Hx calibrated with calibration data from file calData/IC_302.TXT\n"
        + "Channel Hy not calibrated\n")
    let result = try Command.run("info", survey.path)
    #expect(result.output.contains("Hx: in nT; IC_302.TXT matches and is not applied"))
    #expect(result.output.contains("Hy: calibration IC_303.TXT"))
  }

  @Test("two files for one coil leave the recording out, and say so")
  func ambiguous() throws {
    let survey = try CoilSurvey()
    try survey.addCalibration(302)
    try survey.addCalibration(302, folder: "calibration", gain: 3)
    let result = try Command.run("run", survey.path)
    #expect(result.code == 1)
    #expect(result.error.contains("several calibration files match"))
    #expect(result.error.contains("keep one of them"))
  }

  @Test("the sensor's kind stands in for a file where that is wanted")
  func theoretical() throws {
    let survey = try CoilSurvey()
    try survey.write("skindepth.ini", "[Calibration]\nusetheoretical = True\n")
    let result = try Command.run("info", survey.path)
    #expect(result.output.contains("Hx: theoretical response of MFS06, chopper on"))
  }

  @Test("without extension frequencies beyond a table are left out, and named")
  func extend() throws {
    let survey = try CoilSurvey()
    for serial in [302, 303] {
      try survey.write(
        "calData/IC_\(serial).TXT",
        "Serial = \(serial)\nSensor = MFS06\nStatic gain = 10\nMagnitude unit = mV/nT\n"
          + "Phase unit = degrees\nChopper = False\n\nCALIBRATION DATA\n0.1 1 0\n1 1 0\n")
    }
    try survey.write(
      "skindepth.ini",
      "[Calibration]\nextend = False\n[Window]\nminwindowsize = 64\nminoverlapsize = 16\n")
    let result = try Command.run("run", survey.path)
    #expect(result.error.contains("IC_302.TXT does not reach it and extend is False"))
    // 0.25, 0.177 and 0.125 Hz are left.
    #expect(try survey.impedances()["ZXYR"]?.count == 3)
  }

  @Test("require says what becomes of channels without calibration", arguments: ["none", "all"])
  func require(word: String) throws {
    let survey = try CoilSurvey()
    try survey.write(
      "skindepth.ini", "[Calibration]\nrequire = \(word)\n" + CoilSurvey.windows)
    let result = try Command.run("run", survey.path)
    #expect(result.code == (word == "none" ? 0 : 1), "\(result.error)")
    if word == "all" {
      #expect(result.error.contains("left out, as require = all in [Calibration] asks for"))
    }
  }

  @Test("a file for the other state of the chopper is named")
  func otherChopper() throws {
    let survey = try CoilSurvey()
    try survey.write("skindepth.ini", CoilSurvey.windows)
    for serial in [302, 303] {
      try survey.write(
        "calData/MFS06\(serial).TXT",
        "Calibration measurement\n\nMagnetometer: MFS06#\(serial)    Date: 17/11/30\n\n"
          + "FREQUENCY    MAGNITUDE    PHASE\nHz           V/(nT*Hz)    deg\nChopper Off\n"
          + "+1.0000E+00  +2.0000E-01  +8.0000E+01\n+1.0000E+01  +2.0000E-01  +4.0000E+01\n")
    }
    let result = try Command.run("run", survey.path)
    #expect(result.code == 4, "\(result.error)")
    #expect(
      result.error.contains("MFS06302.TXT is for the chopper off, which was on"),
      "\(result.error)")
  }

  @Test("a channel that is calibrated in one recording only is not mixed with the other")
  func mixture() throws {
    let survey = try CoilSurvey()
    try survey.write("skindepth.ini", CoilSurvey.windows)
    for serial in [302, 303] { try survey.addCalibration(serial) }
    try survey.addRecording("meas_02", start: "18:26:40.000000")
    for channel in [2, 3] {
      let path = "timeData/A/meas_02/chan_0\(channel).hdr"
      let text = try String(contentsOfFile: survey.path + "/" + path, encoding: .utf8)
      try survey.write(
        path, text.replacingOccurrences(of: "sernum = 30\(channel)", with: "sernum = 90\(channel)"))
    }
    let result = try Command.run("run", survey.path)
    #expect(result.code == 4, "\(result.error)")
    #expect(
      result.error.contains("Hx, Hy left out: in mV (no calibration for MFS06 902"),
      "\(result.error)")
    #expect(result.error.contains("in other recordings of the site in nT"))
  }
}
