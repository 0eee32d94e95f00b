import Archive
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  /// MTH5 recordings that any thread can read.
  @Suite struct PlacesTests {
    private static let count = 200_000

    private static func sample(_ index: Int, _ channel: Int) -> Double {
      Double((index * 37 + channel * 11) % 257 - 128) / 4
    }

    private static let header = RecordingHeader(
      name: "run", rate: SamplingRate(samples: 8, seconds: 1), start: Instant(nanoseconds: 0),
      sampleCount: count, channels: [ChannelHeader(.ex), ChannelHeader(.hx)])

    /// A file with two channels, one of whose units are not the field's.
    private func write(_ storage: SampleStorage, to path: String) throws {
      let writer = try SiteFileWriter(path, SampleProject.site("A"))
      let run = try writer.add(Self.header, storing: storage, units: [.ex: "volt per kilometer"])
      for (index, channel) in [Channel.ex, .hx].enumerated() {
        for first in stride(from: 0, to: Self.count, by: 70_000) {
          let samples = (first..<min(first + 70_000, Self.count)).map { Self.sample($0, index) }
          try writer.append(samples.span, of: channel, run: run)
        }
      }
      try writer.finish()
    }

    private func recording(_ path: String) throws -> MTH5Recording {
      try MTH5Recording(try #require(MTH5File(path).recordings.first).locator)
    }

    private static let channelPath = "/Experiment/Surveys/Harz_2024/Stations/A/run"

    @Test(
      "have the samples that HDF5 gives",
      arguments: [.double(compression: nil), .single(compression: nil)] as [SampleStorage])
    func equal(storage: SampleStorage) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(storage, to: path)
        let recording = try recording(path)
        #expect(!recording.readsOnAnyThread && !recording.isForOneThread)
        let placed = try #require(try recording.places()).open()
        #expect(placed.readsOnAnyThread && placed.header == recording.header)
        for channel in [Channel.ex, .hx] {
          for range in [0..<Self.count, 65_535..<65_537, 131_000..<140_000, 7..<7] {
            let expected = try recording.samples(channel, range)
            #expect(try placed.samples(channel, range) == expected)
          }
        }
        #expect(try placed.samples(.ex, 3..<4)[0] == 1000 * Self.sample(3, 0))
      }
    }

    @Test("are for one thread where they are packed")
    func packed() throws {
      try withTemporaryFolder { folder in
        try write(.double(compression: 1), to: folder + "/a.h5")
        let recording = try recording(folder + "/a.h5")
        #expect(recording.isForOneThread)
        #expect(try recording.places() == nil)
      }
    }

    @Test("keep what is no number, or name it as HDF5's reader does")
    func missing() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(.double(compression: nil), to: path)
        let file = try File.open(path, .readWrite)
        try file.dataset(Self.channelPath + "/ex").write(
          [Double.infinity], Hyperslab(start: [70_001], count: [1]))
        try file.close()
        let recording = try recording(path)
        let places = try #require(try recording.places())
        let error = #expect(throws: UserError.self) {
          try places.open().samples(.ex, 70_000..<70_010)
        }
        let other = #expect(throws: UserError.self) { try recording.samples(.ex, 70_000..<70_010) }
        #expect(error == other)
        #expect(error.map { "\($0)" }?.contains("sample 70001") == true)
        let keeping = places.open()
        keeping.keepMissing()
        let samples = try keeping.samples(.ex, 70_000..<70_003)
        #expect(samples[1].isNaN && samples[2] == 1000 * Self.sample(70_002, 0))
        // Each that is opened is for itself.
        #expect(throws: UserError.self) { try places.open().samples(.ex, 70_000..<70_010) }
      }
    }

    @Test("name the file that has become shorter since it was opened")
    func shortened() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(.double(compression: nil), to: path)
        let placed = try #require(try recording(path).places()).open()
        #expect(unsafe truncate(path, 100_000) == 0)
        let error = #expect(throws: UserError.self) { try placed.samples(.hx, 0..<Self.count) }
        #expect(error?.subject == path)
        #expect(error.map { "\($0)" }?.contains("ends here") == true)
      }
    }

    @Test("of integers are the integers")
    func integers() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(.double(compression: nil), to: path)
        let file = try File.open(path, .readWrite)
        let attributes = try file.dataset(Self.channelPath + "/hx").attributes()
        for name in ["ex", "hx"] { try file.remove(Self.channelPath + "/" + name) }
        let values = (0..<Self.count).map { Int32($0 % 1000 - 500) }
        let dataset = try file.createDataset(
          Self.channelPath + "/hx", values: values, options: .chunked([4096]))
        try dataset.setAttributes(attributes)
        try file.close()
        let recording = try recording(path)
        let placed = try #require(try recording.places()).open()
        #expect(try placed.samples(.hx, 4000..<9000) == values[4000..<9000].map(Double.init))
        #expect(try recording.samples(.hx, 4000..<9000) == placed.samples(.hx, 4000..<9000))
      }
    }
  }
}
