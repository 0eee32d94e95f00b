import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

/// A disk of 64 kB in memory; only root may make one, and not everywhere.
private enum SmallDisk {
  static let canBeMade = (try? withTemporaryFolder { try with($0) {} }) != nil

  static func with(_ folder: String, _ body: () throws -> Void) throws {
    try run("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder])
    defer { try? run("/bin/umount", [folder]) }
    try body()
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteNoPermission) }
  }
}

@Suite(.enabled(if: SmallDisk.canBeMade, "needs root and the right to mount a small disk"))
struct SmallDiskTests {
  @Test("a unit that the disk has room for in part only leaves nothing")
  func unit() throws {
    try withTemporaryFolder { folder in
      try SmallDisk.with(folder) {
        func unit(_ count: Int) -> UnitContent {
          UnitContent(
            madeBy: Digest(of: []), outputCount: count, channelCount: 1,
            decimated: [Double](repeating: 1, count: count), segments: [], faults: [],
            spectraDigests: [])
        }
        let error = #expect(throws: UserError.self) {
          try UnitFile.write(folder + "/a.unit", unit(10_000))
        }
        #expect(error?.remedy.contains("free space") == true)
        #expect(try entries(folder).isEmpty)
        try UnitFile.write(folder + "/a.unit", unit(5_000))
        #expect(try UnitFile.open(folder + "/a.unit")?.isWhole() == true)
      }
    }
  }

  @Test("records that the disk has room for in part only leave the journal as it was")
  func journal() throws {
    try withTemporaryFolder { folder in
      try SmallDisk.with(folder) {
        func record(_ band: Int, bytes: Int) -> StoredEstimate {
          StoredEstimate(
            madeBy: Digest(of: []), run: "a", level: 0, band: band,
            payload: [UInt8](repeating: 1, count: bytes))
        }
        var journal = EstimateJournal(folder + "/estimates")
        try journal.append([record(0, bytes: 20_000)])
        let before = try fileBytes(folder + "/estimates")
        #expect(throws: UserError.self) {
          try journal.append([record(1, bytes: 20_000), record(2, bytes: 40_000)])
        }
        #expect(try fileBytes(folder + "/estimates") == before)
        try journal.append([record(3, bytes: 20_000)])
        #expect(try journal.read().records.map(\.band) == [0, 3])
        #expect(throws: UserError.self) { try journal.rewrite([record(1, bytes: 70_000)]) }
        #expect(try journal.read().records.map(\.band) == [0, 3])
      }
    }
  }
}
