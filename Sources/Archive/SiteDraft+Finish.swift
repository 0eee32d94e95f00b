import Files
import HDF5
package import Model

extension SiteDraft {
  /// Adds what was made of the coefficients, and turns the draft into the site's file.
  ///
  /// If it fails, or is killed, the target is as it was; the draft has to be prepared again, and
  /// where the disk failed by another process, as HDF5 keeps what it could not write.
  ///
  /// - Precondition: All who wrote coefficients have closed or synchronized the draft.
  ///
  /// - Parameters:
  ///   - target: The name in the end, on the draft's file system. An older file is replaced.
  ///   - madeBy: Stands for all that decides the file's content; `madeBy(ofFinished:)` tells it.
  ///   - compression: gzip's level for the coefficients; nil leaves them where they are. With it
  ///     the target is made beside the draft, which is removed at the end.
  ///   - products: Adds transfer functions and products to the writer it is given.
  /// - Throws: `UserError` if the disk refuses, and what `products` throws.
  package static func finish(
    _ path: String, as target: String, madeBy: Digest, compression: Int? = nil,
    adding products: (SiteFileWriter) throws(UserError) -> Void
  ) throws(UserError) {
    let pending = PendingFile(target)
    let file = try naming(.output, path) {
      guard let compression else { return try File.open(path, .readWrite) }
      return try CompressedCopy(compression: compression).make(pending.temporary, of: path)
    }
    let writer = try SiteFileWriter(compression == nil ? path : target, goingOnWith: file)
    try products(writer)
    try writer.countMasked()
    try writer.setAttributes([madeByName: .text(madeBy.description)])
    try writer.writeTables()
    try writer.close()
    if compression == nil {
      try PendingFile.publish(path, as: target)
    } else {
      try pending.publish()
    }
    try remove(path)
  }

  /// What a finished file was made by; nil if there is no such file, or it does not say.
  package static func madeBy(ofFinished path: String) -> Digest? {
    guard case .hdf5 = FileSignature.examine(path) else { return nil }
    let text = try? naming(.data, path) {
      let file = try File.open(path)
      return try file.group(SoleStation(file, path).ownPath).attribute(madeByName)?.text
    }
    return text.flatMap { $0 }.flatMap { Digest(hexadecimal: $0) }
  }

  private static let madeByName = "made_by"
}

/// Copies a draft, its Fourier coefficients compressed.
private struct CompressedCopy {
  /// gzip's level.
  let compression: Int

  func make(_ path: String, of draft: String) throws -> File {
    let source = try File.open(draft)
    let station = try SoleStation(source, draft).stationPath
    let file = try File.create(path, replacing: true)
    try file.setAttributes(source.attributes())
    try copy("", of: source, to: file, spectra: "\(station)/Fourier_Coefficients/")
    return file
  }

  /// Copies what is in a group.
  private func copy(
    _ group: String, of source: borrowing File, to file: borrowing File, spectra: String
  ) throws(HDF5Error) {
    for child in try source.group(group.isEmpty ? "/" : group).children() {
      let path = "\(group)/\(child.name)"
      if child.kind == .dataset {
        try copyDataset(path, of: source, to: file, isSpectra: path.hasPrefix(spectra))
      } else {
        try file.createGroup(path).setAttributes(source.group(path).attributes())
        try copy(path, of: source, to: file, spectra: spectra)
      }
    }
  }

  private func copyDataset(
    _ path: String, of source: borrowing File, to file: borrowing File, isSpectra: Bool
  ) throws(HDF5Error) {
    let old = try source.dataset(path)
    let columns = try old.shape.dropFirst().reduce(1, *)
    let windows = try chunkRows(old.shape[0], columns)
    let new = try file.createDataset(
      path, like: old,
      options: isSpectra
        ? .chunked([windows, columns], growing: [0], compression: compression) : nil)
    try new.setAttributes(old.attributes())
    // Whole chunks, each of which is then compressed once.
    try new.copyRows(of: old, atATime: windows * Self.chunksAtATime)
  }

  /// Windows of a chunk of about a quarter of a megabyte: small enough to cache, large enough to
  /// compress.
  private func chunkRows(_ rows: Int, _ columns: Int) -> Int {
    max(1, min(rows, 32768 / max(1, columns)))
  }

  /// 8 MiB of coefficients.
  private static let chunksAtATime = 32
}
