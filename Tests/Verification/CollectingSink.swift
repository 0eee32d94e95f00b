import Model
import Pipeline
import Synchronization

/// Keeps the spectra that a run makes.
final class SpectraLog: Sendable {
  private let blocks = Mutex<[String: [Float]]>([:])

  /// `[window, harmonic]`, real and imaginary parts in turn; `nil` where there are none.
  func spectra(_ site: String, _ recording: String, _ level: Int, _ channel: String) -> [Float]? {
    blocks.withLock { $0["\(site) \(recording) \(level) \(channel)"] }
  }

  func sink(of site: String) -> any SiteSink { CollectingSink(site, self) }

  private final class CollectingSink: SiteSink {
    private let site: String
    private let log: SpectraLog

    init(_ site: String, _ log: SpectraLog) {
      self.site = site
      self.log = log
    }

    func store(_ block: ComputedSpectra) throws {
      let key = "\(site) \(block.recording.name) \(block.level.index) \(block.channel)"
      log.blocks.withLock { $0[key, default: []] += block.values }
    }

    func finish(_ transferFunctions: [LabelledTransferFunction]) throws {}

    func discard() {}
  }
}
