package import Model

/// Where products of units wait for the units after them, for other ranks, and for a later run.
///
/// Called from any thread of any rank; no two write the same product.
package protocol WorkStore: Sendable {
  /// What a unit left, if it is there and legible.
  func unit(at address: UnitAddress) throws -> (any StoredUnit)?

  /// Keeps what a unit made: all of it becomes visible, or nothing.
  func save(_ product: UnitProduct, at address: UnitAddress) throws

  /// The estimates of a site, the last one of each run, level and band.
  func estimates(ofSite site: String) throws -> [StoredEstimate]

  /// Takes back the room of a site's units that the plan does not have, if the whole survey is planned.
  func removeUnits(besides kept: [UnitAddress], ofSite site: String) throws

  /// Adds estimates of a site; called on rank 0 only.
  func append(_ estimates: [StoredEstimate], ofSite site: String) throws
}

/// The name of a unit's products.
package struct UnitAddress: Hashable, Sendable {
  package let site: String
  /// In the site's list.
  package let recording: Int
  package let level: Int
  package let block: Int

  package init(site: String, recording: Int, level: Int, block: Int) {
    self.site = site
    self.recording = recording
    self.level = level
    self.block = block
  }
}

/// What a unit leaves besides the spectra.
package struct UnitProduct: Sendable {
  package var madeBy: Digest
  package var channelCount: Int
  /// Samples of the next level that it made.
  package var outputCount: Int
  /// `[channel, output]`.
  package var decimated: [Double]
  package var segments: [CrossPowerSection]
  /// At level 0, what is wrong with the windows of each channel of each input; the recording's own
  /// first.
  package var faults: [WindowFaults]
  /// Of `decimated`, of each channel, by places in the whole series; empty where nothing is
  /// missing.
  package var missing: [[MissingSamples]] = []
  /// Of each channel's spectra; empty where they were not stored.
  package var spectraDigests: [Digest]
  /// What made its rows of tables, then the digest of those of each; empty where there are none.
  package var tableDigests: [Digest] = []

  /// The cross-powers of one segment, `[band, plane, window]`: the planes of `CrossPowers`, and behind
  /// them the coherences of equations where they are asked for.
  package struct CrossPowerSection: Sendable {
    package var bandCount: Int
    package var planeCount: Int
    package var windowCount: Int
    package var values: [Double]
  }
}

/// What a unit left, still where it is kept.
package protocol StoredUnit: Sendable {
  var madeBy: Digest { get }
  var faults: [WindowFaults] { get }
  /// Of the decimated samples, of each channel; empty where nothing is missing.
  var missing: [[MissingSamples]] { get }
  var spectraDigests: [Digest] { get }
  var tableDigests: [Digest] { get }

  /// Whether all of it is as it was written.
  func isWhole() throws -> Bool

  /// Decimated samples; the range counts from the unit's own first.
  func decimated(channel: Int, _ samples: Range<Int>) throws -> [Double]

  /// `[plane, window]`.
  func crossPowers(segment: Int, band: Int) throws -> [Double]
}

/// What is there of the products of sites.
package protocol SiteStock: Sendable {
  /// Everything else that decides a site's files, such as the text of the settings.
  var extras: Digest { get }

  /// Whether all files of a site are there, made by this; on the main thread.
  func isFinished(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws -> Bool

  /// The digest of so many windows at a place, as they are now; `nil` if there is no such place.
  func digest(of place: SpectraPlace, windowCount: Int) throws -> Digest?

  /// The digest of so many rows at a place, as they are now; `nil` if there is no such place.
  func digest(of place: TablePlace, rowCount: Int) throws -> Digest?
}

/// Where the products of sites go that the user gets.
package protocol SiteStore: SiteStock {
  /// Called before anything else of a run, and again when the work is planned anew.
  func forgetOpenFiles()

  /// Makes room for a site's spectra and tables, or finds the room an earlier run made; on the main thread.
  func prepare(_ site: SiteContent) throws

  /// Keeps the spectra of consecutive windows of one channel, which were prepared for: `[window, harmonic]`,
  /// real and imaginary parts in turn, field unit × samples. On any thread.
  ///
  /// - Parameter waits: Whether it waits where another thread stores something of the site.
  /// - Returns: Whether they are kept.
  func store(_ values: Span<Float>, _ place: SpectraPlace, waits: Bool) throws -> Bool

  /// Keeps rows of consecutive windows of a table, which were prepared for: `[window, frequency,
  /// component]`. On any thread.
  ///
  /// - Returns: The digest of the values.
  func store(_ values: [Float], _ place: TablePlace) throws -> Digest

  /// Makes what goes beside the site's file: figures, lists. On any thread, before `finish`.
  func draw(_ site: SiteContent, _ functions: [LabelledTransferFunction]) throws

  /// Has what this host stored of a site brought to the disk, which goes on while others compute; on the main
  /// thread, again and again until it is over.
  ///
  /// - Returns: Whether that is over.
  func settle(_ site: String) throws -> Bool

  /// Adds the transfer functions and makes the site's file visible; on the main thread, once all hosts that
  /// stored something of it have settled.
  func finish(_ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest) throws
}

/// What a site's file will hold, as the plan knows it.
package struct SiteContent: Sendable {
  package let survey: String
  package let site: SurveySite
  /// Empty where spectra are not stored.
  package let spectra: [PlannedSpectra]
  /// Statistics and masks.
  package let tables: [PlannedTable]

  /// The spectra of one recording at one level.
  package struct PlannedSpectra: Hashable, Sendable {
    /// In the site's list.
    package let recording: Int
    package let level: DecimationLevel
    package let windowCount: Int
    /// When the first window begins.
    package let start: Instant
  }
}

/// Where spectra of a unit belong.
package struct SpectraPlace: Hashable, Sendable {
  package let site: String
  /// In the site's list.
  package let recording: Int
  package let level: Int
  package let channel: Channel
  /// Counted from the recording's first at this level.
  package var firstWindow: Int

  package init(site: String, recording: Int, level: Int, channel: Channel, firstWindow: Int) {
    self.site = site
    self.recording = recording
    self.level = level
    self.channel = channel
    self.firstWindow = firstWindow
  }
}
