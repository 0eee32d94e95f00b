import Testing

@Suite("Check by the command") struct CheckCommandTests {
  @Test("a recording is not blamed for a neighbour that cannot be read")
  func neighbour() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    let samples = try #require(TestSurvey.samples["hx"])
    try survey.write(
      "hx", of: "B", samples.indices.map { $0 < 600 ? "\(samples[$0])" : "nan" })
    let result = try Command.run("check", survey.path)
    #expect(result.code == 4, "\(result.error)")
    let unreadable = result.output.split(separator: "\n").filter {
      $0.hasPrefix("error unreadable: ")
    }
    #expect(unreadable.count == 1 && unreadable[0].contains(": B "), "\(result.output)")
  }
}
