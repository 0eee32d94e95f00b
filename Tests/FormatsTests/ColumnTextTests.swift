import Foundation
import Model
import Testing

@testable import Formats

@Suite struct ColumnTextTests {
  @Test("EMTF's test data", .needsFixtures)
  func emtf() throws {
    let folder = try TemporaryFolder()
    // The data's folder may be read-only, so the description stands beside a link.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/test1.asc", withDestinationPath: try Fixtures.path("emtf/test1.asc"))
    try folder.write(
      "test1.asc.ini", "rate = 1\nstart = 1980-01-01 00:00:00\nchannels = hx hy hz ex ey\n")
    let source = try openOnly(in: folder)
    #expect(source.header.sampleCount == 40000)
    let first = try [Channel.hx, .hy, .hz, .ex, .ey].map { try source.samples($0, 0..<1)[0] }
    #expect(first == [-479, -1047, 89, -345, -1084])
    try source.expectSlicesOfWhole()
  }

  @Test("synthetic columns", .needsFixtures)
  func fixture() throws {
    let folder = try TemporaryFolder()
    let path = try Fixtures.path("formats/emtf_ascii/syn.asc")
    try folder.write("syn.asc", Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    try folder.write("syn.asc.ini", description)
    let source = try openOnly(in: folder)
    #expect(source.header.sampleCount == 1200)
    #expect(try source.samples(.ex).last == 618)
    #expect(try source.samples(.hz).first == 90)
  }

  @Test("a slice of one column leaves the next one nothing to parse")
  func parsedOnce() throws {
    let folder = try TemporaryFolder()
    let count = 3 * 4096 + 10
    try folder.write("a.txt", (0..<count).map { "\($0 % 7) \($0 % 9)\n" }.joined())
    try folder.write("a.txt.ini", "rate = 1\nstart = 2000-01-01\nchannels = Ex Hy\n")
    let source = try openOnly(in: folder)
    _ = try source.samples(.ex)
    // In the same place: whoever reads the rows anew finds no numbers.
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/a.txt"))
    try file.write(contentsOf: Data(repeating: UInt8(ascii: "x"), count: 4 * count))
    try file.close()
    #expect(try source.samples(.hy) == (0..<count).map { Double($0 % 9) })
  }

  @Test("scales, azimuths, a column passed over, comments, commas and blanks")
  func synthesised() throws {
    let folder = try TemporaryFolder()
    try folder.write("run1.txt", "# hx t ey\n\n1, 20 ,3e1\r\n# between\n-4\t 50, 6.25\n7 80 9")
    try folder.write(
      "run1.txt.ini",
      """
      ; what the columns are
      rate = 1/32
      Start = 2024-06-01T12:00:00.5Z
      channels = Bx, - ey
      site = S7
      latitude = -10.5
      longitude = 200
      scale.ey = -2
      azimuth.Hx = 30
      """)
    let source = try openOnly(in: folder)
    let header = source.header
    #expect(header.rate == SamplingRate(samples: 1, seconds: 32))
    #expect(header.start.iso == "2024-06-01T12:00:00.500000000+00:00")
    #expect(header.channels.map(\.channel) == [.ey, .hx])
    #expect(header.channels.map(\.azimuth) == [90, 30])
    #expect(header.location == Location(latitude: -10.5, longitude: -160, elevation: 0))
    #expect(header.station == "S7" && header.name == "run1" && header.sampleCount == 3)
    #expect(try source.samples(.hx) == [1, -4, 7])
    #expect(try source.samples(.ey) == [-60, -12.5, -18])
    try source.expectSlicesOfWhole()
  }
}

@Suite struct ColumnTextErrorTests {
  @Test func missingDescriptionSaysWhatToWrite() throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "1 2 3 4 5 6\n")
    expectUserError(
      "data.asc: is columns", "no data.asc.ini", "put this into \(folder.path)/data.asc.ini",
      "rate = 1", "start = 2000-01-01 00:00:00", "channels = Hx Hy Hz Ex Ey -"
    ) { _ = try openOnly(in: folder) }
  }

  @Test("the text that is asked for can be read")
  func remedyWorks() throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "1 2 3 4 5 6\n7 8 9 10 11 12\n")
    do {
      _ = try openOnly(in: folder)
    } catch let error as UserError {
      try folder.write(
        "data.asc.ini", error.remedy.split(separator: "\n").dropFirst().joined(separator: "\n"))
    }
    #expect(try openOnly(in: folder).samples(.ey) == [5, 11])
  }

  @Test(arguments: [
    ("rat = 1", "line 4, key `rat`: is not known", "did you mean `rate`?"),
    ("scales.Ex = 1", "key `scales.Ex`", "did you mean `scale`?"),
    ("gibberish = 1", "key `gibberish`", "known are: rate, start"),
    ("scale.Hq = 1", "key `scale.Hq`", "no column has"),
    ("scale.E1 = 1", "key `scale.E1`", "no column has"),
    ("scale.Ex = many", "line 4, key `scale.Ex`", "not a number: many"),
    ("rate = 2", "line 4", "gives `rate` a second time; line 1"),
    ("[section]", "line 4", "has no `=`"),
    ("latitude = up\nlongitude = 3", "key `latitude`", "not a number"),
  ])
  func wrongDescription(line: String, place: String, problem: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "1 2 3 4 5\n")
    try folder.write("data.asc.ini", description + line + "\n")
    expectUserError("data.asc.ini", place, problem) { _ = try openOnly(in: folder) }
  }

  @Test(arguments: [
    ("rate = 1", "rate = -3", "no sampling rate: -3"),
    ("rate = 1", "rate = 1/0", "no sampling rate: 1/0"),
    ("rate = 1", "rate = 9999999999999999999/7", "no sampling rate"),
    ("rate = 1\n", "", "key `rate`: is missing"),
    ("2000-01-01", "2000-13-01", "no instant: 2000-13-01"),
    ("Hx Hy Hz Ex Ey", "Hx Hy Hz Ex Qy", "names Qy"),
    ("Hx Hy Hz Ex Ey", "- - - - -", "names no channel"),
    ("Hx Hy Hz Ex Ey", "Hx Hx Hz Ex Ey", "channel Hx: comes twice"),
  ])
  func wrongValues(old: String, new: String, problem: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "1 2 3 4 5\n")
    try folder.write(
      "data.asc.ini", description.replacingOccurrences(of: old, with: new))
    expectUserError(problem) { _ = try openOnly(in: folder) }
  }

  @Test(arguments: [
    ("1 2 3 4", "line 2", "has 4 columns where 5 are expected"),
    ("1 2 3 4 5 6", "line 2", "has 6 columns where 5 are expected"),
    ("1,2,,4,5", "line 2, channel Hz, sample 1", "is not a number"),
    ("1 2 nan 4 5", "line 2, channel Hz, sample 1", "not a finite number"),
    ("1 2 3x 4 5", "line 2, channel Hz, sample 1", "is not a number"),
    ("hx hy hz ex ey", "line 2, channel Hz, sample 1", "begin lines of text with #"),
  ])
  func damagedRows(row: String, place: String, problem: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "1 2 3 4 5\n\(row)\n1 2 3 4 5\n")
    try folder.write("data.asc.ini", description)
    let source = try openOnly(in: folder)
    expectUserError("data.asc", place, problem) { _ = try source.samples(.hz) }
  }

  @Test func commentsAloneAreNoRecording() throws {
    let folder = try TemporaryFolder()
    try folder.write("data.asc", "# nothing\n")
    try folder.write("data.asc.ini", description)
    expectUserError("data.asc", "holds no samples") { _ = try openOnly(in: folder) }
  }
}

private let description = """
  rate = 1
  start = 2000-01-01
  channels = Hx Hy Hz Ex Ey

  """

private func openOnly(in folder: TemporaryFolder) throws -> any RecordingSource {
  let found = try TimeSeriesFormats.discover(siteFolder: folder.path)
  #expect(found.problems.isEmpty)
  #expect(found.recordings.count == 1)
  return try TimeSeriesFormats.open(try #require(found.recordings.first))
}
