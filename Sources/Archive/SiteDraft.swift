import Files
package import Model

/// A site's file on its way, which takes three steps.
///
/// 1. `prepare` makes it with all that is known before the numbers, by HDF5, on one rank;
/// 2. `SpectraFile` takes the Fourier coefficients from any thread of any rank, without HDF5;
/// 3. `finish` adds what was made of them and gives the file its name, by HDF5, on one rank.
///
/// A run that is killed anywhere leaves a draft that the next run prepares again, and that then still
/// has its coefficients.
package enum SiteDraft {
  /// What `prepare` has made or found.
  package struct Prepared: Hashable, Sendable {
    package let places: SpectraPlaces
    /// Whether the coefficients of an earlier run are still there: which, that run must have noted.
    package let keepsSpectra: Bool
  }

  /// Makes a draft, or brings the one that there is back to what it was before `finish`.
  ///
  /// Its bytes, and so its places, depend on the parameters and the version of HDF5 alone.
  ///
  /// - Parameters:
  ///   - path: The draft's; beside it is a file with its places, of the same name with `.places`.
  ///   - blocks: All Fourier coefficients that will be written.
  ///   - tables: All tables of windows that will be written.
  ///   - attributes: Of our own group.
  ///   - samples: Whether the recordings' samples will be added by `finish`.
  ///   - finished: A file that an earlier run finished, whose coefficients are taken over where the new draft
  ///     is as large; whether they are those wanted, the run must know.
  ///   - madeBy: Stands for all that decides the coefficients. A draft of another is replaced.
  /// - Throws: `UserError` if the disk refuses or a name does not fit into the file.
  @discardableResult
  package static func prepare(
    _ path: String, _ description: SiteDescription, recordings: [RecordingHeader],
    spectra blocks: [SpectraBlock], tables: [WindowTable] = [],
    attributes: [String: ProductValue] = [:],
    storing samples: SampleStorage = .none, adoptingSpectraOf finished: String? = nil,
    madeBy: Digest
  ) throws(UserError) -> Prepared {
    let fresh = try SiteFileWriter(path, description)
    for header in recordings { try fresh.add(header, storing: samples) }
    // Spectra first: their places are then the same whatever tables there are.
    try fresh.add(blocks)
    try fresh.add(tables)
    try fresh.setAttributes(attributes)
    try fresh.withFile { file in try fresh.describeWhole(file) }
    try fresh.close()
    let places = SpectraPlaces(
      madeBy: madeBy, runs: fresh.recordings.map(\.run), places: fresh.places,
      tables: fresh.tables)
    guard let pending = fresh.pending else { preconditionFailure("a new file has no name") }
    let earlier = SpectraPlaces.read(besides: path)
    if earlier == places,
      try restore(path, as: pending.temporary, besides: places)
    {
      return Prepared(places: places, keepsSpectra: true)
    }
    if let finished { try adopt(finished, into: pending, places) }
    if let earlier, earlier.differsInTablesAlone(from: places) {
      try adopt(path, earlier, into: pending, places)
    }
    // First the places, which must never be those of another draft.
    try removePlaces(of: path)
    // A crash of the machine may damage it: then it is made again.
    try pending.publish(durable: false)
    try places.write(besides: path)
    return Prepared(places: places, keepsSpectra: false)
  }

  /// Removes a draft and its file of places, if they are there.
  package static func remove(_ path: String) throws(UserError) {
    try removePlaces(of: path)
    try RandomAccessFile.remove(path)
  }

  static func removePlaces(of path: String) throws(UserError) {
    try RandomAccessFile.remove(SpectraPlaces.path(besides: path))
  }

  /// Makes all of a draft but its spectra equal to a fresh one.
  ///
  /// - Returns: Whether the draft is there, with all its spectra.
  private static func restore(
    _ path: String, as freshPath: String, besides places: SpectraPlaces
  ) throws(UserError) -> Bool {
    guard RandomAccessFile.exists(path) else { return false }
    let draft = try RandomAccessFile(path, .both)
    guard try draft.size >= places.regions.last?.upperBound ?? 0 else { return false }
    let fresh = try RandomAccessFile(freshPath, .reading)
    let size = try fresh.size
    try draft.resize(to: size)
    for gap in places.gaps(ofFileOf: size) { try copy(gap, of: fresh, to: draft) }
    try draft.synchronize()
    return true
  }

  /// Copies the spectra and tables of a finished file to their places in a draft, as far as it goes.
  private static func adopt(
    _ finished: String, into draft: PendingFile, _ places: SpectraPlaces
  ) throws(UserError) {
    guard RandomAccessFile.exists(finished) else { return }
    let source = try RandomAccessFile(finished, .reading)
    let size = try source.size
    let target = try RandomAccessFile(draft.temporary, .both, as: draft.target)
    for region in places.regions where region.upperBound <= size {
      try copy(region, of: source, to: target)
    }
  }

  /// Copies what an earlier draft has of the same spectra and tables, wherever they lie in it.
  private static func adopt(
    _ earlier: String, _ known: SpectraPlaces, into draft: PendingFile, _ places: SpectraPlaces
  ) throws(UserError) {
    guard RandomAccessFile.exists(earlier) else { return }
    let source = try RandomAccessFile(earlier, .reading)
    let size = try source.size
    let target = try RandomAccessFile(draft.temporary, .both, as: draft.target)
    let pairs =
      places.places.map { (known.places[$0], $1) } + places.tables.map { (known.tables[$0], $1) }
    for (old, new) in pairs {
      guard let old, old.rows == new.rows, old.bytesPerRow == new.bytesPerRow,
        old.bytes.upperBound <= size
      else { continue }
      try copy(old.bytes, of: source, to: target, at: new.offset)
    }
  }

  private static func copy(
    _ range: Range<Int>, of source: RandomAccessFile, to target: RandomAccessFile,
    at place: Int? = nil
  ) throws(UserError) {
    let shift = (place ?? range.lowerBound) - range.lowerBound
    for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceSize) {
      var bytes = [UInt8](repeating: 0, count: min(pieceSize, range.upperBound - start))
      var span = bytes.mutableSpan
      try source.read(into: &span, at: start)
      try target.write(bytes.span, at: start + shift)
    }
  }

  /// Bytes that are copied at a time.
  private static let pieceSize = 1 << 20
}
