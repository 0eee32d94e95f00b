package import Model
package import Pipeline
internal import Synchronization

/// Products of units in memory, which one run after another may find.
package final class MemoryWork: WorkStore {
  private struct Notes: Sendable {
    var units: [UnitAddress: UnitProduct] = [:]
    var estimates: [String: [StoredEstimate]] = [:]
    var saved: [UnitAddress] = []
    var solved = 0
  }

  private let notes = Mutex(Notes())
  private let refuses: @Sendable (UnitAddress) -> Bool

  /// - Parameter refuses: Products that cannot be kept, as on a full disk.
  package init(refuses: @escaping @Sendable (UnitAddress) -> Bool = { _ in false }) {
    self.refuses = refuses
  }

  /// The units that were kept since the last call, in the order in which they came.
  package func takeSaved() -> [UnitAddress] {
    notes.withLock { notes in
      defer { notes.saved = [] }
      return notes.saved
    }
  }

  /// How many estimates were kept since the last call.
  package func takeSolved() -> Int {
    notes.withLock { notes in
      defer { notes.solved = 0 }
      return notes.solved
    }
  }

  /// Loses or changes what was kept.
  package func change(_ body: (inout [UnitAddress: UnitProduct]) -> Void) {
    notes.withLock { body(&$0.units) }
  }

  package var addresses: [UnitAddress] { notes.withLock { Array($0.units.keys) } }

  package func unit(at address: UnitAddress) throws -> (any StoredUnit)? {
    notes.withLock { $0.units[address] }.map(MemoryUnit.init)
  }

  package func save(_ product: UnitProduct, at address: UnitAddress) throws {
    if refuses(address) {
      throw UserError(.output, "work", "no space left", remedy: "make room")
    }
    notes.withLock { notes in
      notes.units[address] = product
      notes.saved.append(address)
    }
  }

  package func estimates(ofSite site: String) throws -> [StoredEstimate] {
    notes.withLock { $0.estimates[site] ?? [] }
  }

  package func removeUnits(besides kept: [UnitAddress], ofSite site: String) throws {
    let kept = Set(kept)
    notes.withLock { notes in
      notes.units = notes.units.filter { $0.key.site != site || kept.contains($0.key) }
    }
  }

  package func append(_ estimates: [StoredEstimate], ofSite site: String) throws {
    notes.withLock { notes in
      notes.estimates[site, default: []] += estimates
      notes.solved += estimates.count
    }
  }
}

private struct MemoryUnit: StoredUnit {
  let product: UnitProduct

  var madeBy: Digest { product.madeBy }
  var faults: [WindowFaults] { product.faults }
  var missing: [[MissingSamples]] { product.missing }
  var spectraDigests: [Digest] { product.spectraDigests }
  var tableDigests: [Digest] { product.tableDigests }

  func isWhole() throws -> Bool {
    product.decimated.count == product.channelCount * product.outputCount
  }

  func decimated(channel: Int, _ samples: Range<Int>) throws -> [Double] {
    let first = channel * product.outputCount
    return Array(product.decimated[first + samples.lowerBound..<first + samples.upperBound])
  }

  func crossPowers(segment: Int, band: Int) throws -> [Double] {
    let section = product.segments[segment]
    let size = section.planeCount * section.windowCount
    return Array(section.values[band * size..<(band + 1) * size])
  }
}

/// Products of sites in memory.
package final class MemorySites: SiteStore {
  /// Spectra of one channel of one recording at one level.
  package struct SpectraName: Hashable, Sendable {
    package let site: String
    package let recording: Int
    package let level: Int
    package let channel: Channel

    package init(site: String, recording: Int, level: Int, channel: Channel) {
      self.site = site
      self.recording = recording
      self.level = level
      self.channel = channel
    }
  }

  private struct Notes: Sendable {
    var spectra: [SpectraName: [Float]] = [:]
    var widths: [SpectraName: Int] = [:]
    var tables: [TableKey: MemoryTable] = [:]
    var tableStores = 0
    var postponed = 0
    var functions: [String: [LabelledTransferFunction]] = [:]
    var finished: [String: Digest] = [:]
    var drawn: [String] = []
    /// How often a site was to be settled: the third time it is.
    var settling: [String: Int] = [:]
  }

  package let extras: Digest
  private let notes = Mutex(Notes())
  private let refuses: @Sendable (String) -> Bool
  private let isBusy: (@Sendable (SpectraPlace) -> Bool)?

  /// - Parameters:
  ///   - refuses: Sites whose files cannot be finished.
  ///   - isBusy: Spectra that find another thread at their site's file.
  package init(
    extras: Digest = Digest(of: []), refuses: @escaping @Sendable (String) -> Bool = { _ in false },
    isBusy: (@Sendable (SpectraPlace) -> Bool)? = nil
  ) {
    self.extras = extras
    self.refuses = refuses
    self.isBusy = isBusy
  }

  /// How often spectra were not taken, as another thread was at the file.
  package var postponedCount: Int { notes.withLock { $0.postponed } }

  /// Bits of all spectra; those that were prepared for and never came are NaN.
  package var spectra: [SpectraName: [UInt32]] {
    notes.withLock { $0.spectra.mapValues { $0.map(\.bitPattern) } }
  }

  package var isComplete: Bool {
    notes.withLock { notes in
      notes.spectra.values.allSatisfy { $0.allSatisfy { !$0.isNaN } }
        && notes.tables.values.allSatisfy { $0.filled.allSatisfy(\.self) }
    }
  }

  /// Tables of windows, as they were prepared and filled.
  package var tables: [TableKey: MemoryTable] { notes.withLock(\.tables) }

  /// How many times rows of tables were kept since the last call.
  package func takeTableStores() -> Int {
    notes.withLock { notes in
      defer { notes.tableStores = 0 }
      return notes.tableStores
    }
  }

  /// Names a table of a site.
  package struct TableKey: Hashable, Sendable {
    package let site: String
    package let table: TableName

    package init(site: String, table: TableName) {
      self.site = site
      self.table = table
    }
  }

  /// What was planned of a table, and what was kept of it.
  package struct MemoryTable: Hashable, Sendable {
    package let planned: PlannedTable
    /// Bits of `[window, frequency, component]`.
    package fileprivate(set) var values: [UInt32]
    /// Which rows were kept.
    fileprivate(set) var filled: [Bool]

    fileprivate init(_ planned: PlannedTable) {
      self.planned = planned
      filled = [Bool](repeating: false, count: planned.windows.count)
      values = []
      values = [UInt32](repeating: 0, count: filled.count * width)
    }

    /// Values of a row.
    package var width: Int { planned.level.evaluationFrequencies.count * planned.components.count }

    /// The values, as numbers.
    package var numbers: [Float] { values.map { Float(bitPattern: $0) } }
  }

  /// The transfer functions of finished sites.
  package var finished: [String: [LabelledTransferFunction]] {
    notes.withLock { notes in notes.functions.filter { notes.finished[$0.key] != nil } }
  }

  /// Loses or changes spectra.
  package func change(_ body: (inout [SpectraName: [Float]]) -> Void) {
    notes.withLock { body(&$0.spectra) }
  }

  package func forgetOpenFiles() {}

  package func isFinished(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws -> Bool {
    notes.withLock { $0.finished[site.site.name] == madeBy }
  }

  package func prepare(_ site: SiteContent) throws {
    notes.withLock { notes in
      let old = notes.tables
      notes.tables = old.filter { $0.key.site != site.site.name }
      for planned in site.tables {
        let key = TableKey(site: site.site.name, table: planned.name)
        notes.tables[key] =
          old[key].flatMap { $0.planned == planned ? $0 : nil } ?? MemoryTable(planned)
      }
      for planned in site.spectra {
        for header in site.site.recordings[planned.recording].header.channels {
          let name = SpectraName(
            site: site.site.name, recording: planned.recording, level: planned.level.index,
            channel: header.channel)
          let width = 2 * planned.level.harmonicCount
          let count = width * planned.windowCount
          notes.widths[name] = width
          guard notes.spectra[name]?.count != count else { continue }
          notes.spectra[name] = [Float](repeating: .nan, count: count)
        }
      }
    }
  }

  package func store(
    _ values: Span<Float>, _ place: SpectraPlace, waits: Bool
  ) throws -> Bool {
    if !waits, let isBusy, isBusy(place) {
      notes.withLock { $0.postponed += 1 }
      return false
    }
    let name = SpectraName(place)
    let values = values.indices.map { values[$0] }
    notes.withLock { notes in
      guard let width = notes.widths[name], var all = notes.spectra.removeValue(forKey: name) else {
        preconditionFailure("spectra come after their site was prepared")
      }
      let first = place.firstWindow * width
      all.replaceSubrange(first..<first + values.count, with: values)
      notes.spectra[name] = all
    }
    return true
  }

  package func digest(of place: SpectraPlace, windowCount: Int) throws -> Digest? {
    let name = SpectraName(place)
    return notes.withLock { notes in
      guard let width = notes.widths[name], let all = notes.spectra[name] else { return nil }
      let first = place.firstWindow * width
      return digest(Array(all[first..<first + windowCount * width]))
    }
  }

  package func store(_ values: [Float], _ place: TablePlace) throws -> Digest {
    let key = TableKey(site: place.site, table: place.table)
    return notes.withLock { notes in
      guard var table = notes.tables.removeValue(forKey: key) else {
        preconditionFailure("rows of tables come after their site was prepared")
      }
      let rows = place.firstRow..<place.firstRow + values.count / max(1, table.width)
      table.values.replaceSubrange(
        rows.lowerBound * table.width..<rows.upperBound * table.width,
        with: values.map(\.bitPattern))
      for row in rows { table.filled[row] = true }
      notes.tables[key] = table
      notes.tableStores += 1
      return digest(values)
    }
  }

  package func digest(of place: TablePlace, rowCount: Int) throws -> Digest? {
    let key = TableKey(site: place.site, table: place.table)
    return notes.withLock { notes in
      guard let table = notes.tables[key] else { return nil }
      let rows = place.firstRow..<place.firstRow + rowCount
      let values = table.values[rows.lowerBound * table.width..<rows.upperBound * table.width]
      return digest(values.map { Float(bitPattern: $0) })
    }
  }

  package func draw(_ site: SiteContent, _ functions: [LabelledTransferFunction]) throws {
    notes.withLock { $0.functions[site.site.name] = functions }
  }

  package func settle(_ site: String) -> Bool {
    notes.withLock { notes in
      notes.settling[site, default: 0] += 1
      return notes.settling[site, default: 0] > 2
    }
  }

  package func finish(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws {
    let calls = notes.withLock { $0.settling.removeValue(forKey: site.site.name) ?? 0 }
    guard calls > 2 else {
      throw UserError(.output, site.site.name, "is finished before it is settled", remedy: "wait")
    }
    if refuses(site.site.name) {
      throw UserError(.output, "\(site.site.name).h5", "no space left", remedy: "make room")
    }
    notes.withLock { $0.finished[site.site.name] = madeBy }
  }

  private func digest(_ values: [Float]) -> Digest {
    var builder = ValueDigestBuilder()
    builder.add(values.span)
    return builder.digest
  }
}

extension MemorySites.SpectraName {
  init(_ place: SpectraPlace) {
    self.init(
      site: place.site, recording: place.recording, level: place.level, channel: place.channel)
  }
}
