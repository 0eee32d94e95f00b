import Files
package import Model

/// The file to which a site's estimates are added as they are made.
///
/// A program that is killed leaves at most its last records half written: they are told by their
/// digests, and cut off when the next ones are added. One rank at a time may write a journal.
package struct EstimateJournal: Sendable {
  package let path: String
  /// Bytes of whole records after what this value wrote last.
  private var end: Int?

  package init(_ path: String) {
    self.path = path
  }

  /// What a journal holds.
  package struct Contents: Hashable, Sendable {
    /// The last one of each run, level and band, in the order in which they were added.
    package let records: [StoredEstimate]
    /// From the first damaged or half record to the end.
    package let ignoredBytes: Int
  }

  /// Reads the journal; one that does not exist is empty.
  ///
  /// - Throws: `UserError` if the file is there and may not be read.
  package func read() throws(UserError) -> Contents {
    let (records, end, size) = try scan()
    var last: [StoredEstimate.Key: Int] = [:]
    for (index, record) in records.enumerated() { last[record.key] = index }
    return Contents(
      records: last.values.sorted().map { records[$0] }, ignoredBytes: size - end)
  }

  /// Adds records with one write, after the last whole one.
  ///
  /// - Throws: `UserError` if the disk refuses; none of the records is then in the journal.
  package mutating func append(_ records: [StoredEstimate]) throws(UserError) {
    guard !records.isEmpty else { return }
    let known = end
    end = nil
    // A folder may have been deleted, and made again, since.
    let start = known == Self.size(path) ? known : nil
    let first = if let start { start } else { try scan().end }
    let bytes = records.flatMap(\.bytes)
    try BinaryFile.append(bytes, to: path, after: first)
    end = first + bytes.count
  }

  /// Replaces the journal by one of these records, whole or not at all.
  ///
  /// - Throws: `UserError` if the disk refuses; the older one is then untouched.
  package mutating func rewrite(_ records: [StoredEstimate]) throws(UserError) {
    end = nil
    let pending = PendingFile(path)
    try pending.write(records.flatMap(\.bytes))
    try pending.publish()
  }

  /// All whole records, where they end, and where the file does.
  private func scan() throws(UserError) -> (records: [StoredEstimate], end: Int, size: Int) {
    guard let file = try BinaryFile(path),
      let bytes = try file.values(UInt8.self, count: file.size, at: 0)
    else { return ([], 0, 0) }
    var records: [StoredEstimate] = []
    var end = 0
    while let (record, next) = StoredEstimate.read(bytes, from: end) {
      records.append(record)
      end = next
    }
    return (records, end, bytes.count)
  }

  private static func size(_ path: String) -> Int? {
    guard case .file(let bytes) = EntryKind(path) else { return nil }
    return bytes
  }
}
