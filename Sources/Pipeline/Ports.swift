package import Estimation
package import Model

/// What the pipeline is handed by whoever runs it: where samples come from and where products go.
package struct Ports: Sendable {
  /// Opens a recording for one thread.
  package var open: @Sendable (RecordingLocator) throws -> any RecordingSource
  package var work: any WorkStore
  package var sites: any SiteStore
  /// Is told on rank 0, before the work begins, how much of it is there.
  package var found: @Sendable (Found) -> Void
  /// Is told on rank 0 how far the work is.
  package var progress: @Sendable (Progress) -> Void
  /// Seconds from some fixed time on, for the account of where time went.
  package var clock: @Sendable () -> Double
  /// Whether the run shall end before it is done; asked between units of work.
  package var isInterrupted: @Sendable () -> Bool

  package init(
    open: @escaping @Sendable (RecordingLocator) throws -> any RecordingSource,
    work: any WorkStore, sites: any SiteStore,
    found: @escaping @Sendable (Found) -> Void = { _ in },
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    clock: @escaping @Sendable () -> Double = { 0 },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.open = open
    self.work = work
    self.sites = sites
    self.found = found
    self.progress = progress
    self.clock = clock
    self.isInterrupted = isInterrupted
  }
}

/// What one rank may use.
package struct RankLimits: Hashable, Sendable {
  /// Threads that make spectra, those that solve, and those that make statistics of stored cross-powers.
  package var spectraThreads: Int
  package var solvingThreads: Int
  package var statisticsThreads: Int
  /// Bytes that the work in hand may take together.
  package var memory: Int

  package init(
    spectraThreads: Int, solvingThreads: Int? = nil, statisticsThreads: Int? = nil,
    memory: Int = 1 << 30
  ) {
    self.spectraThreads = spectraThreads
    self.solvingThreads = solvingThreads ?? spectraThreads
    self.statisticsThreads = statisticsThreads ?? spectraThreads
    self.memory = memory
  }

  package var threads: Int { max(spectraThreads, solvingThreads, statisticsThreads) }
}

/// Where to look for what is done.
package struct StockPorts: Sendable {
  package let work: any WorkStore
  package let sites: any SiteStock

  package init(work: any WorkStore, sites: any SiteStock) {
    self.work = work
    self.sites = sites
  }
}

extension Ports {
  package var stock: StockPorts { StockPorts(work: work, sites: sites) }
}

/// A transfer function with the name of its run.
package struct LabelledTransferFunction: Hashable, Sendable {
  package let label: String
  package var function: TransferFunction
  /// Frequencies without an estimate, and why.
  package let gaps: [EstimateGap]
  /// Whether figures show it.
  package let isDrawn: Bool
  /// Why it should not be believed at some periods.
  package var doubts: [EstimateDoubt] = []
  /// What it was made of.
  package var origin = ResultOrigin()

  package init(
    label: String, function: TransferFunction, gaps: [EstimateGap] = [],
    isDrawn: Bool = true
  ) {
    self.label = label
    self.function = function
    self.gaps = gaps
    self.isDrawn = isDrawn
  }
}

/// A frequency at which no estimate could be made.
package struct EstimateGap: Hashable, Sendable {
  package let frequency: Double
  package let reason: String
}

/// How many of a number of things are done.
package struct Count: Sendable, Hashable {
  package var done: Int
  package var total: Int

  package init(done: Int = 0, total: Int = 0) {
    self.done = done
    self.total = total
  }

  package var left: Int { total - done }

  package static func + (a: Count, b: Count) -> Count {
    Count(done: a.done + b.done, total: a.total + b.total)
  }
}

/// What an earlier run has done of a run's work.
package struct Found: Sendable, Hashable {
  package let units: Count
  package let estimates: Count
}

/// How far a run is.
package struct Progress: Sendable, Hashable {
  /// Predicted seconds of one thread.
  package let done: Double
  package let total: Double
  package let sitesDone: Int
  package let sitesTotal: Int
  /// Whether nothing is left to do.
  package let isComplete: Bool

  /// From 0 to 1.
  package var share: Double { isComplete ? 1 : total > 0 ? min(1, done / total) : 0 }
}
