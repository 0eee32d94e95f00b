import FormatSamples
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct LEMI423Tests {
  private let sample = LEMI423Sample()

  @Test("counts become mV by the header's coefficients; ticks give the rate")
  func samples() throws {
    let folder = try TemporaryFolder()
    try folder.write("1717243200.b423", sample.file())
    let source = try folder.recording()
    let header = source.header
    #expect(header.rate == SamplingRate(samples: 16, seconds: 1) && header.start == noon)
    #expect(header.sampleCount == 80)
    #expect(header.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123.4))
    let expected: [(Channel, Double, Double)] = [
      (.hx, 2.5e-6, -50), (.hy, 3e-6, -49), (.hz, 2e-6, 0), (.ex, 3e-7, -5.00475),
      (.ey, 2e-7, 1e-3),
    ]
    for (number, (channel, factor, offset)) in expected.enumerated() {
      let values = (0..<80).map { Double(sample.count(number, $0)) * factor + offset }
      for (a, b) in zip(try source.samples(channel), values) {
        #expect(abs(a - b) <= 1e-14 * max(abs(a), abs(offset)))
      }
    }
    #expect(try source.notices(.hx).contains("in mV with the response of the coil"))
    #expect(try source.notices(.ex).contains("write `dipole.Ex = …` (metres) into lemi.ini"))
    try source.expectSlicesOfWhole()
  }

  @Test("lengths, gains and serial numbers come from lemi.ini")
  func settings() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.B423", sample.file())
    try folder.write("LEMI.ini", "dipole.Ex = 50\ngain.Bx = 4\nserial.Hx = 712\nmagnetic = nT\n")
    let source = try folder.recording()
    let (ex, hx) = (try source.channel(.ex), try source.channel(.hx))
    #expect(ex.dipoleLength == 50 && ex.notices.isEmpty)
    #expect(hx.serial == "712" && hx.notices.isEmpty)
    let first = Double(sample.count(0, 0)) * 2.5e-6 - 50
    #expect(abs(try source.samples(.hx)[0] - first / 4) < 1e-12)
    let electric = (Double(sample.count(3, 0)) * 3e-4 - 5004.75) * 1e-3 * 1000 / 50
    #expect(abs(try source.samples(.ex)[0] - electric) < 1e-12 * abs(electric))
    try folder.write("lemi.ini", "dipole.E4 = 50\n")
  }

  @Test("a key of lemi.ini that is not known is refused")
  func wrongSettings() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.B423", sample.file())
    try folder.write("lemi.ini", "dipole.E4 = 50\n")
    try folder.expectProblem("lemi.ini", "key `dipole.E4`", "known are: magnetic")
    try folder.write("lemi.ini", "magnetic = T\n")
    try folder.expectProblem("key `magnetic`: cannot be T", "write nT or mV")
  }

  @Test("four electric channels")
  func electric() throws {
    var sample = sample
    sample.isElectric = true
    let folder = try TemporaryFolder()
    try folder.write("a.B423", sample.file())
    let source = try folder.recording()
    #expect(source.header.channels.map(\.channel.name) == ["E1", "E2", "E3", "E4"])
    let expected = (0..<80).map { Double(sample.count(3, $0)) * 2.94e-7 + 0.01 }
    let found = try source.samples(try #require(Channel("E4")))
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-14 * abs(b)) }
  }

  @Test("files that follow one another are one recording; a jump of the clock parts it")
  func joined() throws {
    let folder = try TemporaryFolder()
    var (second, third) = (sample, sample)
    second.first += 80
    second.gap = (after: 33, length: 5)
    third.first += 165
    try folder.write("c.B423", sample.file())
    try folder.write("b.B423", second.file())
    try folder.write("a.B423", third.file())
    let sources = try folder.recordings().sorted { $0.header.start < $1.header.start }
    #expect(sources.map(\.header.sampleCount) == [113, 47 + 80])
    let rate = SamplingRate(samples: 16, seconds: 1)
    #expect(sources[0].header.start == noon)
    #expect(sources[1].header.start == noon.advanced(bySamples: 118, at: rate))
    let scale = { (count: Int32) in Double(count) * 2.5e-6 - 50 }
    #expect(try sources[0].samples(.hx, 112..<113)[0] == scale(second.count(0, 32)))
    #expect(try sources[1].samples(.hx, 0..<1)[0] == scale(second.count(0, 33)))
    #expect(try sources[1].samples(.hx, 47..<48)[0] == scale(third.count(0, 0)))
    for source in sources { try source.expectSlicesOfWhole() }
  }

  @Test("the last record may be cut off; a file without a second of samples is refused")
  func cutOff() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.B423", sample.file().dropLast(7))
    let source = try folder.recording()
    #expect(source.header.sampleCount == 79)
    #expect(try source.notices(.hx).contains("a.B423: its last record is cut off"))
    try folder.write("a.B423", Array(sample.file().prefix(1024 + 30 * 10)))
    try folder.expectProblem("less than a second")
    try folder.write("a.B423", Array(sample.file().prefix(1000)))
    try folder.expectProblem("no more than its header")
    let text = String(decoding: sample.file().prefix(1024), as: UTF8.self)
    let broken = text.replacingOccurrences(of: "%Ke2", with: "%Kq2")
    try folder.write("a.B423", Array(broken.utf8) + sample.file().dropFirst(1024))
    try folder.expectProblem("key `Ke2`: is missing in the header")
  }
}

@Suite struct LEMI424Tests {
  @Test("columns, times and the place", arguments: [true, false])
  func whole(hasPlace: Bool) throws {
    var sample = LEMI424Sample()
    sample.hasPlace = hasPlace
    let folder = try TemporaryFolder()
    try folder.write("202406011200.TXT", sample.text())
    let source = try folder.recording()
    #expect(source.header.start == noon && source.header.rate.hertz == 1)
    #expect(source.header.sampleCount == 90)
    let place = Location(latitude: 52.5, longitude: -13.25, elevation: 123.4)
    #expect(source.header.location == (hasPlace ? place : nil))
    for (column, name) in [(0, "Hx"), (1, "Hy"), (2, "Hz"), (5, "E1"), (8, "E4")] {
      let expected = (0..<90).map { LEMI424Sample.value(column, $0) }
      #expect(try source.samples(try #require(Channel(name))) == expected, "\(name)")
    }
    try source.expectSlicesOfWhole()
  }

  @Test("seconds that are missing part the recording; files without a gap are joined")
  func gaps() throws {
    let folder = try TemporaryFolder()
    var (first, second) = (LEMI424Sample(), LEMI424Sample())
    first.missing = 40..<45
    second.first += 90
    try folder.write("b.txt", first.text())
    try folder.write("a.txt", second.text())
    let sources = try folder.recordings().sorted { $0.header.start < $1.header.start }
    #expect(sources.map(\.header.sampleCount) == [40, 45 + 90])
    #expect(sources[1].header.start == noon.advanced(bySamples: 45, at: LEMI424Format.rate))
    let expected =
      (45..<90).map { LEMI424Sample.value(0, $0) } + (0..<90).map { LEMI424Sample.value(0, $0) }
    #expect(try sources[1].samples(.hx) == expected)
    try sources[1].expectSlicesOfWhole()
  }

  @Test("the last row may be cut off; a row that is none among others is named")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let text = LEMI424Sample().text()
    try folder.write("a.txt", String(text.dropLast(90)))
    #expect(try folder.recording().header.sampleCount == 89)
    let lines = text.split(separator: "\r\n").map(String.init)
    try folder.write(
      "a.txt", (lines[..<7] + ["2024 06 01 12 00"] + lines[8...]).joined(separator: "\n"))
    try folder.expectProblem("line 8", "is no row of 24 columns")
  }

  @Test("a latitude keeps its zeros")
  func angles() {
    #expect(GeographicAngle.degrees("5230.0,N") == 52.5)
    #expect(GeographicAngle.degrees("01315.00000,W") == -13.25)
    #expect(GeographicAngle.degrees("0003.75 S") == -0.0625)
    #expect(GeographicAngle.degrees("5275.0,N") == nil && GeographicAngle.degrees("x,N") == nil)
  }
}
