import Files
package import Model

/// The file in which a unit's products wait for later units, for other ranks and for a later run.
///
/// It is visible whole or not at all, unless the machine itself crashes: that damage, and any other,
/// is found by digests on reading. An open one may be read by several threads at once, and keeps a
/// file of the process open.
package struct UnitFile: Sendable {
  let file: BinaryFile
  let header: UnitHeader
  /// Byte at which the payload begins.
  let payload: Int

  package var path: String { file.path }
  /// What decided the content when it was made.
  package var madeBy: Digest { header.madeBy }
  package var channelCount: Int { header.layout.channelCount }
  /// Decimated samples a channel.
  package var outputCount: Int { header.layout.outputCount }
  package var segments: [SegmentShape] { header.layout.shapes }
  /// For each channel the one value that all samples of the unit have, or nil.
  package var faults: [WindowFaults] { header.faults }
  package var missing: [[MissingSamples]] { header.missing }
  /// For each channel that of the spectra that were written to another file.
  package var spectraDigests: [Digest] { header.spectraDigests }
  /// What made the rows of tables that were written to another file, and the digest of those of each.
  package var tableDigests: [Digest] { header.tableDigests }

  /// Writes a unit's products; the same content makes the same bytes.
  ///
  /// Several threads and ranks may write at the same time, each another file.
  ///
  /// - Throws: `UserError` if the disk refuses; an older file is then untouched, and no part of the
  ///   new one is left.
  package static func write(_ path: String, _ content: UnitContent) throws(UserError) {
    let header = UnitHeader(content).words
    let pending = PendingFile(path, removingLeftOvers: false)
    try pending.write { (output) throws(UserError) in
      try output.append(header.span)
      try output.append(content.decimated.span)
      for segment in content.segments { try output.append(segment.values.span) }
    }
    try pending.publish(durable: false)
  }
}
