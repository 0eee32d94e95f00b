internal import Model

// An estimate as a record of the journal.
extension StoredEstimate {
  /// What a later record replaces.
  struct Key: Hashable {
    /// Strings of different bytes may be equal, and name two folders.
    let run: [UInt8]
    let level: Int
    let band: Int
  }

  var key: Key { Key(run: Array(run.utf8), level: level, band: band) }

  /// Mark, count of the body's bytes, digest of the body: 64-bit words, the lowest byte first.
  private static let headSize = 32
  /// Changes with the format.
  private static let mark: UInt64 = 0x736B_6470_6573_7401

  /// As it stands in the journal: the head, and a body of what made it, level, band, count of the
  /// run's bytes, run, payload.
  var bytes: [UInt8] {
    let body =
      Self.bytes([
        madeBy.high, madeBy.low, UInt64(bitPattern: Int64(level)),
        UInt64(bitPattern: Int64(band)), UInt64(run.utf8.count),
      ]) + Array(run.utf8) + payload
    let digest = Digest(of: body)
    return Self.bytes([Self.mark, UInt64(body.count), digest.high, digest.low]) + body
  }

  /// The record that begins at a byte, and where it ends; nil if there is no whole one.
  static func read(
    _ bytes: [UInt8], from start: Int
  ) -> (record: StoredEstimate, end: Int)? {
    guard let head = words(4, bytes[start...]), head[0] == mark, let count = Int(exactly: head[1]),
      count <= bytes.count - start - headSize
    else { return nil }
    let end = start + headSize + count
    let body = Array(bytes[(start + headSize)..<end])
    guard Digest(of: body) == Digest(high: head[2], low: head[3]),
      let record = StoredEstimate(body: body)
    else { return nil }
    return (record, end)
  }

  private init?(body: [UInt8]) {
    guard let words = Self.words(5, body[...]), let runCount = Int(exactly: words[4]),
      runCount <= body.count - 40,
      let run = String(validating: body[40..<(40 + runCount)], as: UTF8.self)
    else { return nil }
    self.init(
      madeBy: Digest(high: words[0], low: words[1]), run: run,
      level: Int(Int64(bitPattern: words[2])), band: Int(Int64(bitPattern: words[3])),
      payload: Array(body[(40 + runCount)...]))
  }

  private static func bytes(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
  }

  /// The first words of some bytes; nil if they are fewer.
  private static func words(_ count: Int, _ bytes: ArraySlice<UInt8>) -> [UInt64]? {
    guard bytes.count >= count * 8 else { return nil }
    return (0..<count).map { index in
      let first = bytes.startIndex + index * 8
      return (0..<8).reduce(0) { $0 | UInt64(bytes[first + $1]) << ($1 * 8) }
    }
  }
}
