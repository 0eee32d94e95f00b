import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

@Suite struct WorkFolderTests {
  private let unit = UnitContent(
    madeBy: Digest(high: 1, low: 2), outputCount: 1, channelCount: 1, decimated: [1], segments: [],
    faults: [], spectraDigests: [])

  private func withWork(_ body: (WorkFolder) throws -> Void) throws {
    try withTemporaryFolder { try body(WorkFolder($0 + "/work")) }
  }

  @Test("files of units are listed in the order of their numbers")
  func order() {
    let work = WorkFolder("p/work")
    #expect(
      work.unitPath(site: "A", recording: 3, level: 2, block: 12)
        == "p/work/A/units/r0003-l02-b000012.unit")
    #expect(work.draftPath(site: "A") == "p/work/A/draft.h5")
    #expect(work.estimatesPath(site: "A") == "p/work/A/estimates")
    var paths: [String] = []
    for recording in [0, 9, 10, 123] {
      for level in [0, 9, 10] {
        for block in [0, 9, 10, 99_999, 100_000] {
          paths.append(
            work.unitPath(site: "A", recording: recording, level: level, block: block))
        }
      }
    }
    #expect(paths == paths.sorted())
  }

  @Test(
    "a site may have the name of any folder",
    arguments: [
      "a b", "ä", "\u{301}x", "e\u{301}", "-", "layout", "README.txt", "x\ny", "\r", "a.b", "~",
      "r0001-l01-b000001.unit", "estimates", "*?\\\"'", "work",
    ])
  func siteNames(site: String) throws {
    try withWork { work in
      try work.writeLayout(blockSamples: 8)
      try work.makeFolders(site: site)
      try work.makeFolders(site: site)
      let path = work.unitPath(site: site, recording: 0, level: 0, block: 0)
      try UnitFile.write(path, unit)
      try write([1], work.estimatesPath(site: site))
      try work.writeLayout(blockSamples: 16)
      #expect(try UnitFile.open(path)?.isWhole() == true)
      #expect(try work.readLayout() == 16)
      #expect(try entries(work.path).contains(site))
      try work.removeUnits(besides: [], of: site)
      #expect(try UnitFile.open(path) == nil)
      try work.removeSites(besides: [site])
      #expect(try entries(work.path).contains(site))
      try work.removeSites(besides: [])
      #expect(try !entries(work.path).contains(site))
    }
  }

  @Test("the size of blocks is kept; a damaged word of it counts as none")
  func layout() throws {
    try withWork { work in
      #expect(try work.readLayout() == nil)
      try work.writeLayout(blockSamples: 65_536)
      #expect(try work.readLayout() == 65_536)
      let path = work.path + "/.layout"
      let sound = try fileBytes(path)
      for index in sound.indices {
        var damaged = sound
        damaged[index] ^= 1
        try write(damaged, path)
        #expect(try work.readLayout() == nil)
        try write(Array(sound[..<index]), path)
        #expect(try work.readLayout() == nil)
      }
      let readme = String(decoding: try fileBytes(work.path + "/README.txt"), as: UTF8.self)
      #expect(readme.contains("may be deleted when no run is at work"))
    }
  }

  @Test("ranks that make the same folders at once do not hinder one another")
  func concurrent() throws {
    try withWork { work in
      DispatchQueue.concurrentPerform(iterations: 64) { index in
        do { try work.makeFolders(site: "site \(index % 2)") } catch { Issue.record(error) }
      }
      let made = try entries(work.path)
      #expect(made == ["site 0", "site 1"])
    }
  }

  @Test("a file where a folder should be is named")
  func inTheWay() throws {
    try withWork { work in
      try write([1], work.path)
      let error = #expect(throws: UserError.self) { try work.makeFolders(site: "A") }
      #expect(error?.kind == .output && error?.subject == work.path)
    }
  }

  @Test("units that the plan does not have go, and others' files stay")
  func pruneUnits() throws {
    try withWork { work in
      for site in ["A", "B"] {
        try work.makeFolders(site: site)
        for block in 0..<3 {
          try UnitFile.write(
            work.unitPath(site: site, recording: 0, level: 1, block: block), unit)
        }
      }
      let units = work.path + "/A/units/"
      // No process has the number 2^31 - 1.
      let host = ProcessInfo.processInfo.hostName
      let others = ["notes.txt", "r1-l1-b1.unit", "r0000-l01-b00000x.unit", ".x.partial"]
      for name in others { try write([1], units + name) }
      let left = ".r0000-l01-b000007.unit.2147483647.\(host).partial"
      try write([1], units + left)
      try work.removeUnits(
        besides: [1, 9].reduce(into: []) {
          $0.insert(work.unitPath(site: "A", recording: 0, level: 1, block: $1))
        }, of: "A")
      #expect(try entries(units) == (others + ["r0000-l01-b000001.unit"]).sorted())
      #expect(try entries(work.path + "/B/units").count == 3)
      try work.removeUnits(besides: [], of: "no such site")
    }
  }

  @Test("folders of sites that are gone go, unless they have anything that is not ours")
  func pruneSites() throws {
    try withWork { work in
      try work.writeLayout(blockSamples: 1)
      for site in ["gone", "kept", "noted", "deep"] {
        try work.makeFolders(site: site)
        try UnitFile.write(work.unitPath(site: site, recording: 0, level: 0, block: 0), unit)
        try write([1], work.draftPath(site: site))
        try write([1], work.estimatesPath(site: site))
        try write([1], work.path + "/\(site)/.draft.h5.1.host.partial")
      }
      try write([1], work.path + "/noted/notes.txt")
      try write([1], work.path + "/deep/units/notes.txt")
      try FileManager.default.createSymbolicLink(
        atPath: work.path + "/linked", withDestinationPath: work.path + "/kept")
      try work.removeSites(besides: ["kept"])
      #expect(
        try entries(work.path) == [".layout", "README.txt", "deep", "kept", "linked", "noted"])
      #expect(
        try UnitFile.open(work.unitPath(site: "kept", recording: 0, level: 0, block: 0)) != nil)
    }
  }

  @Test("all bytes are counted, and none where there is no folder")
  func occupied() throws {
    try withWork { work in
      #expect(work.occupiedBytes() == 0)
      try work.makeFolders(site: "A")
      try write([1, 2, 3], work.draftPath(site: "A"))
      try write([4], work.unitPath(site: "A", recording: 0, level: 0, block: 0))
      #expect(work.occupiedBytes() == 4)
      try FileManager.default.removeItem(atPath: work.path)
      #expect(try work.readLayout() == nil)
      try work.removeSites(besides: [])
    }
  }
}
