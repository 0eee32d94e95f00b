import Foundation
import Testing

/// That keys of `[Solver]` and `[Process]` do what they say, from the file to the products.
@Suite("Keys of solvers and runs")
struct SolverKeyTests {
  /// The impedances of site A, and their variances, as an EDI file has them.
  private struct Product: Equatable {
    var values: [String]
    var variances: [String]
  }

  private func product(_ keys: String, _ survey: TestSurvey, label: String = "single") throws
    -> Product
  {
    try survey.write(
      "skindepth.ini", "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n" + keys)
    let result = try Command.run("run", survey.path, "--quiet")
    // 4 where the deepest levels have too few windows for the keys.
    #expect([0, 4].contains(result.code), "\(result.error)")
    // A solver that is not the default stands in the name.
    let method = keys.firstMatch(of: /method = ([a-z]+)/).map { "_\($0.1)" } ?? ""
    let file = "edi/A_\(label)\(method)_1Hz.edi"
    let text = String(decoding: try survey.read(file), as: UTF8.self)
    func block(_ suffix: String) -> [String] {
      text.split(separator: ">").filter {
        ["ZXX", "ZXY", "ZYX", "ZYY"].map { $0 + suffix }.contains($0.prefix(while: { $0 != " " }))
      }.map(String.init)
    }
    return Product(values: block("R") + block("I"), variances: block(".VAR"))
  }

  @Test("intercept changes the estimates, and going back brings the same numbers back")
  func intercept() throws {
    let survey = try TestSurvey()
    let usual = try product("", survey)
    #expect(!usual.values.isEmpty && !usual.variances.isEmpty)
    #expect(try product("[Solver]\nintercept = True", survey).values != usual.values)
    #expect(try product("", survey) == usual)
  }

  @Test("bootstrap and its number of replicates change errors alone")
  func bootstrap() throws {
    let survey = try TestSurvey()
    let usual = try product("", survey)
    #expect(try product("[Solver]\nbootstraps = 50", survey) == usual)
    let replicated = try product("[Solver]\nbootstrap = True", survey)
    let more = try product("[Solver]\nbootstrap = True\nbootstraps = 50", survey)
    #expect(replicated.values == usual.values && more.values == usual.values)
    #expect(replicated.variances != usual.variances && more.variances != replicated.variances)
  }

  @Test("errors that are too small are told of once, and the remedy takes the notice away")
  func tooSmall() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_003)
    func notices(_ keys: String) throws -> Int {
      try survey.write(
        "skindepth.ini",
        "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n[Solver]\n\(keys)\n")
      let result = try Command.run("run", survey.path)
      #expect(result.code == 0, "\(result.error)")
      return result.error.components(separatedBy: "errors are too small").count - 1
    }
    #expect(try notices("method = cm") == 1)
    #expect(try notices("method = mm\nweighting = equations") == 1)
    #expect(try notices("method = cm\nbootstrap = True\nbootstraps = 20") == 0)
    #expect(try notices("method = mm") == 0)
    let help = try Command.run("config", "--key", "Solver.method").output
    #expect(help.split(whereSeparator: \.isWhitespace).contains("bootstrap"), "\(help)")
  }

  @Test("remotechans are those of inchans, or others")
  func remoteChannels() throws {
    let survey = try TestSurvey()
    try survey.addSite("R", start: 1_600_000_000)
    let hz = try #require(TestSurvey.samples["ex"]).map { "\(0.1 * $0)" }
    try survey.write("hz", of: "R", hz)
    let remote = "[Process]\nsites = A,\nremotesite = R\n"
    let usual = try product(remote, survey, label: "remote-R")
    #expect(try product(remote + "remotechans = Hx, Hy", survey, label: "remote-R") == usual)
    let more = try product(remote + "remotechans = Hx, Hy, Hz", survey, label: "remote-R")
    #expect(more.values != usual.values)
    let result = try Command.run("run", survey.path, "--quiet")
    #expect(result.code == 0)
    try survey.write("skindepth.ini", remote + "remotechans = Hx, Hy, E1")
    let wrong = try Command.run("run", survey.path, "--quiet")
    #expect(wrong.code != 0)
    for word in ["channel E1 is missing", "remotechans"] {
      #expect(wrong.error.contains(word), "\(wrong.error)")
    }
  }

  @Test("a station of electric channels alone is told of inputsite, which helps")
  func telluric() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    for channel in ["ex", "ey"] { try survey.remove(survey.file(channel, of: "B")) }
    for channel in ["hx", "hy"] { try survey.remove(survey.file(channel)) }
    let wrong = try Command.run("run", survey.path, "--quiet")
    #expect(wrong.code != 0)
    for word in ["site A", "channel Hx, Hy is missing", "inputsite"] {
      #expect(wrong.error.contains(word), "\(wrong.error)")
    }
    let between = try product("[Process]\ninputsite = B", survey, label: "input-B")
    #expect(!between.values.isEmpty)
  }
}
