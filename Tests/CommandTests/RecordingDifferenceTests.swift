import Foundation
import Testing

/// Recordings of one site that differ in their channels or directions.
///
/// Noise of 0.01 on fields of about 1 leaves errors of a few thousandths; 0.02 is more than five of
/// them.
@Suite("Recordings of a site that differ")
struct RecordingDifferenceTests {
  private static let all = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  @Test("in their channels: each output is estimated from those that have it, and that is said")
  func channels() throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: Self.all)
    try survey.add("b", minute: 60, channels: ["Hx", "Hy", "Ex"])
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.error.contains("Ey is estimated from 1 of 2 recordings: not there in b"),
      "\(result.error)")
    try survey.expect("ZXYR", near: 5, within: 0.02)
    try survey.expect("ZYXR", near: -6, within: 0.02)
    try survey.expect("TXR.EXP", near: 0.2, within: 0.02)
    // Ex has the windows of both recordings.
    let (x, y) = (try survey.numbers("ZXY.VAR"), try survey.numbers("ZYX.VAR"))
    #expect(zip(x, y).filter { $0.0 < $0.1 }.count > x.count / 2)
  }

  @Test("by one without an input, which is said and does not stop the others")
  func inputs() throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: Self.all)
    try survey.add("b", minute: 60, channels: ["Hx", "Ex", "Ey"])
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("b without Hy: nothing is estimated with them as inputs"))
    try survey.expect("ZYXR", near: -6, within: 0.02)
  }

  @Test("at another rate: its estimates have the outputs that it has")
  func rates() throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: Self.all)
    try survey.add("b", minute: 60, channels: ["Hx", "Hy", "Ex"], rate: "8")
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("site A, 8.0 Hz: no Ey, which recordings of other rates have"))
    try survey.expect("ZYXR", near: -6, within: 0.02, in: "A_single_1Hz.edi")
    try survey.expect("ZXYR", near: 5, within: 0.02, in: "A_single_8Hz.edi")
    #expect(try survey.numbers("ZYXR", in: "A_single_8Hz.edi").isEmpty)
  }

  @Test("in their directions: all are turned to those of the first", arguments: [30, -100])
  func directions(degrees: Double) throws {
    for first in [0, degrees] {
      let survey = try ColumnSurvey("[Output]\nrotate = geographic\n")
      try survey.add("a", minute: 0, channels: Self.all, turn: first)
      try survey.add("b", minute: 60, channels: Self.all, turn: first == 0 ? degrees : 0)
      let result = try Command.run("run", survey.path)
      #expect(result.code == 0, "\(result.error)")
      #expect(result.error.contains("in b channels point elsewhere than before"))
      try survey.expect("ZXYR", near: 5, within: 0.03)
      try survey.expect("ZYXR", near: -6, within: 0.03)
      try survey.expect("ZXXR", near: 0, within: 0.03)
      try survey.expect("TYR.EXP", near: 0.1, within: 0.02)
    }
  }

  @Test("in the direction of one channel without its partner, which is then not used")
  func loneChannel() throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: ["Hx", "Hy", "Ex"])
    try survey.add("b", minute: 60, channels: ["Hx", "Hy", "Ex"], turn: 30)
    #expect(try Command.run("run", survey.path).code == 0)
    try survey.expect("ZXYR", near: 5, within: 0.02)
  }

  @Test("by names with numbers: E1 and E2 stand for Ex and Ey, H1 to H3 for the coils")
  func numbers() throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: Self.all)
    let names = ["Hx": "h1", "Hy": "h2", "Hz": "h3", "Ex": "e1", "Ey": "e2"]
    let description = survey.path + "/timeData/A/a.txt.ini"
    var text = try String(contentsOfFile: description, encoding: .utf8)
    for (old, new) in names { text = text.replacingOccurrences(of: old, with: new) }
    try text.write(toFile: description, atomically: true, encoding: .utf8)
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.error.contains("site A: E1 is taken for Ex, E2 is taken for Ey"), "\(result.error)")
    try survey.expect("ZXYR", near: 5, within: 0.02)
    try survey.expect("ZYXR", near: -6, within: 0.02)
    try survey.expect("TYR.EXP", near: 0.1, within: 0.02)
  }

  @Test(
    "in a gain that no file says: the run marks a doubt, and none where they agree",
    arguments: [1.0, 3])
  func gain(factor: Double) throws {
    let survey = try ColumnSurvey()
    try survey.add("a", minute: 0, channels: Self.all)
    try survey.add("b", minute: 60, channels: Self.all) { channel, _, value in
      "\(channel.hasPrefix("E") ? factor * value : value)"
    }
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    let words = "Ex of one recording is 3.0 times what another's says, Ey of one recording is 3.0"
    #expect(result.error.contains(words) == (factor == 3), "\(result.error)")
  }
}

/// Recordings whose headers give one rate with other digits.
@Suite("Rates of a site that are nearly the same")
struct SiteRateTests {
  private static let channels = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  @Test("are one where they drift by less than half a sample, and two with the key that mends it")
  func rates() throws {
    let survey = try ColumnSurvey()
    try survey.add("long", minute: 0, count: 3600, channels: Self.channels)
    try survey.add("short", minute: 90, count: 1200, channels: Self.channels, rate: "1.00001")
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.error.contains("both are taken for 1.0 Hz"), "\(run.error)")
    #expect(run.error.contains("1 transfer function"), "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.add("other", minute: 180, count: 1200, channels: Self.channels, rate: "1.001")
    let apart = try Command.run("info", survey.path)
    #expect(
      apart.output.contains("resamp = 1.001:1.0 in [Preprocessing] makes one rate"),
      "\(apart.output)")
  }
}
