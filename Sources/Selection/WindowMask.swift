/// Limits between which one number of a statistic keeps a window, or outside of which it does.
package struct MaskConstraint: Hashable, Sendable {
  /// Where a constraint holds.
  package enum Scope: Hashable, Sendable {
    case everywhere
    /// At all frequencies of a decimation level.
    case level(Int)
    /// At one frequency of a level, counted from the highest.
    case frequency(level: Int, index: Int)
    /// At an evaluation frequency by its value.
    case hertz(Double)
  }

  /// The statistic's name and one of its components.
  package var statistic: String
  package var component: String
  package var low: Double
  package var high: Double
  /// Whether windows between the limits are masked, rather than those outside.
  package var isInsideOut: Bool
  package var scope: Scope

  package init(
    statistic: String, component: String, low: Double, high: Double, isInsideOut: Bool = false,
    scope: Scope = .everywhere
  ) {
    self.statistic = statistic
    self.component = component
    self.low = low
    self.high = high
    self.isInsideOut = isInsideOut
    self.scope = scope
  }

  fileprivate func holds(at place: MaskPlace) -> Bool {
    switch scope {
    case .everywhere: true
    case .level(let level): level == place.level
    case .frequency(let level, let index): level == place.level && index == place.index
    case .hertz(let frequency): abs(frequency - place.frequency) <= 1e-6 * place.frequency
    }
  }
}

/// One evaluation frequency.
package struct MaskPlace: Hashable, Sendable {
  package let level: Int
  /// In the level, counted from the highest.
  package let index: Int
  /// Hertz.
  package let frequency: Double

  package init(level: Int, index: Int, frequency: Double) {
    self.level = level
    self.index = index
    self.frequency = frequency
  }
}

/// What a constraint leaves open.
package struct MaskPolicy: Hashable, Sendable {
  /// Whether a value that equals a limit counts as outside.
  package var limitsAreStrict: Bool
  /// Whether one fulfilled constraint of those that are inside out is enough to keep a window, and
  /// whether what is not a number fulfils it.
  package var oneInsideOutSuffices: Bool

  package init(limitsAreStrict: Bool = false, oneInsideOutSuffices: Bool = false) {
    self.limitsAreStrict = limitsAreStrict
    self.oneInsideOutSuffices = oneInsideOutSuffices
  }

  /// Limits belong to what they enclose, and a window must fulfil every constraint.
  package static let standard = MaskPolicy()
  /// As in resistics 0.0.6.
  package static let resistics = MaskPolicy(limitsAreStrict: true, oneInsideOutSuffices: true)
}

/// A named list of constraints; of those that speak of the same component at the same frequency the last
/// one holds.
package struct WindowMask: Hashable, Sendable {
  package var name: String
  package var constraints: [MaskConstraint]
  package var policy: MaskPolicy

  package init(
    name: String, constraints: [MaskConstraint], policy: MaskPolicy = .standard
  ) {
    self.name = name
    self.constraints = constraints
    self.policy = policy
  }

  /// The statistics that it looks at, in the order in which they first occur.
  package var statistics: [String] {
    var names: [String] = []
    for constraint in constraints where !names.contains(constraint.statistic) {
      names.append(constraint.statistic)
    }
    return names
  }

  /// The constraints of a statistic that hold at a frequency, one a component.
  package func constraints(of statistic: String, at place: MaskPlace) -> [MaskConstraint] {
    var found: [MaskConstraint] = []
    for constraint in constraints
    where constraint.statistic == statistic && constraint.holds(at: place) {
      found.removeAll { $0.component == constraint.component }
      found.append(constraint)
    }
    return found
  }
}

/// The constraints of a mask on one statistic at one frequency, ready for windows.
package struct MaskTest: Sendable {
  private struct Limits {
    let component: Int
    let low: Double
    let high: Double
  }

  private let inside: [Limits]
  private let outside: [Limits]
  private let policy: MaskPolicy

  /// - Parameter components: The statistic's; one that it does not have for the run's channels masks nothing.
  package init(
    _ constraints: [MaskConstraint], components: [String], _ policy: MaskPolicy
  ) {
    func limits(_ isInsideOut: Bool) -> [Limits] {
      constraints.filter { $0.isInsideOut == isInsideOut }.compactMap { constraint in
        components.firstIndex(of: constraint.component).map {
          Limits(component: $0, low: constraint.low, high: constraint.high)
        }
      }
    }
    (inside, outside) = (limits(false), limits(true))
    self.policy = policy
  }

  /// Whether every window passes.
  package var isEmpty: Bool { inside.isEmpty && outside.isEmpty }

  /// Marks the windows that do not pass.
  ///
  /// - Parameter values: `[component, window]`.
  package func mark(_ values: Span<Double>, windowCount: Int, in marks: inout [Bool]) {
    for window in 0..<windowCount where !passes(values, windowCount, window) {
      marks[window] = true
    }
  }

  private func passes(_ values: Span<Double>, _ count: Int, _ window: Int) -> Bool {
    for limits in inside where !isWithin(values[limits.component * count + window], limits) {
      return false
    }
    guard !outside.isEmpty else { return true }
    if policy.oneInsideOutSuffices {
      for limits in outside where !isWithin(values[limits.component * count + window], limits) {
        return true
      }
      return false
    }
    for limits in outside {
      let value = values[limits.component * count + window]
      if value.isNaN || isWithin(value, limits) { return false }
    }
    return true
  }

  /// Never for what is not a number.
  private func isWithin(_ value: Double, _ limits: Limits) -> Bool {
    policy.limitsAreStrict
      ? limits.low < value && value < limits.high : limits.low <= value && value <= limits.high
  }
}

extension WindowMask {
  /// What is wrong with the mask for a run's channels, in words; empty if nothing is.
  ///
  /// - Parameters:
  ///   - single: The channels that single-site statistics are of; `nil` where there are none.
  ///   - remote: Those of statistics with a remote reference.
  package func problems(single: PowerChannels?, remote: PowerChannels?) -> [String] {
    constraints.compactMap { constraint in
      guard let statistic = WindowStatistics.named(constraint.statistic) else {
        return "there is no statistic \(constraint.statistic); there are "
          + WindowStatistics.all.map(\.name).joined(separator: ", ")
      }
      guard let channels = statistic.isRemote ? remote : single else {
        return "\(constraint.statistic) needs a remote site"
      }
      let components = statistic.components(of: channels)
      guard components.contains(constraint.component) else {
        return "\(constraint.statistic) has no component \(constraint.component); it has "
          + components.joined(separator: ", ")
      }
      guard constraint.low < constraint.high else {
        return "the limits of \(constraint.component) are not in ascending order"
      }
      return constraint.problem(within: statistic.range(of: constraint.component))
    }
  }
}

extension MaskConstraint {
  /// Why limits are meant for another quantity than one of this range, such as percent; `nil` if they may be
  /// meant: half of the range beyond its ends is a way to say that there is no limit.
  fileprivate func problem(within range: ClosedRange<Double>?) -> String? {
    guard let range else { return nil }
    let margin = (range.upperBound - range.lowerBound) / 2
    let allowed =
      margin.isFinite
      ? range.lowerBound - margin...range.upperBound + margin : -Double.infinity...Double.infinity
    let isPossible = high >= range.lowerBound && low <= range.upperBound
    guard !isPossible || !allowed.contains(low) || !allowed.contains(high) else { return nil }
    let upper = range.upperBound.isFinite ? " to \(range.upperBound.shortText)" : " up"
    return
      "\(statistic) \(component) goes from \(range.lowerBound.shortText)\(upper), and its limits are"
      + " \(low.shortText) and \(high.shortText)"
  }
}

extension Double {
  /// Without the zeros behind the point.
  fileprivate var shortText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : "\(self)"
  }
}
