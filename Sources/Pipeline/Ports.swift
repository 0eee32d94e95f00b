package import Model

/// What the pipeline is handed by whoever runs it: where samples come from and where products go.
package struct Ports: Sendable {
  /// Opens a recording for one thread.
  package var open: @Sendable (RecordingLocator) throws -> any RecordingSource
  /// Makes the sink of a site's products; called on the rank that owns the site.
  package var makeSink: @Sendable (SurveySite) throws -> any SiteSink
  /// Is told on rank 0 how far the work is.
  package var progress: @Sendable (Progress) -> Void
  /// Seconds from some fixed time on, for the account of where time went.
  package var clock: @Sendable () -> Double
  /// Whether the run shall end before it is done; asked between rounds of work.
  package var isInterrupted: @Sendable () -> Bool

  package init(
    open: @escaping @Sendable (RecordingLocator) throws -> any RecordingSource,
    makeSink: @escaping @Sendable (SurveySite) throws -> any SiteSink,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    clock: @escaping @Sendable () -> Double = { 0 },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.open = open
    self.makeSink = makeSink
    self.progress = progress
    self.clock = clock
    self.isInterrupted = isInterrupted
  }
}

/// The run was asked to end before it was done.
package struct Interrupted: Error, CustomStringConvertible {
  package let description = "interrupted"
}

/// Takes the products of one site, in an order that depends on the job alone.
package protocol SiteSink: AnyObject {
  /// Takes the spectra of consecutive windows of one channel: `[window, harmonic]`, real and imaginary
  /// parts in turn, field unit × samples.
  func store(_ block: ComputedSpectra) throws

  /// Takes the site's transfer functions, writes what is left and makes the products visible.
  func finish(_ transferFunctions: [LabelledTransferFunction]) throws

  /// Removes what was written so far; nothing of this run shall remain.
  func discard()
}

/// Spectra of consecutive windows of one channel at one level.
package struct ComputedSpectra: Sendable {
  package let recording: RecordingHeader
  package let level: DecimationLevel
  package let channel: Channel
  /// How many windows the whole product will have, and which of them come here, from 0.
  package let windowCount: Int
  package let firstWindow: Int
  /// When the product's first window begins.
  package let start: Instant
  package let values: [Float]
}

/// A transfer function with the name of its run.
package struct LabelledTransferFunction: Hashable, Sendable {
  package let label: String
  package let function: TransferFunction
  /// Frequencies that gave no estimate, with the reason.
  package let gaps: [EstimateGap]
}

/// A frequency at which no estimate could be made.
package struct EstimateGap: Hashable, Sendable {
  package let frequency: Double
  package let reason: String
}

/// How far a run is.
package struct Progress: Sendable, Hashable {
  package enum Stage: String, Sendable {
    case spectra, solving
  }

  package let stage: Stage
  package let done: Int
  package let total: Int
}
