import Model
import Surveying
import Testing

/// A recording with the channels of a line: length known, azimuths as named.
private func header(
  _ name: String = "r1", _ channels: [Channel] = [.ex, .ey, .hx, .hy], dipole: Double? = 50,
  notices: [String] = []
) -> RecordingHeader {
  RecordingHeader(
    name: name, rate: SamplingRate(samples: 8, seconds: 1), start: Instant(nanoseconds: 0),
    sampleCount: 100,
    channels: channels.map {
      ChannelHeader(
        $0, dipoleLength: $0.kind == .electric ? dipole : nil,
        notices: $0.kind == .electric ? notices : [])
    })
}

private func table(_ text: String) throws -> SitesTable {
  try SitesTable(text: text, path: "sites.csv")
}

@Suite("The table of sites")
struct SitesTableTests {
  @Test("gives a channel what its row says, and all others what their file says")
  func oneChannel() throws {
    let table = try table("site,channel,azimuth,tilt,sensor,serial\nA,Hx,12.5,3,MFS06e,42\n")
    let applied = try table.applied(to: header(), of: "A")
    let hx = try #require(applied.header.channels.first { $0.channel == .hx })
    #expect(hx.azimuth == 12.5 && hx.tilt == 3 && hx.sensor == "MFS06e" && hx.serial == "42")
    let rest = applied.header.channels.filter { $0.channel != .hx }
    #expect(rest == header().channels.filter { $0.channel != .hx })
    #expect(try table.applied(to: header(), of: "B").header == header())
  }

  @Test("divides by a length, a gain and a polarity")
  func correction() throws {
    let table = try table(
      "site,channel,dipole,polarity,gain\nA,Ex,60,,\nA,Ey,,reversed,\nA,Hx,,-1,4\nA,Hy,,normal,1\n")
    let applied = try table.applied(to: header(), of: "A")
    #expect(applied.header.channels.map(\.correction) == [50.0 / 60, -1, -0.25, 1])
    #expect(applied.header.channels[0].dipoleLength == 60)
    #expect(applied.conflicts.map(\.column) == [.dipole])
    #expect(applied.conflicts.map(\.file) == ["50.0"])
  }

  @Test("makes mV/km of mV by a length, and says where a length changes nothing")
  func length() throws {
    let table = try table("site,channel,dipole\nA,Ex,200\n")
    let inVolts = header(dipole: nil, notices: ["in mV: the file gives no length of the dipole"])
    let known = try table.applied(to: inVolts, of: "A")
    #expect(known.header.channels[0].correction == 5)
    #expect(known.header.channels[0].sampleUnit == "mV/km")
    #expect(known.header.channels[1].sampleUnit == "mV")
    let without = try table.applied(to: header(dipole: nil), of: "A")
    #expect(without.header.channels[0].correction == 1)
    #expect(without.notices.count == 1)
    #expect(without.notices[0].contains("by a length that its file does not tell"))
    let both = try SitesTable(text: "site,dipole\nA,25\n", path: "sites.csv")
    #expect(
      try both.applied(to: header(), of: "A").header.channels.map(\.correction) == [2, 2, 1, 1])
    #expect(try both.applied(to: header(), of: "A").notices.isEmpty)
  }

  @Test("counts the row that names a thing more closely")
  func precedence() throws {
    let table = try table(
      """
      site,recording,channel,serial
      *,,Ex,1
      A,,,2
      A*,,Ex,3
      A,r*,,4
      A,r2,Ex,5
      """)
    func serial(_ site: String, _ name: String) throws -> String {
      try table.applied(to: header(name), of: site).header.channels[0].serial
    }
    #expect(try serial("B", "x") == "1")
    #expect(try serial("A1", "x") == "3")
    #expect(try serial("A", "x") == "2")
    #expect(try serial("A", "r1") == "4")
    #expect(try serial("A", "r2") == "5")
  }

  @Test("refuses two rows that say different things of the same")
  func contradiction() throws {
    let table = try table("site,channel,azimuth\nA,Ex,1\nA,Ex,2\n")
    let error = #expect(throws: UserError.self) { try table.applied(to: header(), of: "A") }
    #expect(error?.place == "lines 2 and 3, azimuth")
  }

  @Test("names a numbered line by the component that it stands for")
  func numberedLines() throws {
    let table = try table("site,channel,azimuth\nA,Ex,30\n")
    let lines = header("r", [try #require(Channel("E1")), .hx])
    #expect(try table.applied(to: lines, of: "A").header.channels[0].azimuth == 30)
    #expect(table.strays(among: [("A", [lines])]).isEmpty)
  }

  @Test("does not correct samples again that were conditioned")
  func conditioned() throws {
    let table = try table("site,channel,polarity\n*,Ex,-1\n")
    var written = header()
    written.conditioning = Conditioning([])
    let applied = try table.applied(to: written, of: "A")
    #expect(applied.header.channels[0].correction == 1)
    #expect(applied.notices.count == 1)
  }

  @Test("tells where a site stands and whose it is")
  func metadata() throws {
    let table = try table(
      """
      site;latitude;longitude;elevation;declination;survey;project;people;citation
      *;;;;;Alps;Deep;Two, people;doi:10.1/2
      A;46.5;190;;2.25;;;;
      B;;;812;;;;;
      C;46;;;;;;;
      """)
    let a = try table.metadata(of: "A", location: nil)
    #expect(a.location == Location(latitude: 46.5, longitude: -170, elevation: 0))
    #expect(a.declination == 2.25 && a.people == "Two, people")
    #expect(a.lines.contains("citation = doi:10.1/2"))
    let known = Location(latitude: 1, longitude: 2, elevation: 3)
    #expect(try table.metadata(of: "B", location: known).location?.elevation == 812)
    #expect(try table.metadata(of: "D", location: known).location == nil)
    #expect(throws: UserError.self) { try table.metadata(of: "C", location: nil) }
  }

  @Test("names rows about nothing that is there")
  func strays() throws {
    let table = try table(
      "site,recording,channel,gain\nB07,,,1\nA,r9,,1\nA,,Hz,1\nA,r*,Ex,1\n")
    let problems = table.strays(among: [("B7", [header()]), ("A", [header()])])
    #expect(problems.map(\.place) == ["line 2", "line 3", "line 4"])
    #expect(problems[0].remedy.contains("B7"))
    #expect(problems[1].remedy.contains("r1"))
  }
}

@Suite("The text of a table of sites")
struct SitesTextTests {
  @Test(
    "is refused with its line where it is wrong",
    arguments: [
      ("site,azimut\nA,1\n", "line 1", "azimuth"),
      ("name,azimuth\nA,1\n", "line 1", ""),
      ("azimuth,gain\n1,1\n", "line 1", "site"),
      ("site,site\nA,B\n", "line 1", ""),
      ("site,gain\nA,1\nB,north\n", "line 3", "divided"),
      ("site;gain\nA;1,5\n", "line 2", ""),
      ("site,azimuth\nA,1\n", "line 2", "one channel"),
      ("site,channel,dipole\nA,Hx,50\n", "line 2", "one channel"),
      ("site,latitude\nA,91\n", "line 2", ""),
      ("site,gain\nA,0\n", "line 2", ""),
      ("site,polarity\nA,0\n", "line 2", ""),
      ("site,channel,gain\nA,Q,1\n", "line 2", "Hx"),
      ("site,channel,latitude\nA,Ex,1\n", "line 2", ""),
      ("site,gain\n,1\n", "line 2", ""),
      ("site,gain\nA,1,2\n", "line 2", ""),
      ("site,people\nA,\"B\n", "line 2", ""),
    ])
  func wrong(_ text: String, _ place: String, _ remedy: String) throws {
    let error = #expect(throws: UserError.self) { try table(text) }
    #expect(error?.place == place)
    #expect(error?.kind == .configuration)
    #expect(error?.remedy.contains(remedy) == true, "\(error?.remedy ?? "")")
  }

  @Test(
    "may be a spreadsheet's: marks, line ends, quotation marks, empty rows, remarks",
    arguments: [
      "\u{FEFF}Site,Channel,Azimuth,Comment\r\n\r\nA,ex,12,\"a, \"\"b\"\"\"\r\n,,,\r\n",
      "# as measured\nsite\tchannel\tazimuth\nA\tEx\t12\n# end",
      "site; channel ; azimuth\nA ; EX ; 12\n",
      "\"site\",\"channel\",\"azimuth\"\n\"A\",\"Ex\",\"12\"",
    ])
  func spreadsheets(_ text: String) throws {
    let table = try table(text)
    #expect(table.rows.count == 1)
    #expect(try table.applied(to: header(), of: "A").header.channels[0].azimuth == 12)
  }

  @Test("keeps all that a change does not concern")
  func change() throws {
    let text = "# ours\nsite,channel,gain,comment\nA,Ex,1,\"x, y\"\nB,,2,\n"
    let changed = try table(text)
      .setting([.gain: "3", .dipole: "50"], site: "A", channel: .ex)
      .setting([.people: "C; D"], site: "B").setting([.gain: ""], site: "B")
    #expect(
      changed.text == """
        # ours
        site,channel,gain,comment,dipole,people
        A,Ex,3,"x, y",50
        B,,,,,C; D

        """)
    let new = try SitesTable(empty: "s").setting(
      [.gain: "2"], site: "A", recording: "r1", channel: .hy)
    #expect(new.text == "site,recording,channel,gain\nA,r1,Hy,2\n")
    #expect(throws: UserError.self) { try new.setting([.gain: "no"], site: "A") }
  }

  @Test("of a file that is not there is empty")
  func none() throws {
    #expect(try SitesTable("no/such/sites.csv").isEmpty)
  }
}
