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
  ///   - attributes: Of our own group.
  ///   - samples: Whether the recordings' samples will be added by `finish`.
  ///   - finished: A file that an earlier run finished, whose coefficients are taken over where the new draft
  ///     is as large; whether they are those wanted, the run must know.
  ///   - madeBy: Stands for all that decides the coefficients. A draft of another is replaced.
  /// - Throws: `UserError` if the disk refuses or a name does not fit into the file.
  @discardableResult
  package static func prepare(
    _ path: String, _ description: SiteDescription, recordings: [RecordingHeader],
    spectra blocks: [SpectraBlock], attributes: [String: ProductValue] = [:],
    storing samples: SampleStorage = .none, adoptingSpectraOf finished: String? = nil,
    madeBy: Digest
  ) throws(UserError) -> Prepared {
    let fresh = try SiteFileWriter(path, description)
    for header in recordings { try fresh.add(header, storing: samples) }
    try fresh.add(blocks)
    try fresh.setAttributes(attributes)
    try fresh.withFile { file in try fresh.describeWhole(file) }
    try fresh.close()
    let places = SpectraPlaces(
      madeBy: madeBy, runs: fresh.recordings.map(\.run), places: fresh.places)
    guard let pending = fresh.pending else { preconditionFailure("a new file has no name") }
    if SpectraPlaces.read(besides: path) == places,
      try restore(path, as: pending.temporary, besides: places)
    {
      return Prepared(places: places, keepsSpectra: true)
    }
    if let finished { try adopt(finished, into: pending, places) }
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

  /// Copies the spectra of a finished file to their places in a draft, if it has as many.
  private static func adopt(
    _ finished: String, into draft: PendingFile, _ places: SpectraPlaces
  ) throws(UserError) {
    guard RandomAccessFile.exists(finished), let end = places.regions.last?.upperBound else {
      return
    }
    let source = try RandomAccessFile(finished, .reading)
    guard try source.size >= end else { return }
    let target = try RandomAccessFile(draft.temporary, .both, as: draft.target)
    for region in places.regions { try copy(region, of: source, to: target) }
  }

  private static func copy(
    _ range: Range<Int>, of source: RandomAccessFile, to target: RandomAccessFile
  ) throws(UserError) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceSize) {
      var bytes = [UInt8](repeating: 0, count: min(pieceSize, range.upperBound - start))
      var span = bytes.mutableSpan
      try source.read(into: &span, at: start)
      try target.write(bytes.span, at: start)
    }
  }

  /// Bytes that are copied at a time.
  private static let pieceSize = 1 << 20
}
