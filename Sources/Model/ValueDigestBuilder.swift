/// Takes the bits of many numbers part by part, as `DigestBuilder` takes words, four at a time.
///
/// The parts' order counts, and where one ends does not. Of `Float` all parts but the last must have an
/// even count, as two are taken at a time. -0 and 0 differ and a NaN equals itself. The digest is the same
/// on every machine and in every version of the program.
package struct ValueDigestBuilder: Sendable {
  // One product must be known before the next one of its lane begins, and takes several cycles. Every
  // fourth word goes to the same lane, so that four are on their way at a time.
  private var lanes = (DigestLane(1), DigestLane(2), DigestLane(3), DigestLane(4))
  private var byteCount = 0

  /// The lane of the next word.
  private var lane: Int { byteCount / 8 % 4 }

  package init() {}

  /// What has been taken so far.
  package var digest: Digest {
    var builder = DigestBuilder()
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
      builder.add(lane.first)
      builder.add(lane.second)
    }
    builder.add(UInt64(byteCount))
    return builder.digest
  }

  package mutating func add(_ values: Span<Double>) { add(unsafe values.bytes) }

  package mutating func add(_ values: Span<Float>) { add(unsafe values.bytes) }

  private mutating func add(_ bytes: RawSpan) {
    var place = 0
    while lane != 0, place < bytes.byteCount { take(bytes, &place) }
    var (a, b, c, d) = lanes
    let begin = place
    while place + 32 <= bytes.byteCount {
      a.take(bytes.word(at: place))
      b.take(bytes.word(at: place + 8))
      c.take(bytes.word(at: place + 16))
      d.take(bytes.word(at: place + 24))
      place += 32
    }
    lanes = (a, b, c, d)
    byteCount += place - begin
    while place < bytes.byteCount { take(bytes, &place) }
  }

  /// Takes one word, or the half of one with which the bytes end.
  private mutating func take(_ bytes: RawSpan, _ place: inout Int) {
    let isWhole = place + 8 <= bytes.byteCount
    let word = isWhole ? bytes.word(at: place) : UInt64(bytes.halfWord(at: place))
    switch lane {
    case 0: lanes.0.take(word)
    case 1: lanes.1.take(word)
    case 2: lanes.2.take(word)
    default: lanes.3.take(word)
    }
    byteCount += isWhole ? 8 : 4
    place += isWhole ? 8 : 4
  }
}

extension RawSpan {
  // The lowest byte first, on every machine.
  fileprivate func word(at place: Int) -> UInt64 {
    unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  fileprivate func halfWord(at place: Int) -> UInt32 {
    unsafe UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
  }
}
