import Model

/// Where the parts of a unit's payload lie, counted in Doubles from its begin.
///
/// The payload is cut into pieces, each with a digest, so that a reader can check just what it reads:
/// a band of a segment is one, and some thousand samples of a channel are one.
struct UnitLayout: Equatable {
  /// 128 kB: a block's halo does not cost reading the neighbour's whole channel, and a header of a
  /// few kB has the digests of tens of megabytes.
  static let samplesPerPiece = 16_384

  let channelCount: Int
  let outputCount: Int
  let shapes: [SegmentShape]
  /// In the order of the payload, which they cover without gaps.
  let pieces: [Range<Int>]
  private let piecesPerChannel: Int
  private let firstPieces: [Int]

  /// Nil if the payload would be larger than any file, or have more pieces than `mostPieces`.
  init?(channelCount: Int, outputCount: Int, shapes: [SegmentShape], mostPieces: Int) {
    self.channelCount = channelCount
    self.outputCount = outputCount
    self.shapes = shapes
    piecesPerChannel =
      (outputCount / Self.samplesPerPiece) + (outputCount % Self.samplesPerPiece).signum()
    guard let total = Self.size(channelCount, outputCount, shapes), total <= Int.max / 16,
      let samplePieces = product(channelCount, piecesPerChannel), samplePieces <= mostPieces
    else { return nil }
    var pieces = outputCount == 0 ? [] : Self.samplePieces(channelCount, outputCount)
    var firstPieces: [Int] = []
    var begin = channelCount * outputCount
    for shape in shapes {
      guard shape.bandCount <= mostPieces - pieces.count else { return nil }
      firstPieces.append(pieces.count)
      let size = shape.bandCount == 0 ? 0 : shape.planeCount * shape.windowCount
      for _ in 0..<shape.bandCount {
        pieces.append(begin..<(begin + size))
        begin += size
      }
    }
    self.pieces = pieces
    self.firstPieces = firstPieces
  }

  private static func size(
    _ channelCount: Int, _ outputCount: Int, _ shapes: [SegmentShape]
  ) -> Int? {
    var total = product(channelCount, outputCount)
    for shape in shapes {
      guard let sum = total,
        // A product of zero could hide factors that no memory holds.
        let band = product(shape.planeCount, shape.windowCount),
        let size = product(shape.bandCount, band)
      else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(size)
      total = overflow ? nil : next
    }
    return total
  }

  private static func samplePieces(_ channelCount: Int, _ outputCount: Int) -> [Range<Int>] {
    (0..<channelCount).flatMap { channel in
      stride(from: 0, to: outputCount, by: samplesPerPiece).map { first in
        let begin = channel * outputCount
        return (begin + first)..<(begin + min(first + samplesPerPiece, outputCount))
      }
    }
  }
}

extension UnitLayout {
  /// How many Doubles the payload has.
  var count: Int { pieces.last?.upperBound ?? 0 }

  /// The pieces that hold some samples of a channel; nil if the unit does not have these samples.
  func pieces(channel: Int, _ samples: Range<Int>) -> Range<Int>? {
    guard (0..<channelCount).contains(channel), samples.lowerBound >= 0,
      samples.upperBound <= outputCount
    else { return nil }
    guard let last = samples.last else { return 0..<0 }
    let first = channel * piecesPerChannel + samples.lowerBound / Self.samplesPerPiece
    return first..<(channel * piecesPerChannel + last / Self.samplesPerPiece + 1)
  }

  /// The piece that a band of a segment is; nil if the unit does not have it.
  func piece(segment: Int, band: Int) -> Int? {
    guard shapes.indices.contains(segment), (0..<shapes[segment].bandCount).contains(band) else {
      return nil
    }
    return firstPieces[segment] + band
  }

  /// The digests of the pieces.
  func digests(of content: UnitContent) -> [Digest] {
    let firstOfSegments = firstPieces.first ?? pieces.count
    var digests = pieces[..<firstOfSegments].map {
      Digest(of: content.decimated.span.extracting($0))
    }
    for segment in content.segments {
      let size = segment.shape.planeCount * segment.shape.windowCount
      for band in 0..<segment.shape.bandCount {
        digests.append(
          Digest(of: segment.values.span.extracting((band * size)..<((band + 1) * size))))
      }
    }
    return digests
  }
}

extension Digest {
  /// The digest of values.
  init(of values: Span<Double>) {
    var builder = ValueDigestBuilder()
    builder.add(values)
    self = builder.digest
  }
}

private func product(_ a: Int, _ b: Int) -> Int? {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? nil : value
}
