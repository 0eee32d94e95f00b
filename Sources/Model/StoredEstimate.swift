/// The estimate of one band of a level of a run on disk, as bytes that its maker understands.
package struct StoredEstimate: Hashable, Sendable {
  /// What decides the estimate: settings, input, versions.
  package let madeBy: Digest
  /// Names the run among those of the site.
  package let run: String
  package let level: Int
  package let band: Int
  package let payload: [UInt8]

  package init(madeBy: Digest, run: String, level: Int, band: Int, payload: [UInt8]) {
    self.madeBy = madeBy
    self.run = run
    self.level = level
    self.band = band
    self.payload = payload
  }
}
