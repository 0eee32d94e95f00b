import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  /// Statistics and masks in a site's file.
  @Suite struct WindowTableTests {
    private let windows = WindowRanges([10..<14, 20..<23])

    private func table(_ kind: WindowTable.Kind, level: Int = 0, _ components: [String])
      -> WindowTable
    {
      WindowTable(
        kind: kind, level: SampleProject.levels[level], components: components, windows: windows,
        reference: Instant(nanoseconds: 1_717_200_000_000_000_000), definition: ["made", "so"])
    }

    private var tables: [WindowTable] {
      [
        table(.statistic("coherence", run: "single"), ["cohExHx", "cohExHy"]),
        table(.statistic("coherence", run: "single"), level: 1, ["cohExHx", "cohExHy"]),
        table(.mask("good"), ["masked"]),
      ]
    }

    @discardableResult
    private func prepare(
      _ draft: String, _ tables: [WindowTable], adopting finished: String? = nil
    ) throws -> SiteDraft.Prepared {
      try SiteDraft.prepare(
        draft, SampleProject.site("A"), recordings: [SampleProject.recording],
        spectra: SampleProject.blocks(), tables: tables, adoptingSpectraOf: finished,
        madeBy: SampleProject.preparedBy)
    }

    private func write(_ draft: String) throws {
      let places = try #require(SpectraPlaces.read(besides: draft))
      let file = try SpectraFile(draft, places)
      for (name, place) in places.tables {
        let values = values(name, place)
        try file.write(values.span, at: place, firstRow: 0)
      }
    }

    private func values(_ name: String, _ place: SpectraPlace) -> [Float] {
      let count = place.rows * place.bytesPerRow / 4
      return name.hasPrefix("masks")
        ? (0..<count).map { $0 % 3 == 0 ? 1 : 0 } : (0..<count).map { Float($0) / 4 }
    }

    @Test("come back with components, frequencies and windows, masks with counts")
    func readBack() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        let prepared = try prepare(draft, tables)
        #expect(prepared.places.tables.count == 3)
        #expect(SpectraPlaces.read(besides: draft) == prepared.places)
        try write(draft)
        try SiteDraft.finish(draft, as: path, madeBy: SampleProject.finishedBy) { _ in }
        let reader = try SiteFileReader(path)
        let statistics = try reader.statistics()
        #expect(statistics.map(\.kind) == [tables[0].kind, tables[1].kind])
        #expect(statistics.map(\.level) == [0, 1])
        let first = try #require(statistics.first)
        #expect(first.components == ["cohExHx", "cohExHy"] && first.frequencies == [16])
        #expect(first.windows == windows && first.definition == ["made", "so"])
        #expect(first.grid == SampleProject.levels[0].grid(reference: tables[0].reference))
        #expect(try reader.values(of: first) == (0..<14).map { Float($0) / 4 })
        let mask = try #require(try reader.masks().first)
        #expect(mask.kind == .mask("good") && mask.maskedCounts == [3])
        #expect(try reader.maskedWindows(mask) == [WindowRanges([10..<11, 13..<14, 22..<23])])
      }
    }

    @Test("that are new leave spectra and other tables of a draft as they are")
    func anotherTable() throws {
      try withTemporaryFolder { folder in
        let draft = folder + "/draft.h5"
        let first = try prepare(draft, Array(tables[1...]))
        try SampleProject.writeSpectra(draft)
        try write(draft)
        let again = try prepare(draft, tables)
        #expect(again.places.places == first.places.places)
        let file = try SpectraFile(draft, again.places)
        for (key, place) in again.places.places {
          let rows = 0..<place.rows
          #expect(try file.read(place, rows: rows) == SampleProject.values(of: key, rows))
        }
        for (name, place) in again.places.tables where first.places.tables[name] != nil {
          #expect(try file.read(place, rows: 0..<place.rows) == values(name, place), "\(name)")
        }
      }
    }

    @Test("that are new leave the spectra of a finished file where a draft finds them")
    func finishedFile() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        try prepare(draft, [])
        try SampleProject.writeSpectra(draft)
        try SiteDraft.finish(draft, as: path, madeBy: SampleProject.finishedBy) { _ in }
        let again = try prepare(draft, tables, adopting: path)
        let file = try SpectraFile(draft, again.places)
        for (key, place) in again.places.places {
          let rows = 0..<place.rows
          #expect(try file.read(place, rows: rows) == SampleProject.values(of: key, rows))
        }
      }
    }

    @Test("are none in a file without them")
    func none() throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let reader = try SiteFileReader(project.folder + "/A.h5")
        #expect(try reader.statistics().isEmpty)
        #expect(try reader.masks().isEmpty)
      }
    }
  }
}
