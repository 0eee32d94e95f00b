internal import Model
package import Pipeline
internal import Synchronization

/// Remembers what the sinks of a run were given.
package final class SinkLog: Sendable {
  /// The spectra of one channel at one level of one recording.
  package struct Product: Hashable, Sendable {
    /// Windows that the whole shall have.
    package var windowCount: Int
    /// Windows that came, each right after the one before.
    package var windows = 0
    /// Bits of the values, in the order of arrival.
    package var bits: [UInt32] = []
    /// Whether each block began where the one before had ended.
    package var isInOrder = true
  }

  private struct Notes: Sendable {
    var products: [String: Product] = [:]
    var finished: [String: [LabelledTransferFunction]] = [:]
    var discarded: [String] = []
    var made: [String] = []
  }

  private let notes = Mutex(Notes())

  package init() {}

  func sink(of site: String) -> any SiteSink {
    notes.withLock { $0.made.append(site) }
    return MemorySink(site, self)
  }

  /// The spectra by `site recording level channel`.
  package var products: [String: Product] { notes.withLock { $0.products } }

  /// What each finished site was given.
  package var finished: [String: [LabelledTransferFunction]] { notes.withLock { $0.finished } }

  /// The sites whose sinks were made, in alphabetical order.
  package var madeSites: [String] { notes.withLock { $0.made.sorted() } }

  /// The sites whose products were discarded, in alphabetical order.
  package var discardedSites: [String] { notes.withLock { $0.discarded.sorted() } }

  private final class MemorySink: SiteSink {
    private let site: String
    private let log: SinkLog

    init(_ site: String, _ log: SinkLog) {
      self.site = site
      self.log = log
    }

    func store(_ block: ComputedSpectra) throws {
      let key = "\(site) \(block.recording.name) \(block.level.index) \(block.channel)"
      let width = block.level.harmonicCount * 2
      log.notes.withLock { notes in
        var product = notes.products[key] ?? Product(windowCount: block.windowCount)
        if product.windows != block.firstWindow || block.values.count % width != 0 {
          product.isInOrder = false
        }
        product.windows += block.values.count / width
        product.bits += block.values.map(\.bitPattern)
        notes.products[key] = product
      }
    }

    func finish(_ transferFunctions: [LabelledTransferFunction]) throws {
      log.notes.withLock { $0.finished[site] = transferFunctions }
    }

    func discard() { log.notes.withLock { $0.discarded.append(site) } }
  }
}
