import Archive
import Files
import Foundation
import HDF5TestSupport
import Model
import Testing

@Suite struct UnitFileTests {
  @Test("a unit of any shape comes back bit by bit", arguments: 0..<40)
  func roundTrip(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      var random = FixedRandom(state: seed)
      let unit = random.unit(samples: seed % 4 == 0 ? 0...0 : 0...200)
      try UnitFile.write(folder + "/a.unit", unit)
      #expect(try entries(folder) == ["a.unit"])
      let file = try #require(try UnitFile.open(folder + "/a.unit"))
      #expect(unit.matchesHeader(of: file))
      #expect(try unit.matchesPayload(of: file))
      #expect(try file.isWhole())
    }
  }

  @Test("any samples of a long channel come back, from within and across its pieces")
  func longChannel() throws {
    try withTemporaryFolder { folder in
      let count = 50_000
      let unit = UnitContent(
        madeBy: Digest(of: []), outputCount: count, channelCount: 2,
        decimated: (0..<2 * count).map(Double.init), segments: [], faults: [],
        spectraDigests: [])
      try UnitFile.write(folder + "/a.unit", unit)
      let file = try #require(try UnitFile.open(folder + "/a.unit"))
      var random = FixedRandom(state: 7)
      for _ in 0..<50 {
        let ends = (0..<2).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
        let range = ends[0]..<ends[1]
        #expect(try file.decimated(channel: 1, range) == unit.decimated(channel: 1, range))
      }
      for edge in [16_384, 32_768] {
        let range = (edge - 1)..<(edge + 1)
        #expect(try file.decimated(channel: 0, range) == unit.decimated(channel: 0, range))
      }
      #expect(try file.isWhole())
    }
  }

  @Test("a header that is longer than one read comes back")
  func longHeader() throws {
    try withTemporaryFolder { folder in
      var random = FixedRandom(state: 5)
      let segments = (0..<400).map { _ in
        UnitContent.Segment(
          bandCount: 3, planeCount: 2, windowCount: 1, values: random.values(6))
      }
      let unit = UnitContent(
        madeBy: random.digest(), outputCount: 1, channelCount: 1, decimated: [1],
        segments: segments, faults: [], spectraDigests: [])
      try UnitFile.write(folder + "/a.unit", unit)
      let file = try #require(try UnitFile.open(folder + "/a.unit"))
      #expect(unit.matchesHeader(of: file))
      #expect(try unit.matchesPayload(of: file) && file.isWhole())
    }
  }

  @Test("the same content makes the same bytes, now and in later versions")
  func deterministic() throws {
    try withTemporaryFolder { folder in
      let unit = UnitContent(
        madeBy: Digest(high: 1, low: 2), outputCount: 2, channelCount: 1, decimated: [1, -0.0],
        segments: [
          UnitContent.Segment(bandCount: 1, planeCount: 2, windowCount: 1, values: [3, .infinity])
        ], faults: [WindowFaults()], spectraDigests: [Digest(high: 5, low: 6)])
      for name in ["/a.unit", "/b.unit"] { try UnitFile.write(folder + name, unit) }
      let first = try fileBytes(folder + "/a.unit")
      #expect(try fileBytes(folder + "/b.unit") == first)
      // Another format needs another version in the header.
      #expect("\(Digest(of: first))" == "45bef98ff81c8d3804c70e8e12da6145")
    }
  }

  @Test("what is no unit's file, or none at all, is nil")
  func foreign() throws {
    try withTemporaryFolder { folder in
      #expect(try UnitFile.open(folder + "/none") == nil)
      #expect(try UnitFile.open(folder + "/none/none") == nil)
      #expect(try UnitFile.open(folder) == nil)
      let pipe = folder + "/pipe"
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      #expect(try UnitFile.open(pipe) == nil)
      var random = FixedRandom(state: 3)
      for size in 0..<300 {
        try write((0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }, folder + "/a")
        #expect(try UnitFile.open(folder + "/a") == nil)
      }
    }
  }

  @Test("what a unit does not have is an error, not a number")
  func outOfBounds() throws {
    try withTemporaryFolder { folder in
      let unit = UnitContent(
        madeBy: Digest(of: []), outputCount: 4, channelCount: 1, decimated: [1, 2, 3, 4],
        segments: [UnitContent.Segment(bandCount: 1, planeCount: 1, windowCount: 1, values: [5])],
        faults: [], spectraDigests: [])
      try UnitFile.write(folder + "/a.unit", unit)
      let file = try #require(try UnitFile.open(folder + "/a.unit"))
      for (channel, samples) in [(1, 0..<1), (-1, 0..<1), (0, 0..<5), (0, -1..<1)] {
        #expect(throws: UserError.self) { try file.decimated(channel: channel, samples) }
      }
      for (segment, band) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
        #expect(throws: UserError.self) { try file.crossPowers(segment: segment, band: band) }
      }
    }
  }

  @Test("a full disk leaves no file, and an older one as it was", .enabled(if: hasFullDevice))
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      var random = FixedRandom(state: 1)
      let path = folder + "/a.unit"
      for older in [[], ["a.unit"]] {
        if !older.isEmpty { try UnitFile.write(path, random.unit(samples: 9...9)) }
        let before = try older.map { try fileBytes("\(folder)/\($0)") }
        try makeFull(path)
        let error = #expect(throws: UserError.self) {
          try UnitFile.write(path, random.unit(samples: 9...9))
        }
        #expect(error?.kind == .output && error?.subject == path)
        #expect(error?.remedy.contains("free space") == true)
        #expect(try entries(folder) == older)
        #expect(try older.map { try fileBytes("\(folder)/\($0)") } == before)
      }
    }
  }

  @Test("threads write units of one folder at the same time")
  func concurrent() throws {
    try withTemporaryFolder { folder in
      let work = WorkFolder(folder + "/work")
      @Sendable func unit(_ index: Int) -> UnitContent {
        var random = FixedRandom(state: UInt64(index))
        return random.unit(samples: 100...1_000)
      }
      DispatchQueue.concurrentPerform(iterations: 64) { index in
        let path = work.unitPath(site: "A", recording: index % 3, level: 1, block: index)
        do {
          try work.makeFolders(site: "A")
          try UnitFile.write(path, unit(index))
        } catch { Issue.record(error) }
      }
      for index in 0..<64 {
        let path = work.unitPath(site: "A", recording: index % 3, level: 1, block: index)
        let file = try #require(try UnitFile.open(path))
        #expect(try unit(index).matchesHeader(of: file) && file.isWhole())
      }
      #expect(try entries(folder + "/" + "work/A/units").count == 64)
    }
  }

  @Test("an open file keeps its content when another takes its name")
  func replaced() throws {
    try withTemporaryFolder { folder in
      var random = FixedRandom(state: 2)
      let path = folder + "/a.unit"
      let units = [random.unit(samples: 9...9), random.unit(samples: 9...9)]
      try UnitFile.write(path, units[0])
      let file = try #require(try UnitFile.open(path))
      try UnitFile.write(path, units[1])
      #expect(try file.isWhole() && units[0].matchesPayload(of: file))
      let later = try #require(try UnitFile.open(path))
      #expect(try units[1].matchesPayload(of: later))
    }
  }
}
