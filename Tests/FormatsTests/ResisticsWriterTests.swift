import Formats
import Foundation
import Model
import Testing

@Suite("Folders of resistics that are written") struct ResisticsWriterTests {
  /// A recording in memory; its second channel may break off.
  private final class Source: RecordingSource {
    let header = RecordingHeader(
      name: "meas", rate: SamplingRate(samples: 1, seconds: 8),
      start: Instant(nanoseconds: 946_684_800_125_000_000), sampleCount: 70_000,
      channels: [
        ChannelHeader(.ex, dipoleLength: 80),
        ChannelHeader(.hy, sensor: "MFS06", serial: "12", chopper: true, isCalibrated: true),
      ], station: "S")
    let readsOnAnyThread = true
    let breaksOff: Bool

    init(breaksOff: Bool = false) { self.breaksOff = breaksOff }

    static func sample(_ index: Int, _ channel: Channel) -> Double {
      channel == .ex ? Double(index % 977) / 7 - 3.25 : Double(index % 31) * 1e-3
    }

    func read(
      _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
    ) throws {
      guard !breaksOff || channel == .ex else {
        throw UserError(.data, "source", "breaks off", remedy: "")
      }
      for index in range { samples[index - range.lowerBound] = Self.sample(index, channel) }
    }
  }

  private func read(_ folder: String, isText: Bool = false) throws -> any RecordingSource {
    let format: any TimeSeriesFormat.Type =
      isText ? ResisticsTextFormat.self : ResisticsBinaryFormat.self
    return try format.open(try #require(try format.recordings(at: folder)?.first))
  }

  @Test("a recording comes back: all doubles as text, floats as binary", arguments: [true, false])
  func roundTrip(isText: Bool) throws {
    let folder = try TemporaryFolder()
    let (source, target) = (Source(), folder.path + "/meas")
    try ResisticsWriter(isText ? .text : .binary).write(source, to: target)
    let copy = try read(target, isText: isText)
    #expect(copy.header.rate == source.header.rate && copy.header.start == source.header.start)
    #expect(copy.header.sampleCount == 70_000 && copy.header.conditioning == nil)
    for channel in [Channel.ex, .hy] {
      let values = (0..<70_000).map { Source.sample($0, channel) }
      #expect(try copy.samples(channel) == (isText ? values : values.map { Double(Float($0)) }))
    }
    let (ex, hy) = (copy.header.channels[0], copy.header.channels[1])
    #expect(ex.dipoleLength == 80)
    #expect(hy.sensor == "MFS06" && hy.serial == "12")
    #expect(hy.chopper == true && hy.isCalibrated == true && hy.notices == [])
  }

  @Test("a slice has its own times, and says that it is conditioned")
  func slice() throws {
    let folder = try TemporaryFolder()
    let target = folder.path + "/part"
    try ResisticsWriter(.binary, isConditioned: true).write(
      Source(), to: target, samples: 1000..<1600, notes: ["Means removed"])
    let copy = try read(target)
    let start = Source().header.start.advanced(bySamples: 1000, at: Source().header.rate)
    #expect(copy.header.start == start && copy.header.sampleCount == 600)
    #expect(copy.header.conditioning == Conditioning([]))
    #expect(try copy.samples(.ex) == (1000..<1600).map { Double(Float(Source.sample($0, .ex))) })
    let comments = try String(contentsOfFile: target + "/comments.txt", encoding: .utf8)
    #expect(comments.contains("\nMeans removed\n"))
    #expect(comments.contains("\nHy: nT, azimuth 90.0 degrees, tilt 0.0 degrees\n"))
  }

  @Test("what breaks off leaves nothing behind, and an older folder as it was")
  func atomicity() throws {
    let folder = try TemporaryFolder()
    let target = folder.path + "/meas"
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
    let writer = ResisticsWriter(.binary)
    #expect(throws: UserError.self) { try writer.write(Source(breaksOff: true), to: target) }
    #expect(try names() == [])
    try writer.write(Source(), to: target, samples: 0..<10)
    #expect(throws: UserError.self) { try writer.write(Source(), to: target) }
    #expect(throws: UserError.self) {
      try writer.write(Source(breaksOff: true), to: target, mayReplace: true)
    }
    #expect(try names() == ["meas"])
    #expect(try read(target).header.sampleCount == 10)
    try ResisticsWriter(.text).write(Source(), to: target, samples: 0..<20, mayReplace: true)
    #expect(try names() == ["meas"])
    #expect(try read(target, isText: true).header.sampleCount == 20)
    // A file is nothing that a recording replaces.
    try Data().write(to: URL(filePath: folder.path + "/file"))
    #expect(throws: UserError.self) {
      try writer.write(Source(), to: folder.path + "/file", mayReplace: true)
    }
  }
}
