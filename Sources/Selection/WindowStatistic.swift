/// A few numbers that are computed of each window's cross-powers at each evaluation frequency.
///
/// A new one is a file, a line in `WindowStatistics.all`, and its tests.
package protocol WindowStatistic: Sendable {
  /// As in resistics.
  var name: String { get }
  /// Whether it takes a remote reference.
  var isRemote: Bool { get }
  /// Whether it takes the coherences of `PowerChannels.equations`.
  var needsEquations: Bool { get }
  /// Whether it measures how well outputs and inputs of the site agree, or on what. Windows that are chosen by
  /// it are chosen by noise of the inputs: a single site needs that, a remote-reference estimate is biased by it.
  var agreesLocally: Bool { get }

  /// The names of its numbers in the order in which they are stored; empty where the channels allow none.
  func components(of channels: PowerChannels) -> [String]

  /// What a component may be, both ends included; `nil` for any number.
  func range(of component: String) -> ClosedRange<Double>?

  /// Computes it for all windows.
  ///
  /// What is undefined in a window is not a number there.
  ///
  /// - Parameter values: `[component, window]`.
  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>)
}

extension WindowStatistic {
  package var needsEquations: Bool { false }
  package var agreesLocally: Bool { false }
  package func range(of component: String) -> ClosedRange<Double>? { nil }

  /// Computes it for all windows: `[component, window]`.
  package func values(_ powers: WindowPowers, _ policy: StatisticPolicy) -> [Double] {
    let count = components(of: powers.channels).count * powers.windowCount
    var values = [Double](repeating: 0, count: count)
    var span = values.mutableSpan
    evaluate(powers, policy, into: &span)
    return values
  }
}

/// The choices that statistics leave open.
package struct StatisticPolicy: Hashable, Sendable {
  /// With which channels both sides of a window's linear relation are correlated without a remote
  /// reference.
  package enum Equations: String, Hashable, Sendable, CaseIterable {
    /// With the inputs, as in the estimate of a transfer function.
    case inputs
    /// With all channels of the site, as in resistics 0.0.6: the answer then depends on units.
    case allChannels
  }

  /// What `powerSpectralDensity` is.
  package enum Density: String, Hashable, Sendable, CaseIterable {
    /// One-sided, in field unit² / Hz, with the taper made good.
    case calibrated
    /// Power over the duration of the window, as in resistics 0.0.6.
    case perSecond
  }

  package var equations: Equations
  package var density: Density

  package init(equations: Equations = .inputs, density: Density = .calibrated) {
    self.equations = equations
    self.density = density
  }

  package static let standard = StatisticPolicy()
  package static let resistics = StatisticPolicy(equations: .allChannels, density: .perSecond)
}

/// All statistics.
package enum WindowStatistics {
  package static let all: [any WindowStatistic] = [
    AbsoluteProducts(),
    Coherence(),
    PowerSpectralDensity(),
    PolarisationDirection(),
    PartialCoherence(),
    WindowTransferFunction(isRemote: false),
    ResistivityAndPhase(isRemote: false),
    RemoteCoherence(),
    EquationCoherence(),
    RemoteAbsoluteProducts(),
    WindowTransferFunction(isRemote: true),
    ResistivityAndPhase(isRemote: true),
  ]

  package static func named(_ name: String) -> (any WindowStatistic)? {
    all.first { $0.name == name }
  }
}
