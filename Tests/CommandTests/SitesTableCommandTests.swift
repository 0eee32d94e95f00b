import Archive
import Foundation
import Model
import Testing

/// What the table of sites does to a survey of which the ground is known: Ex = 5 Hy, Ey = −6 Hx.
@Suite("The table of sites, in a run")
struct SitesTableCommandTests {
  private static let channels = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  private func survey(
    _ table: String, change: (String, Int, Double) -> String = { "\($2)" }
  ) throws -> ColumnSurvey {
    let survey = try ColumnSurvey()
    try survey.add("r1", minute: 0, channels: Self.channels, change: change)
    try survey.write("sites.csv", table)
    return survey
  }

  @Test("divides samples by gains and turns polarities, and check finds nothing left")
  func samples() throws {
    let survey = try survey("site,channel,gain,polarity\nA,Ex,20,\nA,Hx,,reversed\n") {
      "\($0 == "Ex" ? 20 * $2 : $0 == "Hx" ? -$2 : $2)"
    }
    let check = try Command.run("check", survey.path)
    #expect(check.code == 0, "\(check.output)")
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.expect("ZYXR", near: -6, within: 0.05)
  }

  @Test("is one recording's own where it names one")
  func recordings() throws {
    let survey = try ColumnSurvey()
    try survey.add("r1", minute: 0, channels: Self.channels)
    try survey.add("r2", minute: 60, channels: Self.channels) {
      "\($0 == "Ey" ? -3 * $2 : $2)"
    }
    try survey.write(
      "sites.csv", "site,recording,channel,gain,polarity\nA,r2,Ey,3,-1\n")
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.expect("ZYXR", near: -6, within: 0.05)
  }

  @Test("makes stated azimuths those of the products")
  func azimuths() throws {
    let survey = try survey("site,channel,azimuth\nA,Hx,30\nA,Ex,30\nA,Hy,120\nA,Ey,120\n")
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    let edi = try String(contentsOfFile: survey.path + "/edi/A_single_1Hz.edi", encoding: .utf8)
    #expect(edi.contains("CHTYPE=EX X=0.0 Y=0.0 Z=0.0 X2=0.0 Y2=0.0 Z2=0.0 AZM=30.0"))
    #expect(try survey.numbers("ZROT").allSatisfy { $0 == 30 })
  }

  @Test("reaches EDI, EMTF XML and MTH5 with what it says of the site")
  func products() throws {
    let survey = try survey(
      """
      site,channel,latitude,longitude,elevation,declination,survey,project,people,citation,dipole,sensor,serial
      A,,46.5,9.25,1540,2.5,Alps,Deep,"Two, people",doi:10.1/2
      A,Hx,,,,,,,,,,LEMI-120,17
      """)
    let run = try Command.run("run", survey.path)
    #expect(run.code == 0, "\(run.error)")
    let edi = try String(contentsOfFile: survey.path + "/edi/A_single_1Hz.edi", encoding: .utf8)
    for text in [
      "LAT=46:30:00.00000", "LONG=9:15:00.00000", "ELEV=1540.000", "ACQBY=\"Two, people\"",
      "PROSPECT=\"Alps\"", "project = Deep", "citation = doi:10.1/2", "declination = 2.5",
      "SENSOR=LEMI-120_17",
    ] { #expect(edi.contains(text), "\(text)") }
    let converted = try Command.run(
      "convert", survey.path + "/sites/A.h5", survey.path + "/A.xml")
    #expect(converted.code == 0, "\(converted.error)")
    let xml = try String(contentsOfFile: survey.path + "/A.xml", encoding: .utf8)
    for text in [
      "<Project>Deep</Project>", "<Survey>Alps</Survey>", "<Title>doi:10.1/2</Title>",
      "<AcquiredBy>Two, people</AcquiredBy>", "2.5</Declination>", "<Latitude>46.5</Latitude>",
      "<Name>LEMI-120 17</Name>",
    ] { #expect(xml.contains(text), "\(text)") }
    let stored = try StoredTransferFunction.readAll(survey.path + "/survey.h5")
    #expect(stored.first?.survey == "Alps")
    #expect(stored.first?.function.metadata.people == "Two, people")
    #expect(stored.first?.function.metadata.project == "Deep")
  }

  @Test("writes again what a changed word stands in, and estimates nothing again")
  func changedWord() throws {
    let survey = try survey("site,people\nA,First\n")
    #expect(try Command.run("run", survey.path).code == 0)
    #expect(try Command.run("sites", "set", survey.path, "A", "people=Second").code == 0)
    let status = try Command.run("status", survey.path)
    #expect(status.output.contains("would make 0 units of work, 0 estimates, 1 file"))
    #expect(try Command.run("run", survey.path).code == 0)
    let edi = try String(contentsOfFile: survey.path + "/edi/A_single_1Hz.edi", encoding: .utf8)
    #expect(edi.contains("ACQBY=\"Second\"") && !edi.contains("First"))
  }

  @Test("is named where a row is about nothing that is there")
  func strays() throws {
    let survey = try survey("site,channel,azimuth\nB,Ex,3\n")
    let run = try Command.run("run", survey.path)
    #expect(run.code == 4)
    #expect(run.error.contains("sites.csv: line 2: no site has the name B"), "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    let check = try Command.run("check", survey.path)
    #expect(check.code == 4 && check.output.contains("warning table"), "\(check.output)")
    let own = try Command.run("sites", "check", survey.path)
    #expect(own.code == 4 && own.output.contains("line 2"), "\(own.output)")
  }

  @Test(
    "that cannot be read stops what would go on without it", arguments: ["run", "check", "info"])
  func broken(_ command: String) throws {
    let survey = try survey("site,channel,azimuth\nA,Ex,north\n")
    let result = try Command.run(command, survey.path)
    #expect(result.code == 2)
    #expect(result.error.contains("sites.csv: line 2: azimuth \"north\" is not a number"))
  }

  @Test("is listed, filled in and set without a change to what it is not about")
  func commands() throws {
    let survey = try survey("# ours\nsite,channel,azimuth,comment\nA,Ex,10,\"a, b\"\n")
    let list = try Command.run("sites", "list", survey.path)
    #expect(list.output.contains("Ex: azimuth 10*"), "\(list.output)")
    let set = try Command.run(
      "sites", "set", survey.path, "A", "--channel", "Hx,Hy", "gain=2", "serial=5")
    #expect(set.code == 0, "\(set.error)")
    #expect(
      try String(contentsOfFile: survey.path + "/sites.csv", encoding: .utf8) == """
        # ours
        site,channel,azimuth,comment,gain,serial
        A,Ex,10,"a, b"
        A,Hx,,,2,5
        A,Hy,,,2,5

        """)
    let filled = try Command.run("sites", "list", survey.path, "--csv").output
    try survey.write("sites.csv", filled)
    #expect(try Command.run("sites", "list", survey.path, "--csv").output == filled)
    for (site, cell) in [("B", "gain=2"), ("A", "gian=2"), ("A", "gain=0"), ("A", "gain")] {
      let result = try Command.run("sites", "set", survey.path, site, cell)
      #expect(result.code == 2, "\(site) \(cell)")
    }
    #expect(try String(contentsOfFile: survey.path + "/sites.csv", encoding: .utf8) == filled)
  }
}
