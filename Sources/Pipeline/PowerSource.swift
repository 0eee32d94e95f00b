package import Model
package import Selection
package import Spectra

/// Whose cross-powers: sites, channels, rate, and how they are smoothed.
package struct PowerSource: Hashable, Sendable {
  package var outputSite: String
  package var inputSite: String
  package var remoteSite: String?
  package var rate: SamplingRate
  package var outputs: [Channel]
  package var inputs: [Channel]
  package var references: [Channel]
  /// `nil`: as for the solver.
  package var smoothing: SpectralSmoothing?

  package init(
    outputSite: String, inputSite: String? = nil, remoteSite: String? = nil, rate: SamplingRate,
    outputs: [Channel], inputs: [Channel], references: [Channel] = [],
    smoothing: SpectralSmoothing? = nil
  ) {
    self.outputSite = outputSite
    self.inputSite = inputSite ?? outputSite
    self.remoteSite = remoteSite
    self.rate = rate
    self.outputs = outputs
    self.inputs = inputs
    self.references = references
    self.smoothing = smoothing
  }

  package var channels: PowerChannels {
    PowerChannels(inputs: inputs, outputs: outputs, references: references)
  }

  /// The sites whose recordings it takes.
  package var sites: Set<String> {
    Set([outputSite, inputSite, remoteSite].compactMap(\.self))
  }

  /// Names it in products: `single`, `remote-R`, `input-B`, `input-B_remote-R`.
  package var label: String {
    let parts = [
      inputSite == outputSite ? nil : "input-\(inputSite)", remoteSite.map { "remote-\($0)" },
    ].compactMap(\.self)
    return parts.isEmpty ? "single" : parts.joined(separator: "_")
  }

  /// The smoothing that it comes to.
  func smoothing(_ settings: SpectralSettings) -> SpectralSmoothing {
    smoothing ?? settings.smoothing(remote: remoteSite != nil)
  }

  /// With the smoothing said.
  func resolved(_ settings: SpectralSettings) -> PowerSource {
    var source = self
    source.smoothing = smoothing(settings)
    return source
  }
}

/// A mask of a site at a rate, with the cross-powers that its statistics are of.
package struct SiteMask: Hashable, Sendable {
  package var mask: WindowMask
  /// Of statistics without and with a remote reference; `nil` where the mask has none of them.
  package var single: PowerSource?
  package var remote: PowerSource?

  /// - Precondition: At least one of the two.
  package init(_ mask: WindowMask, single: PowerSource?, remote: PowerSource? = nil) {
    precondition(single != nil || remote != nil, "a mask of no site")
    self.mask = mask
    self.single = single
    self.remote = remote
  }

  /// The sites whose recordings its statistics take.
  package var sites: Set<String> { sources.reduce(into: []) { $0.formUnion($1.sites) } }

  package var site: String { (single ?? remote)?.outputSite ?? "" }
  var rate: SamplingRate? { (single ?? remote)?.rate }

  /// The statistics that are of a source.
  func statistics(remote isRemote: Bool) -> [any WindowStatistic] {
    mask.statistics.compactMap { WindowStatistics.named($0) }.filter { $0.isRemote == isRemote }
  }

  /// The sources that its statistics need.
  var sources: [PowerSource] {
    [(single, false), (remote, true)].compactMap { source, isRemote in
      statistics(remote: isRemote).isEmpty ? nil : source
    }
  }
}

/// Which windows of a run count.
package struct WindowSelection: Hashable, Sendable {
  /// Windows need to fulfil one of those that hold at a level.
  package var times: [TimeConstraint]
  /// What those leave open.
  package var intervals: IntervalPolicy
  /// Windows that any of them excludes do not count.
  package var masks: [SiteMask]

  package init(
    times: [TimeConstraint] = [], intervals: IntervalPolicy = .wholeWindows,
    masks: [SiteMask] = []
  ) {
    self.times = times
    self.intervals = intervals
    self.masks = masks
  }

  package static let all = WindowSelection()

  package var isEmpty: Bool { times.isEmpty && masks.isEmpty }
}
