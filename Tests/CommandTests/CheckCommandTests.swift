import Testing

@Suite("Check by the command") struct CheckCommandTests {
  @Test("a recording is not blamed for a neighbour that cannot be read")
  func neighbour() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    let samples = try #require(TestSurvey.samples["hx"])
    try survey.write(
      "hx", of: "B", samples.indices.map { $0 < 600 ? "\(samples[$0])" : "1.2.3" })
    let result = try Command.run("check", survey.path)
    #expect(result.code == 4, "\(result.error)")
    let unreadable = result.output.split(separator: "\n").filter {
      $0.hasPrefix("error unreadable: ")
    }
    #expect(unreadable.count == 1 && unreadable[0].contains(": B "), "\(result.output)")
  }

  /// Writes a recording of columns with factors of its channels.
  private func addRecording(
    _ name: String, start: String, factors: [Double], _ more: String = "", to survey: TestSurvey
  ) throws {
    let names = ["hx", "hy", "ex", "ey"]
    let columns = try names.map { try #require(TestSurvey.samples[$0]) }
    let rows = columns[0].indices.map { row in
      zip(columns, factors).map { "\($0[row] * $1)" }.joined(separator: " ")
    }
    try survey.write("timeData/B/\(name).txt", rows.joined(separator: "\n") + "\n")
    try survey.write(
      "timeData/B/\(name).txt.ini",
      "rate = 1\nstart = \(start)\nchannels = Hx Hy Ex Ey\n\(more)\n")
  }

  @Test("what [Preprocessing] mends is no finding, and what it spoils is one")
  func preprocessing() throws {
    let survey = try TestSurvey()
    try addRecording("b", start: "2020-01-01 00:00:00", factors: [1, 1, -1, 1], to: survey)
    let found = try Command.run("check", survey.path)
    #expect(found.code == 4 && found.output.contains("error reversed: B b Ex"), "\(found.output)")
    #expect(found.output.contains("sites set SURVEY B --channel Ex polarity=reversed"))
    let set = try Command.run(
      "sites", "set", survey.path, "B", "--channel", "Ex", "polarity=reversed")
    #expect(set.code == 0, "\(set.error)")
    #expect(try !Command.run("check", survey.path).output.contains("reversed"))
    try survey.write("sites.csv", "")
    try survey.write("skindepth.ini", "[Preprocessing]\npolreverse = Ex,\n")
    let mended = try Command.run("check", survey.path)
    // The key is for all sites: now that of A is wrong.
    #expect(!mended.output.contains(" B b "), "\(mended.output)")
    #expect(mended.output.contains("error reversed: A "), "\(mended.output)")
  }

  @Test("directions that are stated are known, and recordings of a site are held beside each other")
  func recordings() throws {
    let survey = try TestSurvey()
    let start = "2020-01-01 00:00:00"
    try addRecording(
      "b", start: start, factors: [1, 1, 1, -1], "azimuth.Ey = 270", to: survey)
    let clean = try Command.run("check", survey.path)
    #expect(clean.code == 0 && clean.output.contains("0 findings"), "\(clean.output)")
    try addRecording("b", start: start, factors: [1, 1, 1, 1], to: survey)
    try addRecording("c", start: "2020-01-01 00:40:00", factors: [1, 1, 3, 3], to: survey)
    let gain = try Command.run("check", survey.path)
    #expect(gain.code == 4)
    #expect(gain.output.contains("error gain: B c Ex Ey"), "\(gain.output)")
    #expect(gain.output.contains("Ex 3.00 times and Ey 3.00 times what b says"))
    try addRecording(
      "c", start: "2020-01-01 00:40:00", factors: [1, 1, 1, 1], "azimuth.Ex = 20", to: survey)
    let turned = try Command.run("check", survey.path)
    #expect(turned.output.contains("warning change: B c Ex: after b: Ex points to 20.0°"))
    try addRecording(
      "c", start: "2020-01-01 00:40:00", factors: [1, 1, 1, 1], "azimuth.Ey = 0", to: survey)
    let line = try Command.run("check", survey.path)
    #expect(line.output.contains("error azimuth: B c Ex Ey"), "\(line.output)")
  }
}
