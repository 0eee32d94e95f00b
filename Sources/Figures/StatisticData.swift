package import Model
import RealModule

/// A statistic of windows at one evaluation frequency, as figures take it.
package struct StatisticData: Hashable, Sendable {
  /// The windows of one recording.
  package struct Series: Hashable, Sendable {
    package var name: String
    /// Of each window.
    package var starts: [Instant]
    /// `[component][window]`.
    package var values: [[Double]]

    package init(name: String, starts: [Instant], values: [[Double]]) {
      precondition(values.allSatisfy { $0.count == starts.count }, "shape")
      self.name = name
      self.starts = starts
      self.values = values
    }
  }

  /// The statistic's name in the configuration.
  package var name: String
  package var components: [String]
  package var series: [Series]
  /// Windows that a mask leaves out, and that are not among those of the series.
  package var maskedCount: Int

  package init(name: String, components: [String], series: [Series], maskedCount: Int = 0) {
    precondition(series.allSatisfy { $0.values.count == components.count }, "shape")
    self.name = name
    self.components = components
    self.series = series
    self.maskedCount = maskedCount
  }

  /// All values of a component.
  func values(_ component: Int) -> [Double] { series.flatMap { $0.values[component] } }

  func scale(_ component: Int) -> StatisticScale {
    StatisticScale(statistic: name, component: components[component])
  }

  var legend: [Chart.LegendEntry] {
    guard series.count > 1 else { return [] }
    return series.enumerated().map {
      Chart.LegendEntry(name: $1.name, sample: .marker(Palette.look($0)))
    }
  }

  /// What a reader must know of windows that are not in sight.
  func notes(hidden: Int) -> [String] {
    let count = series.reduce(0) { $0 + $1.starts.count }
    let parts = [
      maskedCount > 0 ? "\(maskedCount) of \(count + maskedCount) windows are masked." : nil,
      hidden > 0 ? "Values outside of the axes, or no numbers: \(hidden)." : nil,
    ]
    return parts.compactMap(\.self)
  }
}

/// On what axis the values of a component are drawn.
package struct StatisticScale: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// From 0 to 1.
    case share
    /// Up to so many degrees both ways.
    case degrees(Double)
    case logarithmic
    case linear
  }

  let kind: Kind
  /// The component's name and unit.
  let label: Label

  init(statistic: String, component: String) {
    let unit: String?
    if statistic.contains("oherence") {
      (kind, unit) = (.share, nil)
    } else if statistic.hasPrefix("polarisation") {
      (kind, unit) = (.degrees(90), "°")
    } else if component.contains("Phase") {
      (kind, unit) = (.degrees(180), "°")
    } else if component.contains("Res") {
      (kind, unit) = (.logarithmic, "Ωm")
    } else if component.contains("Real") || component.contains("Imag") {
      (kind, unit) = (.linear, component.hasPrefix("H") ? nil : "(mV/km)/nT")
    } else if component.hasPrefix("psd") || component.hasPrefix("abs") {
      (kind, unit) = (.logarithmic, "unscaled")
    } else {
      (kind, unit) = (.linear, nil)
    }
    label = Label(unit.map { "\(component) (\($0))" } ?? component)
  }

  /// The axis for some values, or between limits that are asked for.
  ///
  /// Where values have no bounds, those far outside of the bulk are left out: an estimate that failed must
  /// not press all others into a line.
  func axis(_ values: [Double], limits: ClosedRange<Double>?, ticks: Int) -> Axis {
    if let limits {
      guard case .logarithmic = kind, limits.lowerBound > 0 else {
        return .linear(from: limits.lowerBound, to: limits.upperBound, ticks: ticks)
      }
      return .wholeLogarithmic(
        around: [limits.lowerBound, limits.upperBound], margin: 0, decades: 0, most: ticks)
    }
    switch kind {
    case .share: return .linear(from: -0.02, to: 1.02, ticks: ticks)
    case .degrees(let reach):
      return .linear(from: -1.03 * reach, to: 1.03 * reach, step: reach > 90 ? 90 : 45)
    case .logarithmic:
      return .wholeLogarithmic(
        around: core(values.map { Double.log10($0) }).map { .exp10($0) }, margin: 0.1, most: ticks)
    case .linear: return .linear(around: core(values), ticks: ticks)
    }
  }

  /// The finite values that are no farther from the middle nine tenths than these reach.
  private func core(_ values: [Double]) -> [Double] {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count >= 20 else { return sorted }
    let (low, high) = (sorted[sorted.count / 20], sorted[sorted.count - 1 - sorted.count / 20])
    let reach = high - low
    return sorted.filter { $0 >= low - reach && $0 <= high + reach }
  }
}

extension Axis {
  /// A linear axis with marks at the multiples of `step` within it.
  static func linear(from low: Double, to high: Double, step: Double) -> Axis {
    let ticks = (Int((low / step).rounded(.up))...Int((high / step).rounded(.down))).map {
      Tick(value: Double($0) * step, label: Label((Double($0) * step).fixed(0).withMinus))
    }
    return Axis(scale: .linear, range: low...high, ticks: ticks)
  }

  /// How many of some values it does not show.
  func hiddenCount(_ values: [Double]) -> Int { values.count { !range.contains($0) } }
}
