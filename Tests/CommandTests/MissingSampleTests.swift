import Foundation
import Testing

@Suite("Missing samples in a run")
struct MissingSampleTests {
  private static let all = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  /// A stretch of 40 in every 300 samples of one channel is not there.
  private func survey(_ settings: String = "") throws -> ColumnSurvey {
    let survey = try ColumnSurvey(settings)
    try survey.add("a", minute: 0, count: 12_000, channels: Self.all) { channel, index, value in
      channel == "Hy" && index % 300 < 40 ? "NaN" : "\(value)"
    }
    return survey
  }

  @Test("cost the windows that stand on them, at all levels, and nothing else")
  func windows() throws {
    let survey = try survey()
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0 || result.code == 4, "\(result.error)")
    // Lines in place of samples bias Ex by a tenth and more where such windows count.
    try survey.expect("ZXYR", near: 5, within: 0.02)
    try survey.expect("ZYXR", near: -6, within: 0.02)
  }

  @Test("may be so many as maxmissing says; with all of them the estimate is biased")
  func limit() throws {
    let survey = try survey("maxmissing = 1\n[Preprocessing]\nremnans = True\n")
    #expect(try Command.run("run", survey.path).code == 0)
    let worst = try survey.numbers("ZXYR").map { abs($0 - 5) }.max() ?? 0
    #expect(worst > 0.1)
  }

  @Test("between recordings make these one, where they are few")
  func pieces() throws {
    let survey = try ColumnSurvey()
    // Pieces of 299 seconds, a second before the next.
    for piece in 0..<12 {
      try survey.add("p\(100 + piece)", minute: 5 * piece, count: 299, channels: Self.all)
    }
    let result = try Command.run("run", survey.path)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.error.contains("12 recordings from p100 on are one, with 11 s missing"),
      "\(result.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    let apart = try ColumnSurvey("maxmissing = 0\n")
    for piece in 0..<2 {
      try apart.add("p\(piece)", minute: 5 * piece, count: 299, channels: Self.all)
    }
    #expect(try !Command.run("info", apart.path).output.contains("are one"))
  }

  @Test("between many recordings make as few as can be open at once, whatever the shell allows")
  func manyPieces() throws {
    let survey = try ColumnSurvey()
    for piece in 0..<70 {
      try survey.add(
        "p\(100 + piece)", minute: 2 * piece, count: 119, channels: ["Hx", "Hy", "Ex"])
    }
    let result = try Command.shell("ulimit -Sn 60 && \"$SKINDEPTH\" run \(survey.path)")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("64 recordings from p100 on are one"), "\(result.error)")
    #expect(result.error.contains("6 recordings from p164 on are one"), "\(result.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
  }
}

/// Numbers that stand for nothing.
@Suite("Fill values of texts")
struct FillValueTests {
  private static let channels = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  @Test(
    "cost windows, and no estimate is made of them; check tells of them",
    arguments: [
      "99999", "-99999.00", "88888.00", "9999999.999", "1e20", "nan",
    ])
  func fills(_ fill: String) throws {
    let survey = try ColumnSurvey()
    try survey.add("r", minute: 0, count: 4800, channels: Self.channels) { channel, index, sample in
      channel == "Ex" && (index % 1200 < 40 || index == 2000) ? fill : "\(sample)"
    }
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    let said = "windows that do not count for missing samples (maxmissing) in Ex of A"
    #expect(run.error.contains(said), "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.expect("ZYXR", near: -6, within: 0.05)
    let check = try Command.run("check", survey.path)
    #expect(check.output.contains("missing: A r Ex: "), "\(check.output)")
    #expect(!check.output.contains("spikes"), "\(check.output)")
  }

  @Test("are taken for what they say where missing samples are not counted")
  func uncounted() throws {
    let survey = try ColumnSurvey("maxmissing = 1\n")
    try survey.add("r", minute: 0, channels: Self.channels) { channel, index, sample in
      channel == "Ex" && index % 50 == 0 ? "99999" : "\(sample)"
    }
    #expect(try Command.run("run", survey.path).code == 0)
    #expect(try survey.numbers("ZXYR").contains { abs($0 - 5) > 1 })
  }
}
