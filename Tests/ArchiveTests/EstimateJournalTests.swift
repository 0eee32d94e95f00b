import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

private typealias Record = StoredEstimate

extension EstimateJournal {
  /// Whether it has these records and nothing else.
  fileprivate func holds(_ records: [Record]) throws -> Bool {
    let contents = try read()
    return contents.records == records && contents.ignoredBytes == 0
  }
}

@Suite struct EstimateJournalTests {
  private func record(_ run: String, _ level: Int, _ band: Int, _ payload: [UInt8]) -> Record {
    Record(
      madeBy: Digest(of: payload), run: run, level: level, band: band, payload: payload)
  }

  private var three: [Record] {
    [record("a", 0, 0, [1, 2, 3]), record("", 1, -1, []), record("ü", 2, 5, [9])]
  }

  /// Calls `body` with the path of a journal of three records, its bytes, and where each one ends.
  private func withJournal(_ body: (String, [UInt8], [Int]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/estimates"
      var journal = EstimateJournal(path)
      let ends = try three.map { record in
        try journal.append([record])
        return try fileBytes(path).count
      }
      try body(path, try fileBytes(path), ends)
    }
  }

  @Test("records come back in the order in which they were added; no journal is an empty one")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      var journal = EstimateJournal(folder + "/estimates")
      #expect(try journal.holds([]))
      try journal.append([])
      #expect(try entries(folder).isEmpty)
      var random = FixedRandom(state: 1)
      let records = (0..<50).map { index in
        record(
          "run \(index % 7)", index % 5, index,
          (0..<Int.random(in: 0...300, using: &random)).map { UInt8(truncatingIfNeeded: $0) })
      }
      try journal.append(Array(records[..<20]))
      try journal.append(Array(records[20...]))
      #expect(try journal.holds(records))
    }
  }

  @Test("the last record of a run, level and band counts; names of other bytes are other runs")
  func last() throws {
    try withTemporaryFolder { folder in
      var journal = EstimateJournal(folder + "/estimates")
      let (composed, decomposed) = ("\u{E9}", "e\u{301}")
      try journal.append([
        record(composed, 0, 0, [1]), record(decomposed, 0, 0, [2]), record(composed, 0, 1, [3]),
        record(composed, 1, 0, [4]), record(composed, 0, 0, [5]),
      ])
      #expect(try journal.read().records.map(\.payload) == [[2], [3], [4], [5]])
    }
  }

  @Test("a journal that was cut at any byte keeps its whole records and goes on")
  func cuts() throws {
    try withJournal { path, sound, ends in
      let more = record("later", 7, 7, [4, 5])
      for count in 0...sound.count {
        try write(Array(sound[..<count]), path)
        let whole = ends.filter { $0 <= count }
        var journal = EstimateJournal(path)
        let contents = try journal.read()
        #expect(contents.records == Array(three[..<whole.count]))
        #expect(contents.ignoredBytes == count - (whole.last ?? 0))
        try journal.append([more])
        let expected = Array(three[..<whole.count]) + [more]
        #expect(try journal.holds(expected))
      }
    }
  }

  @Test("any changed byte ends a journal before it, and never makes another record")
  func flips() throws {
    try withJournal { path, sound, ends in
      for index in sound.indices {
        var damaged = sound
        damaged[index] ^= 0x41
        try write(damaged, path)
        let whole = ends.filter { $0 <= index }
        let contents = try EstimateJournal(path).read()
        #expect(contents.records == Array(three[..<whole.count]))
        #expect(contents.ignoredBytes == sound.count - (whole.last ?? 0))
      }
    }
  }

  @Test("a journal that was deleted or damaged between two additions goes on")
  func changedBetween() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/estimates"
      var journal = EstimateJournal(path)
      try journal.append([three[0]])
      try FileManager.default.removeItem(atPath: path)
      try journal.append([three[1]])
      #expect(try journal.holds([three[1]]))
      try write(try fileBytes(path) + [1, 2, 3], path)
      try journal.append([three[2]])
      #expect(try journal.holds([three[1], three[2]]))
    }
  }

  @Test("rewriting replaces all records")
  func rewrite() throws {
    try withJournal { path, _, _ in
      var journal = EstimateJournal(path)
      try journal.rewrite([three[2]])
      try journal.append([three[0]])
      #expect(try journal.holds([three[2], three[0]]))
      #expect(try entries(String(path.dropLast("/estimates".count))) == ["estimates"])
    }
  }

  @Test("a full disk leaves the journal as it was", .enabled(if: hasFullDevice))
  func fullDisk() throws {
    try withJournal { path, sound, _ in
      var journal = EstimateJournal(path)
      try makeFull(path)
      let error = #expect(throws: UserError.self) { try journal.rewrite([three[0]]) }
      #expect(error?.kind == .output && error?.subject == path)
      #expect(try fileBytes(path) == sound)
      let full = path + "-full"
      try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: "/dev/full")
      journal = EstimateJournal(full)
      let refused = #expect(throws: UserError.self) { try journal.append(three) }
      #expect(refused?.kind == .output && refused?.remedy.contains("free space") == true)
    }
  }
}
