import Model

/// What a unit file begins with: what it holds, and the digest of each piece of that.
///
/// As 64-bit words in the machine's byte order: mark, version, count of all words; what made it;
/// channels, samples; faults of windows, missing samples by channel, spectra, tables, segments,
/// each with its count first; digests of the pieces of the payload; digest of all this. The payload
/// follows: `[channel, sample]`, then for each segment `[band, plane, window]`, all Double.
struct UnitHeader: Equatable {
  static let mark: UInt64 = 0x736B_6470_756E_6974
  static let version: UInt64 = 5
  /// Mark, version and count.
  static let leadCount = 3
  private static let digestCount = 2

  let madeBy: Digest
  let faults: [WindowFaults]
  let missing: [[MissingSamples]]
  let spectraDigests: [Digest]
  let tableDigests: [Digest]
  let layout: UnitLayout
  /// In the order of `layout.pieces`.
  let pieceDigests: [Digest]

  init(_ content: UnitContent) {
    madeBy = content.madeBy
    faults = content.faults
    missing = content.missing
    spectraDigests = content.spectraDigests
    tableDigests = content.tableDigests
    guard
      let layout = UnitLayout(
        channelCount: content.channelCount, outputCount: content.outputCount,
        shapes: content.segments.map(\.shape), mostPieces: .max)
    else { preconditionFailure("the arrays of the content have sizes") }
    self.layout = layout
    pieceDigests = layout.digests(of: content)
  }
}

extension UnitHeader {
  /// The header as it stands in the file.
  var words: [UInt64] {
    var body = [madeBy.high, madeBy.low, UInt64(layout.channelCount), UInt64(layout.outputCount)]
    body.append(UInt64(faults.count))
    for found in faults {
      let counts = [
        found.windows, found.constant, found.spiked, found.lost, found.atLargest,
        found.atSmallest, found.atBoth,
      ]
      body += counts.map(UInt64.init) + [found.largest.bitPattern, found.smallest.bitPattern]
    }
    body.append(UInt64(missing.count))
    for runs in missing {
      body.append(UInt64(runs.count))
      for run in runs {
        body += [run.places.lowerBound, run.places.count].map(UInt64.init)
        body.append(run.share.bitPattern)
      }
    }
    for digests in [spectraDigests, tableDigests] {
      body.append(UInt64(digests.count))
      for digest in digests { body += [digest.high, digest.low] }
    }
    body.append(UInt64(layout.shapes.count))
    for shape in layout.shapes {
      body += [shape.bandCount, shape.planeCount, shape.windowCount].map(UInt64.init)
    }
    for digest in pieceDigests { body += [digest.high, digest.low] }
    let count = Self.leadCount + body.count + Self.digestCount
    let words = [Self.mark, Self.version, UInt64(count)] + body
    let digest = Self.digest(of: words[...])
    return words + [digest.high, digest.low]
  }

  /// How many words the header has that begins so; nil if no header of this version does.
  static func wordCount(_ lead: [UInt64]) -> Int? {
    guard lead.count >= leadCount, lead[0] == mark, lead[1] == version,
      let count = Int(exactly: lead[2]), count >= leadCount + digestCount
    else { return nil }
    return count
  }

  /// Takes the words of a file, which may be anything; nil if they are no undamaged header.
  init?(words: [UInt64]) {
    guard Self.wordCount(words) == words.count else { return nil }
    let kept = words.dropLast(Self.digestCount)
    guard [Self.digest(of: kept)] == Self.digests(words.suffix(Self.digestCount)) else {
      return nil
    }
    var reader = WordReader(kept.dropFirst(Self.leadCount))
    guard let madeBy = reader.digest(), let channelCount = reader.count(),
      let outputCount = reader.count(), let faults = reader.array({ $0.faults() }),
      let missing = reader.array({ $0.array { $0.missing() } }),
      let spectraDigests = reader.array({ $0.digest() }),
      let tableDigests = reader.array({ $0.digest() }),
      let shapes = reader.array({ $0.shape() }),
      let layout = UnitLayout(
        channelCount: channelCount, outputCount: outputCount, shapes: shapes,
        mostPieces: reader.rest.count / 2),
      layout.pieces.count * 2 == reader.rest.count,
      missing.isEmpty || missing.count == channelCount
    else { return nil }
    self.madeBy = madeBy
    self.faults = faults
    self.missing = missing
    self.spectraDigests = spectraDigests
    self.tableDigests = tableDigests
    self.layout = layout
    pieceDigests = Self.digests(reader.rest)
  }

  private static func digest(of words: ArraySlice<UInt64>) -> Digest {
    var builder = DigestBuilder()
    for word in words { builder.add(word) }
    return builder.digest
  }

  private static func digests(_ words: ArraySlice<UInt64>) -> [Digest] {
    stride(from: words.startIndex, to: words.endIndex - 1, by: 2).map {
      Digest(high: words[$0], low: words[$0 + 1])
    }
  }
}

/// Takes parts from words that may be anything; nil where a part is none.
private struct WordReader {
  private(set) var rest: ArraySlice<UInt64>

  init(_ words: ArraySlice<UInt64>) {
    rest = words
  }

  mutating func count() -> Int? {
    rest.popFirst().flatMap { Int(exactly: $0) }
  }

  mutating func digest() -> Digest? {
    guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
    return Digest(high: high, low: low)
  }

  mutating func missing() -> MissingSamples? {
    guard let first = count(), let length = count(), let share = rest.popFirst(),
      first <= Int.max - length
    else { return nil }
    return MissingSamples(first..<first + length, share: Double(bitPattern: share))
  }

  mutating func faults() -> WindowFaults? {
    var found = WindowFaults()
    guard let windows = count(), let constant = count(), let spiked = count(),
      let lost = count(), let atLargest = count(), let atSmallest = count(), let atBoth = count(),
      let largest = rest.popFirst(), let smallest = rest.popFirst()
    else { return nil }
    (found.windows, found.constant) = (windows, constant)
    (found.spiked, found.lost) = (spiked, lost)
    (found.atLargest, found.atSmallest, found.atBoth) = (atLargest, atSmallest, atBoth)
    (found.largest, found.smallest) = (
      Double(bitPattern: largest), Double(bitPattern: smallest)
    )
    return found
  }

  mutating func shape() -> SegmentShape? {
    guard let bands = count(), let planes = count(), let windows = count() else { return nil }
    return SegmentShape(bandCount: bands, planeCount: planes, windowCount: windows)
  }

  /// Only words that exist make the array grow.
  mutating func array<T>(_ element: (inout WordReader) -> T?) -> [T]? {
    guard let count = count(), count <= rest.count else { return nil }
    var array: [T] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      array.append(next)
    }
    return array
  }
}
