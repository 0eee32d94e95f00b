import FormatSamples
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct PhoenixMTUTests {
  private let sample = PhoenixMTUSample()

  private func expected(_ channel: Int, _ range: Range<Int>, _ factor: Double) -> [Double] {
    range.map { Double(PhoenixMTUSample.number(channel, $0)) * factor }
  }

  private let electric = 6.4 / Double(1 << 23) / 40 / 100 * 1e6
  private let magnetic = 6.4 / Double(1 << 23) / 12 / 0.233 * 1000 / 1000

  @Test("every band gives its recordings, one for each burst")
  func bands() throws {
    let folder = try TemporaryFolder()
    try folder.write(sample.files(), in: "SYN01")
    let sources = try folder.recordings()
    #expect(sources.map(\.header.rate.hertz) == [150, 150, 150, 15])
    #expect(sources.map(\.header.sampleCount) == [300, 450, 150, 300])
    let seconds = sources.map { $0.header.start.seconds(since: noon) }
    #expect(seconds == [0, 30, 60, 0])
    try sources[1].expect(.ex, expected(0, 300..<750, electric))
    try sources[1].expect(.hz, expected(4, 300..<750, magnetic))
    try sources[3].expect(.hx, expected(2, 0..<300, magnetic))
    for source in sources { try source.expectSlicesOfWhole() }
  }

  @Test("the table's words are taken")
  func table() throws {
    let folder = try TemporaryFolder()
    try folder.write(sample.files())
    let source = try #require(try folder.recordings().last)
    #expect(source.header.station == "SYN01")
    #expect(source.header.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123))
    let (ey, hx) = (try source.channel(.ey), try source.channel(.hx))
    #expect(ey.dipoleLength == 80 && ey.azimuth == 97 && hx.azimuth == -3)
    #expect(hx.serial == "coil1693")
    #expect(try source.notices(.hx).contains("nominal sensitivity"))
  }

  @Test("records that are damaged or cut off leave the others")
  func damaged() throws {
    let folder = try TemporaryFolder()
    var files = sample.files()
    let record = 32 + 15 * 15
    // Month 0 in the sixth record; the last one is cut.
    files["SYN01.TS5"].replace(at: 5 * record + 4, with: UInt8(0))
    files["SYN01.TS5"].removeLast(10)
    files["SYN01.TS4"] = []
    files.all.removeAll { $0.name == "SYN01.TS4" }
    try folder.write(files)
    let sources = try folder.recordings()
    #expect(sources.map(\.header.sampleCount) == [75, 13 * 15])
    #expect(sources[1].header.start.seconds(since: noon) == 6)
    try sources[1].expect(.ex, expected(0, 90..<285, electric))
  }

  @Test("a tag that is missing in the table is named", arguments: ["FSCV", "EXLN", "HGN", "HATT"])
  func missing(tag: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("a.TS5", sample.band(15, [0, 1]))
    try folder.write("a.tbl", sample.table(without: tag))
    try folder.expectProblem("a.tbl: tag \(tag): is missing", "without \(tag)")
  }

  @Test("a band without its table is refused")
  func noTable() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ts5", sample.band(15, [0, 1]))
    try folder.expectProblem("a.ts5: has no table (.TBL) beside it")
  }

  @Test("rates of samples in minutes and hours")
  func units() throws {
    let folder = try TemporaryFolder()
    var band = sample.band(15, [0])
    band.replace(at: 20, with: UInt8(2))
    try folder.write("SYN01.TS5", band)
    try folder.write("SYN01.TBL", sample.table())
    #expect(try folder.recording().header.rate == SamplingRate(samples: 1, seconds: 240))
  }
}

@Suite struct MTU5CTests {
  private let sample = MTU5CSample()

  /// 2024-06-01T12:01:50, when the recorder began.
  private let begin = Instant(nanoseconds: 1_717_243_310_000_000_000)

  private func volts(_ range: Range<Int>, _ factor: Double) -> [Double] {
    range.map { Double(MTU5CSample.volts($0)) * factor }
  }

  @Test("frames, continuous files and segments, each rate by itself")
  func whole() throws {
    let folder = try TemporaryFolder()
    try folder.write(sample.files(), in: "rec")
    let sources = try folder.recordings()
    #expect(sources.map(\.header.rate.hertz) == [24_000, 2400, 2400, 30])
    #expect(sources.map(\.header.sampleCount) == [80, 240, 240, 570])
    #expect(sources.map { $0.header.start.seconds(since: begin) } == [0, 30, 60, 1])
    // A main gain of 4; the electric channel has a preamplifier of 4 and an input of a half.
    let numbers = (0..<80).map { Double(MTU5CSample.number($0)) / Double(1 << 23) * 5000 }
    try sources[0].expect(.hy, numbers.map { $0 / 4 })
    try sources[0].expect(.ex, numbers.map { $0 / 8 * 1000 / 100 })
    try sources[2].expect(.hy, volts(240..<480, 1000))
    try sources[3].expect(.ex, volts(0..<570, 1e6 / 100))
    for source in sources { try source.expectSlicesOfWhole() }
  }

  @Test("the description says which channel it is, and its length and sensor")
  func description() throws {
    let folder = try TemporaryFolder()
    try folder.write(sample.files())
    let source = try #require(try folder.recordings().last)
    #expect(source.header.station == "SYN05")
    #expect(source.header.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123.5))
    let (ex, hy) = (try source.channel(.ex), try source.channel(.hy))
    #expect(ex.dipoleLength == 100 && hy.serial == "57507" && hy.sensor == "MTC-150")
    #expect(hy.azimuth == 90)
    #expect(try source.notices(.hy).contains("low-pass filter at 10 Hz"))
  }

  @Test(
    "a serial number may be a text or a number, and one that no number holds is none",
    arguments: [("\"0057\"", "0057"), ("57507.0", "57507"), ("1e300", ""), ("null", "")])
  func serial(value: String, expected: String) throws {
    let folder = try TemporaryFolder()
    var files = sample.files()
    let text = MTU5CSample.description.replacing("\"57507\"", with: value)
    files["recmeta.json"] = Array(text.utf8)
    try folder.write(files)
    let source = try #require(try folder.recordings().last)
    #expect(try source.channel(.hy).serial == expected)
  }

  @Test("a file whose number puts it beyond all times is refused")
  func number() throws {
    let folder = try TemporaryFolder()
    let bytes = sample.continuous(channel: 0, sequence: 4_000_000_000, count: 20)
    try folder.write("a.td_30", bytes)
    try folder.expectProblem("a.td_30", "number of the file (byte 25): cannot be 4000000000")
  }

  @Test("without a description the place in the recorder tells, and electric channels are in mV")
  func noDescription() throws {
    let folder = try TemporaryFolder()
    var files = sample.files()
    files.all.removeAll { $0.name == "recmeta.json" || $0.name.hasSuffix(".td_2400") }
    try folder.write(files)
    let source = try #require(try folder.recordings().last)
    #expect(source.header.channels.map(\.channel) == [.ex, .hx])
    try source.expect(.ex, volts(0..<570, 1000))
    #expect(try source.notices(.ex).contains("in mV: without recmeta.json"))
    #expect(try source.notices(.hx).contains("no recmeta.json"))
  }

  @Test("a file that is missing parts the recording, and what is cut off is left out")
  func gaps() throws {
    let folder = try TemporaryFolder()
    var files = SampleFiles()
    files["0/a_1.td_30"] = sample.continuous(channel: 0, count: 270)
    files["0/a_3.td_30"] = sample.continuous(channel: 0, sequence: 3, count: 300)
    files["0/a_3.td_30"].removeLast(42)
    try folder.write(files)
    let sources = try folder.recordings()
    #expect(sources.map(\.header.sampleCount) == [270, 289])
    #expect(sources[1].header.start.seconds(since: begin) == 20)
    #expect(try sources[1].notices(.hx).contains("2 bytes at its end are no whole sample"))
  }

  @Test("leap seconds between the satellites' clock and UTC")
  func leapSeconds() {
    // 2016-12-31T23:59:59 and 2017-01-01T00:00:00 in UTC.
    #expect(LeapSeconds.utc(1_483_228_799 + 17) == 1_483_228_799)
    #expect(LeapSeconds.utc(1_483_228_800 + 18) == 1_483_228_800)
    #expect(LeapSeconds.utc(MTU5CSample.recording) == 1_717_243_310)
  }

  @Test("the converter's files have numbers from 0 in their headers and from 1 in their names")
  func converter() throws {
    let folder = try TemporaryFolder()
    var files = SampleFiles()
    // Ten seconds at 24 kHz are 12 000 frames; the third file is there alone.
    files["0/10128_665B0DC0_0_00000001.bin"] = sample.frames(3, channel: 0)
    files["0/10128_665B0DC0_0_00000003.bin"] = sample.frames(2, channel: 0, sequence: 2)
    try folder.write(files)
    let sources = try folder.recordings()
    #expect(sources.map(\.header.sampleCount) == [60, 40])
    let start = Instant(nanoseconds: Int64(LeapSeconds.utc(MTU5CSample.recording)) * 1_000_000_000)
    #expect(sources.map { $0.header.start.seconds(since: start) } == [0, 20])
  }

  @Test("what a recorder leaves beside its recordings is no problem")
  func recorderFolder() throws {
    let folder = try TemporaryFolder()
    let whole = sample.files()
    for (name, bytes) in whole.all { try folder.write("10128_2024/" + name, bytes) }
    let count = try folder.recordings().count
    for name in ["config.json", "kern.pri", "recmeta.json.bak", "a.log"] {
      try folder.write("10128_2024/" + name, "{}")
    }
    try folder.write("10128_2024/stats", sample.continuous(channel: 0, count: 100))
    try folder.write(
      "10128_2024/0/a_3.td_2400", sample.continuous(channel: 0, sequence: 3, count: 0))
    #expect(try folder.recordings().count == count)
  }
}
