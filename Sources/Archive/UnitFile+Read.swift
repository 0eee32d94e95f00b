import Files
package import Model

extension UnitFile {
  /// Headers are rarely longer, so that one read gets them.
  private static let headRead = 2_048
  /// 1 MiB.
  private static let mostAtOnce = 131_072

  /// Reads the header; nil if there is no file, or it is no unit's file of this version of the
  /// format, or its header is damaged.
  ///
  /// - Throws: `UserError` if the file is there and may not be read.
  package static func open(_ path: String) throws(UserError) -> UnitFile? {
    guard let file = try BinaryFile(path) else { return nil }
    let most = file.size / MemoryLayout<UInt64>.stride
    let read = min(headRead, most)
    guard var words = try file.values(UInt64.self, count: read, at: 0),
      let count = UnitHeader.wordCount(words), count <= most
    else { return nil }
    if count <= read {
      words.removeLast(read - count)
    } else {
      guard let all = try file.values(UInt64.self, count: count, at: 0) else { return nil }
      words = all
    }
    guard let header = UnitHeader(words: words) else { return nil }
    return UnitFile(file: file, header: header, payload: count * MemoryLayout<UInt64>.stride)
  }

  /// Whether all that was written is there, undamaged.
  ///
  /// Reads everything, in pieces of 1 MiB at most.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func isWhole() throws(UserError) -> Bool {
    guard file.size - payload == header.layout.count * MemoryLayout<Double>.stride else {
      return false
    }
    let longest = header.layout.pieces.map(\.count).max() ?? 0
    var room = [Double](repeating: 0, count: min(longest, Self.mostAtOnce))
    for (piece, digest) in zip(header.layout.pieces, header.pieceDigests) {
      guard try self.digest(of: piece, room: &room) == digest else { return false }
    }
    return true
  }

  /// Nil if the file ends before.
  private func digest(of piece: Range<Int>, room: inout [Double]) throws(UserError) -> Digest? {
    var builder = ValueDigestBuilder()
    var begin = piece.lowerBound
    while begin < piece.upperBound {
      let count = min(piece.upperBound - begin, Self.mostAtOnce)
      guard try file.read(count, at: byte(begin), into: &room) else { return nil }
      builder.add(room.span.extracting(first: count))
      begin += count
    }
    return builder.digest
  }

  /// Decimated samples of a channel; `samples` counts from the unit's first one.
  ///
  /// - Throws: `UserError` if the file is damaged there, does not have them, or the disk refuses.
  package func decimated(
    channel: Int, _ samples: Range<Int>
  ) throws(UserError) -> [Double] {
    let place = "samples \(samples) of channel \(channel)"
    guard let pieces = header.layout.pieces(channel: channel, samples) else {
      throw damaged(place, "the file does not have them")
    }
    let values = try values(pieces, place)
    guard values.count > samples.count else { return values }
    let first = samples.lowerBound % UnitLayout.samplesPerPiece
    return Array(values[first..<(first + samples.count)])
  }

  /// Cross-powers of a band: `[plane, window]`.
  ///
  /// - Throws: `UserError` if the file is damaged there, does not have them, or the disk refuses.
  package func crossPowers(segment: Int, band: Int) throws(UserError) -> [Double] {
    let place = "cross-powers of band \(band) of segment \(segment)"
    guard let piece = header.layout.piece(segment: segment, band: band) else {
      throw damaged(place, "the file does not have them")
    }
    return try values(piece..<(piece + 1), place)
  }

  /// Pieces that follow one another, with one read, checked.
  private func values(_ pieces: Range<Int>, _ place: String) throws(UserError) -> [Double] {
    guard let last = pieces.last else { return [] }
    let begin = header.layout.pieces[pieces.lowerBound].lowerBound
    let count = header.layout.pieces[last].upperBound - begin
    guard let values = try file.values(Double.self, count: count, at: byte(begin)) else {
      throw damaged(place, "the file ends before them")
    }
    for index in pieces {
      let piece = header.layout.pieces[index]
      let own = (piece.lowerBound - begin)..<(piece.upperBound - begin)
      guard Digest(of: values.span.extracting(own)) == header.pieceDigests[index] else {
        throw damaged(place, "they are not what was written")
      }
    }
    return values
  }

  private func byte(_ value: Int) -> Int {
    payload + value * MemoryLayout<Double>.stride
  }

  private func damaged(_ place: String, _ problem: String) -> UserError {
    UserError(
      .data, path, at: place, "is damaged: \(problem)",
      remedy: "delete the work folder, which is made again, and run again")
  }
}
