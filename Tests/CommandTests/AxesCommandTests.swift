import Foundation
import Testing

@Suite("Axes in comparisons and views") struct AxesCommandTests {
  /// A survey whose electric channels lie as they are told to.
  private func survey(_ azimuths: String) throws -> TestSurvey {
    let survey = try TestSurvey()
    for channel in TestSurvey.samples.keys { try survey.remove(survey.file(channel)) }
    let names = ["hx", "hy", "ex", "ey"]
    let columns = try names.map { try #require(TestSurvey.samples[$0]) }
    let rows = columns[0].indices.map { row in
      columns.map { "\($0[row])" }.joined(separator: " ")
    }
    try survey.write("timeData/A/a.txt", rows.joined(separator: "\n") + "\n")
    try survey.write(
      "timeData/A/a.txt.ini",
      "rate = 1\nstart = 2020-01-01 00:00:00\nchannels = Hx Hy Ex Ey\n\(azimuths)\n")
    let run = try Command.run("run", survey.path)
    try #require(run.code == 0 || run.code == 4, "\(run.error)")
    return survey
  }

  @Test("compare tells the axes, and turns what it compares with to them")
  func turned() throws {
    let all = "azimuth.Hx = 30\nazimuth.Hy = 120\nazimuth.Ex = 30\nazimuth.Ey = 120"
    let survey = try survey(all)
    let edi = try #require(
      try FileManager.default.contentsOfDirectory(atPath: survey.path + "/edi").first)
    let file = "\(survey.path)/edi/\(edi)"
    let north = survey.path + "/north.edi"
    let convert = try Command.run("convert", file, north, "--rotate", "0")
    try #require(convert.code == 0, "\(convert.error)")
    let same = try Command.run("compare", file, file, "--summary")
    #expect(same.output.contains("axes: x 30° east of north, y 120° east of north, z down\n"))
    let other = try Command.run("compare", file, north, "--summary")
    #expect(other.code == 0, "\(other.error)")
    #expect(other.output.contains("the reference was turned from x north, y east, z down"))
    let phase = other.output.split(separator: "\n").first { $0.hasPrefix("median |phase error|") }
    #expect(phase?.hasSuffix(" 0.00") == true, "\(other.output)")
    let both = try Command.run("compare", file, north, "--summary", "--rotate", "10")
    #expect(both.output.contains("axes: x 10° east of north"))
  }

  @Test("channels that are no orthogonal pair are compared with nothing before they are turned")
  func oblique() throws {
    let survey = try survey("azimuth.Ey = 270")
    let refused = try Command.run("compare", survey.path, "--resistivity", "100")
    #expect(refused.code != 0 && refused.error.contains("--rotate 0"))
    #expect(refused.error.contains("Ey west"))
    let turned = try Command.run(
      "compare", survey.path, "--resistivity", "100", "--rotate", "0", "--summary")
    #expect(turned.code == 0 && turned.output.contains("axes: x north, y east, z down (turned)"))
    let view = try Command.run(
      "view", "impedance", survey.path, "--phase-limits", "-180,180", "--resistivity-limits",
      "0.1,1000", "--period-limits", "2,100")
    #expect(view.code == 0, "\(view.error)")
    let svg = String(decoding: try survey.read("figures/impedance-A.svg"), as: UTF8.self)
    #expect(svg.contains("Ey west"))
    let wrong = try Command.run("view", "impedance", survey.path, "--resistivity-limits", "0,10")
    #expect(wrong.code != 0 && wrong.error.contains("logarithmic"))
  }
}
