import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite struct SpectraFileTests {
    /// A draft of three recordings with two levels each, one of which has no windows.
    private func prepare(_ draft: String) throws -> SpectraPlaces {
      let headers = ["one", "two", "three"].map { name in
        var header = SampleProject.recording
        header.name = name
        return header
      }
      let blocks = [[20, 9], [1, 0], [7, 5]].enumerated().flatMap { recording, counts in
        SampleProject.blocks(counts, recording: recording)
      }
      return try SiteDraft.prepare(
        draft, SampleProject.site("A"), recordings: headers, spectra: blocks,
        madeBy: SampleProject.preparedBy
      ).places
    }

    private func value(_ key: SpectraPlaces.Key, _ window: Int, _ index: Int) -> Float {
      let channel = Channel.known.firstIndex(of: key.channel) ?? 0
      return Float(key.recording * 1000 + key.level * 100 + channel * 10 + window) + Float(index)
        / 128
    }

    private func values(
      _ key: SpectraPlaces.Key, _ place: SpectraPlace, _ rows: Range<Int>
    ) -> [Float] {
      rows.flatMap { window in (0..<place.valuesPerRow).map { value(key, window, $0) } }
    }

    @Test("what is written at a place is what HDF5 reads there")
    func places() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/a.h5")
        let places = try prepare(draft)
        #expect(places.runs == ["one", "two", "three"])
        #expect(places.places.count == 3 * 2 * 5)
        #expect(places[1, 1, .ex]?.rows == 0 && places[3, 0, .ex] == nil)
        #expect(SpectraPlaces.read(besides: draft) == places)
        let file = try SpectraFile(draft, places)
        for (key, place) in places.places {
          try file.write(values(key, place, 0..<place.rows).span, at: place, firstRow: 0)
        }
        try file.synchronize()
        try SiteDraft.finish(draft, as: path, madeBy: SampleProject.finishedBy) { _ in }
        let reader = try SiteFileReader(path)
        for (key, place) in places.places {
          let read = try reader.spectra(
            of: key.channel, run: places.runs[key.recording], level: key.level,
            windows: 0..<place.rows)
          let parts = read.flatMap { [Float($0.real), Float($0.imaginary)] }
          #expect(parts == values(key, place, 0..<place.rows), "\(key)")
        }
        let counts = try File.open(path).dataset("/Experiment/fc_summary").rows([
          Column("run", .text(bytes: 20)), Column("n_samples", .integer),
        ])
        #expect(counts.count == 30 && counts[0] == [.text("one"), .integer(20 * 33)])
        #expect(counts[25] == [.text("two"), .integer(0)])
      }
    }

    @Test("the file has the same bytes in whatever order threads wrote the rows")
    func order() async throws {
      try await withFolder { folder in
        let path = folder + "/plain.h5"
        let places = try prepare(path)
        let plain = try SpectraFile(path, places)
        for (key, place) in places.places {
          try plain.write(values(key, place, 0..<place.rows).span, at: place, firstRow: 0)
        }
        let other = folder + "/other.h5"
        let file = try SpectraFile(other, try prepare(other))
        let units = places.places.flatMap { key, place in
          (0..<place.rows).map { (key, place, $0) }
        }.shuffled()
        try await withThrowingTaskGroup { group in
          for (key, place, row) in units {
            let values = values(key, place, row..<row + 1)
            group.addTask { try file.write(values.span, at: place, firstRow: row) }
          }
          try await group.waitForAll()
        }
        #expect(try bytes(path) == bytes(other))
      }
    }

    /// As `withTemporaryFolder`, for tests that wait for tasks.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("skindepth-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await body(folder.path)
    }

    @Test("the digest of what was written is that of what is read, and shows damage")
    func digests() throws {
      try withTemporaryFolder { folder in
        let draft = folder + "/draft.h5"
        // Longer than what is read at a time.
        let level = DecimationLevel(
          index: 0, rate: SamplingRate(samples: 128, seconds: 1), steps: [], factor: 1,
          evaluationFrequencies: [16], windowSize: 16384, windowOverlap: 0)
        let block = SpectraBlock(
          recording: 0, level: level, start: SampleProject.recording.start, windowCount: 70,
          channels: [.hx])
        let places = try SiteDraft.prepare(
          draft, SampleProject.site("A"), recordings: [SampleProject.recording], spectra: [block],
          madeBy: SampleProject.preparedBy
        ).places
        let place = try #require(places[0, 0, .hx])
        let file = try SpectraFile(draft, places)
        let values = (0..<69 * place.valuesPerRow).map { Float($0 % 4099) }
        try file.write(values.span, at: place, firstRow: 1)
        var builder = ValueDigestBuilder()
        builder.add(values.span)
        let digest = builder.digest
        #expect(try file.digest(of: place, rows: 1..<70) == digest)
        #expect(try file.digest(of: place, rows: 0..<69) != digest)
        #expect(try file.read(place, rows: 3..<4) == Array(values[2 * 16386..<3 * 16386]))
        #expect(try file.digest(of: place, rows: 5..<5) == ValueDigestBuilder().digest)
        let handle = try #require(FileHandle(forUpdatingAtPath: draft))
        try handle.seek(toOffset: UInt64(place.offset + 60 * place.bytesPerRow))
        handle.write(Data([1]))
        try handle.close()
        #expect(try file.digest(of: place, rows: 1..<70) != digest)
      }
    }

    @Test("a file that is missing or too short is named")
    func tooShort() throws {
      try withTemporaryFolder { folder in
        let draft = folder + "/draft.h5"
        let places = try prepare(draft)
        try bytes(draft).prefix(10_000).write(to: URL(fileURLWithPath: draft))
        for path in [draft, folder + "/none.h5"] {
          let error = #expect(throws: UserError.self) { _ = try SpectraFile(path, places) }
          #expect(error?.subject == path && error?.remedy.isEmpty == false)
        }
      }
    }
  }
}
