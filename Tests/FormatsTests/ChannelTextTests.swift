import Files
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct ChannelTextTests {
  @Test("two real stations", .needsFixtures)
  func fieldData() throws {
    let found = try TimeSeriesFormats.discover(siteFolder: try Fixtures.path("field"))
    #expect(found.recordings.count == 2)
    // The folder's README is no recording.
    #expect(found.problems.isEmpty && found.foreign.map { lastPart($0.subject) } == ["README.md"])
    let sources = try found.recordings.map { try TimeSeriesFormats.open($0) }
    #expect(sources.map(\.header.name) == ["BP02_1day_20130513_1", "BP03_1day_20130513_2"])
    #expect(sources.map(\.header.station) == ["BP02", "BP03"])
    #expect(sources.map(\.header.sampleCount) == [97020, 92010])
    #expect(
      sources.map(\.header.start.nanoseconds)
        == [1_368_411_438_000_000_000, 1_368_413_259_000_000_000])
    #expect(sources.allSatisfy { $0.header.channels.map(\.channel) == [.ex, .ey, .hx, .hy] })
    #expect(sources[0].header.rate == SamplingRate(samples: 10, seconds: 1))
    let place = Location(latitude: -34.91348, longitude: 138.57898, elevation: 24)
    #expect(sources[0].header.location == place)
    let first = try sources[0].samples(.ex, 0..<3)
    #expect(
      first == [4.292987298687888256e+02, 4.540587445226742602e+02, 4.406142432345483257e+02])
  }

  @Test("compressed and plain files give the same", .needsFixtures)
  func compressedAndPlain() throws {
    let folder = try TemporaryFolder()
    let name = "BP02_1day_20130513_1_microvoltpermeter.ex"
    let packed = try Fixtures.path("field/\(name).gz")
    try folder.write(name, try wholeFile(packed))
    let plain = try openOnly(in: folder)
    let gzip = try TimeSeriesFormats.open(
      try #require(try ChannelTextFormat.recordings(at: packed)?.first))
    #expect(try plain.samples(.ex) == gzip.samples(.ex))
    try gzip.expectSlicesOfWhole()
  }

  private func wholeFile(_ path: String) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 23)
    let count = try openBytes(path).read(at: 0, into: &bytes, from: 0)
    return Array(bytes.prefix(count))
  }

  @Test("files of our own: units, names and slices")
  func synthesised() throws {
    let folder = try TemporaryFolder()
    try folder.write("S1_run.ex", header("ex", unit: "V/m") + lines)
    try folder.write("S1_run.by", header("BY", unit: "pT") + lines)
    let source = try openOnly(in: folder)
    #expect(source.header.name == "S1_run")
    #expect(source.header.start.nanoseconds == 1_000_000_000_250_000_000)
    #expect(source.header.rate == SamplingRate(samples: 1, seconds: 8))
    #expect(try source.samples(.ex) == values.map { $0 * 1e6 })
    #expect(try source.samples(.hy) == values.map { $0 * 1e-3 })
    try source.expectSlicesOfWhole()
  }

  @Test("another start or rate is another recording")
  func groups() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex") + lines)
    try folder.write("b.ex", header("ex", start: "1000009000") + lines)
    try folder.write("b.ey", header("ey", start: "1000009000") + lines)
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path)
    #expect(found.recordings.map(\.member) == ["a.ex", "b.ex/b.ey"])
    #expect(try found.recordings.map { try TimeSeriesFormats.files(of: $0).count } == [1, 2])
    #expect(found.problems.isEmpty)
  }

  @Test("a place that is none on Earth is a notice")
  func place() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex", latitude: "95") + lines)
    let header = try openOnly(in: folder).header
    #expect(header.location == nil)
    #expect(header.channels[0].notices.first?.contains("latitude 95.0") == true)
  }
}

@Suite struct ChannelTextErrorTests {
  @Test(arguments: [
    (header("tx"), "channel", "no channel that is known: tx"),
    (header("ex", rate: "0"), "rate", "no sampling rate: 0"),
    (header("ex", start: "yesterday"), "start", "no time: yesterday"),
    (header("ex", start: "9999999999999"), "start", "no time: 9999999999999"),
    (header("ex", samples: "12.5"), "samples", "no number of samples: 12.5"),
    (header("ex", samples: "1e300"), "samples", "no number of samples: 1e300"),
    (header("ex", unit: "furlong"), "unit", "for a channel ex: furlong"),
    (header("ex", unit: "nT"), "unit", "for a channel ex: nT"),
    (header("ex", latitude: "north"), "latitude", "no number: north"),
  ])
  func wrongHeader(text: String, field: String, problem: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", text + lines)
    expectUserError("a.ex", "line 1, \(field)", problem) { _ = try openOnly(in: folder) }
  }

  @Test func fewerOrMoreSamplesNameBothCounts() throws {
    for (extra, word) in [(-1, "fewer"), (1, "more")] {
      let folder = try TemporaryFolder()
      try folder.write("a.ex", header("ex", samples: "\(values.count - extra)") + lines)
      expectUserError("a.ex", "has 10000 samples, \(word) than the \(10000 - extra)", "copy") {
        _ = try openOnly(in: folder)
      }
    }
  }

  @Test func unequalLengthsNameBoth() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex") + lines)
    try folder.write("a.ey", header("ey", samples: "9999") + lines)
    expectUserError("a.ey", "channel Ey has 9999", "channel Ex", "has 10000", "unequal", "cut") {
      _ = try openOnly(in: folder)
    }
  }

  @Test func aChannelTwiceIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex") + lines)
    try folder.write("b.ex", header("ex") + lines)
    expectUserError("channel Ex", "comes twice") { _ = try openOnly(in: folder) }
  }

  @Test(arguments: [
    ("nan", "not a finite number"), ("-Inf", "not a finite number"),
    ("1.2.3", "is not a number"), ("12 13", "2 columns where 1"), ("12x", "is not a number"),
    ("1e308", "not a finite number"),
  ])
  func damagedLineIsNamed(text: String, problem: String) throws {
    let folder = try TemporaryFolder()
    var all = values.map { "\($0)" }
    all[7000] = text
    let file = header("ex", unit: "V/m") + all.joined(separator: "\n") + "\n"
    try folder.write("a.ex", file)
    let source = try openOnly(in: folder)
    #expect(try source.samples(.ex, 6000..<7000).count == 1000)
    expectUserError("a.ex", "line 7002", problem) { _ = try source.samples(.ex, 6990..<7010) }
  }

  @Test func emptyLineBetweenSamplesIsSeen() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex", samples: "3") + "1\n2\n\n3\n\n")
    expectUserError("a.ex", "line 4", "a sample may be missing") { _ = try openOnly(in: folder) }
  }

  @Test func endBeyondTimeIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.ex", header("ex", rate: "1/1000000") + lines)
    expectUserError("would end after the year 2262", "correct the start or the rate") {
      _ = try openOnly(in: folder)
    }
  }

  @Test func noTextAtAllIsSeen() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "1", count: 200_000)
    try folder.write("a.ex", header("ex") + long)
    expectUserError("a.ex", "line 2", "longer than 65536 bytes") { _ = try openOnly(in: folder) }
  }

  @Test func truncatedGzipIsSeen() throws {
    let folder = try TemporaryFolder()
    let path = try folder.writeGzip("a.ex.gz", Array((header("ex") + lines).utf8))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes.removeLast(bytes.count / 2)
    try folder.write("a.ex.gz", bytes)
    expectUserError("a.ex.gz", "ends before its last compressed block", "gzip -t") {
      _ = try openOnly(in: folder)
    }
  }

  @Test func damagedGzipIsSeen() throws {
    let folder = try TemporaryFolder()
    let path = try folder.writeGzip("a.ex.gz", Array((header("ex") + lines).utf8))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[bytes.count - 6] ^= 0xff
    try folder.write("a.ex.gz", bytes)
    expectUserError("a.ex.gz", "compressed byte", "is damaged", "gzip -t") {
      _ = try openOnly(in: folder)
    }
  }
}

/// More than two of the index's strides, with comments between.
private let values = (0..<10000).map { Double($0) * 0.37 - 1000 }
private let lines = values.enumerated().map { number, value in
  number % 3000 == 5 ? "# a comment\n\(value)\r\n" : "\(value)\n"
}.joined()

private func header(
  _ channel: String, rate: String = "0.125", start: String = "1000000000.25",
  samples: String = "10000", unit: String = "mV/km", latitude: String = "-34.5"
) -> String {
  "# S1 \(channel) \(rate) \(start) \(samples) \(unit) \(latitude) 138.5 24.0 \n"
}

private func openOnly(in folder: TemporaryFolder) throws -> any RecordingSource {
  let found = try TimeSeriesFormats.discover(siteFolder: folder.path)
  #expect(found.problems.isEmpty)
  #expect(found.recordings.count == 1)
  return try TimeSeriesFormats.open(try #require(found.recordings.first))
}
