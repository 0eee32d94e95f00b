package import Model

/// The products of one unit: a block of windows of one level of one recording.
package struct UnitContent: Hashable, Sendable {
  /// What decides the content: settings, input, versions.
  package let madeBy: Digest
  package let channelCount: Int
  /// Decimated samples a channel.
  package let outputCount: Int
  /// `[channel, sample]`: samples of the next level, in the units of the recording.
  package let decimated: [Double]
  package let segments: [Segment]
  /// What is wrong with the windows of each channel of each input.
  package let faults: [WindowFaults]
  /// Of the decimated samples of each channel, by places in the whole series; empty where nothing
  /// is missing.
  package let missing: [[MissingSamples]]
  /// For each channel that of the spectra that were written to another file.
  package let spectraDigests: [Digest]
  /// What made the rows of tables that were written to another file, and the digest of those of each.
  package let tableDigests: [Digest]

  /// The cross-powers of one segment.
  package struct Segment: Hashable, Sendable {
    package let shape: SegmentShape
    /// `[band, plane, window]`.
    package let values: [Double]

    package init(bandCount: Int, planeCount: Int, windowCount: Int, values: [Double]) {
      shape = SegmentShape(
        bandCount: bandCount, planeCount: planeCount, windowCount: windowCount)
      precondition(values.count == bandCount * planeCount * windowCount, "not of that shape")
      self.values = values
    }
  }

  package init(
    madeBy: Digest, outputCount: Int, channelCount: Int, decimated: [Double], segments: [Segment],
    faults: [WindowFaults], missing: [[MissingSamples]] = [], spectraDigests: [Digest],
    tableDigests: [Digest] = []
  ) {
    precondition(missing.isEmpty || missing.count == channelCount, "not of that shape")
    precondition(decimated.count == channelCount * outputCount, "not of that shape")
    self.madeBy = madeBy
    self.outputCount = outputCount
    self.channelCount = channelCount
    self.decimated = decimated
    self.segments = segments
    self.faults = faults
    self.missing = missing
    self.spectraDigests = spectraDigests
    self.tableDigests = tableDigests
  }
}

/// How many cross-powers a segment has.
package struct SegmentShape: Hashable, Sendable {
  package let bandCount: Int
  package let planeCount: Int
  package let windowCount: Int
}
