import Archive
import Model
import Pipeline
import Synchronization

/// Keeps the products of units and the estimates in the survey's work folder.
final class UnitFiles: WorkStore {
  private let folder: WorkFolder
  /// Whether units that the plan does not have may go.
  private let prunes: Bool
  /// Those that were added to: they know where they end.
  private let journals = Mutex<[String: EstimateJournal]>([:])

  init(folder: WorkFolder, prunes: Bool = false) {
    self.folder = folder
    self.prunes = prunes
  }

  func unit(at address: UnitAddress) throws -> (any StoredUnit)? {
    try UnitFile.open(path(of: address))
  }

  func save(_ product: UnitProduct, at address: UnitAddress) throws {
    let content = UnitContent(
      madeBy: product.madeBy, outputCount: product.outputCount, channelCount: product.channelCount,
      decimated: product.decimated,
      segments: product.segments.map {
        UnitContent.Segment(
          bandCount: $0.bandCount, planeCount: $0.planeCount, windowCount: $0.windowCount,
          values: $0.values)
      },
      faults: product.faults, missing: product.missing, spectraDigests: product.spectraDigests,
      tableDigests: product.tableDigests)
    try UnitFile.write(path(of: address), content)
  }

  func estimates(ofSite site: String) throws -> [StoredEstimate] {
    try EstimateJournal(folder.estimatesPath(site: site)).read().records
  }

  func append(_ estimates: [StoredEstimate], ofSite site: String) throws {
    try journals.withLock { journals in
      try journals[site, default: EstimateJournal(folder.estimatesPath(site: site))]
        .append(estimates)
    }
  }

  func removeUnits(besides kept: [UnitAddress], ofSite site: String) throws {
    guard prunes else { return }
    try folder.removeUnits(besides: Set(kept.map(path)), of: site)
  }

  private func path(of address: UnitAddress) -> String {
    folder.unitPath(
      site: address.site, recording: address.recording, level: address.level,
      block: address.block)
  }
}

extension UnitFile: StoredUnit {}
