import Files
package import Model

/// The Fourier coefficients of a site's draft, written and read by any thread of any rank, in any
/// order.
///
/// HDF5 has no part in it: the draft has said where everything is.
package final class SpectraFile: Sendable {
  package let path: String
  package let places: SpectraPlaces
  /// Apart from one another: on network file systems a file that is open for both lets the system
  /// read whole pages before it writes parts of them, and write back what others have changed since.
  private let output: RandomAccessFile
  private let input: RandomAccessFile

  /// Opens a draft that `SiteDraft.prepare` has made.
  ///
  /// - Throws: `UserError` if there is none, or if it is too short for what it is to hold.
  package init(_ path: String, _ places: SpectraPlaces) throws(UserError) {
    self.path = path
    self.places = places
    input = try RandomAccessFile(path, .reading)
    output = try RandomAccessFile(path, .writing)
    guard try input.size >= places.regions.last?.upperBound ?? 0 else {
      throw UserError(
        .data, path, "is shorter than the spectra it is to hold",
        remedy: "Remove it, then run again")
    }
  }

  /// Writes consecutive rows of a channel.
  ///
  /// - Parameters:
  ///   - values: Whole rows, `[window, harmonic]`, real and imaginary parts in turn.
  ///   - firstRow: The window of the first of them, from 0.
  /// - Throws: `UserError` if the disk refuses; some of the values may then have been written.
  package func write(
    _ values: Span<Float>, at place: SpectraPlace, firstRow: Int
  ) throws(UserError) {
    try output.write(values, at: offset(of: values, at: place, firstRow: firstRow))
  }

  /// Writes consecutive rows of a channel as `write` does, unless another thread writes to the file.
  ///
  /// - Returns: Whether they were written.
  package func writeIfFree(
    _ values: Span<Float>, at place: SpectraPlace, firstRow: Int
  ) throws(UserError) -> Bool {
    try output.writeIfFree(values, at: offset(of: values, at: place, firstRow: firstRow))
  }

  /// The byte at which rows begin.
  ///
  /// Memory has their values as the file does: little-endian.
  private func offset(of values: Span<Float>, at place: SpectraPlace, firstRow: Int) -> Int {
    precondition(values.count % max(1, place.valuesPerRow) == 0, "not whole rows")
    let count = values.count / max(1, place.valuesPerRow)
    precondition(firstRow >= 0 && firstRow + count <= place.rows, "more rows than were planned")
    return place.offset + firstRow * place.bytesPerRow
  }

  /// Reads rows of a channel, real and imaginary parts in turn.
  ///
  /// - Throws: `UserError` if the file cannot be read.
  package func read(_ place: SpectraPlace, rows: Range<Int>) throws(UserError) -> [Float] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= place.rows, "rows")
    var values = [Float](repeating: 0, count: rows.count * place.valuesPerRow)
    var span = values.mutableSpan
    try input.read(into: &span, at: place.offset + rows.lowerBound * place.bytesPerRow)
    return values
  }

  /// The digest of what is there now.
  ///
  /// - Throws: `UserError` if the file cannot be read.
  package func digest(of place: SpectraPlace, rows: Range<Int>) throws(UserError) -> Digest {
    var builder = ValueDigestBuilder()
    let step = max(1, Self.pieceSize / max(1, place.bytesPerRow))
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let piece = try read(place, rows: first..<min(first + step, rows.upperBound))
      builder.add(piece.span)
    }
    return builder.digest
  }

  /// Waits until all that was written here is on the disk, where other ranks see it, too.
  package func synchronize() throws(UserError) {
    try output.synchronize()
  }

  /// Bytes that are read at a time.
  private static let pieceSize = 4 << 20
}
