import Model
import RealModule

/// A range of numbers and its marks.
struct Axis: Hashable {
  enum Scale: Hashable {
    case linear
    case logarithmic
  }

  /// A mark; those without a label are short.
  struct Tick: Hashable {
    var value: Double
    var label: Label?
    /// A second line, as the date under a time of day.
    var under: Label?
  }

  var scale: Scale
  var range: ClosedRange<Double>
  var ticks: [Tick]

  /// Where a number is, from 0 at the lower to 1 at the upper end; beyond them outside of the axis.
  func place(_ value: Double) -> Double {
    switch scale {
    case .linear:
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      guard value > 0 else { return -.infinity }
      return .log(value / range.lowerBound) / .log(range.upperBound / range.lowerBound)
    }
  }

  /// Decades of a logarithmic axis.
  var decades: Double { Double.log10(range.upperBound / range.lowerBound) }

  /// A logarithmic axis around positive numbers, with a margin in decades at both ends.
  ///
  /// It spans at least `decades`.
  static func logarithmic(
    around values: [Double], margin: Double, decades least: Double = 1
  ) -> Axis {
    let logs = values.filter { $0 > 0 && $0.isFinite }.map { Double.log10($0) }.sorted()
    var low = (logs.first ?? 0) - margin
    var high = (logs.last ?? 0) + margin
    let missing = max(0, least - (high - low)) / 2
    (low, high) = (low - missing, high + missing)
    return Axis(
      scale: .logarithmic, range: .exp10(low) ... .exp10(high),
      ticks: logarithmicTicks(low, high, most: 24))
  }

  /// A logarithmic axis from one number above 0 to a larger one.
  static func logarithmic(from low: Double, to high: Double) -> Axis {
    Axis(
      scale: .logarithmic, range: low...high,
      ticks: logarithmicTicks(.log10(low), .log10(high), most: 12))
  }

  /// A logarithmic axis over all of these numbers, however far apart, with about `most` labels.
  static func wholeLogarithmic(
    around values: [Double], margin: Double = 0.05, decades least: Double = 0.5, most: Int = 12
  ) -> Axis {
    let logs = values.filter { $0 > 0 && $0.isFinite }.map { Double.log10($0) }
    // Powers of ten beyond these are no numbers.
    var low = max(-300, (logs.min() ?? 0) - margin)
    var high = min(300, (logs.max() ?? 0) + margin)
    let missing = max(0, least - (high - low)) / 2
    (low, high) = (low - missing, high + missing)
    return Axis(
      scale: .logarithmic, range: .exp10(low) ... .exp10(high),
      ticks: logarithmicTicks(low, high, most: most))
  }

  /// The same logarithmic axis with marks at round reciprocals, named by them.
  var labelledWithReciprocals: Axis {
    var axis = Axis.wholeLogarithmic(
      around: [1 / range.upperBound, 1 / range.lowerBound], margin: 0, decades: 0, most: 8)
    for index in axis.ticks.indices { axis.ticks[index].value = 1 / axis.ticks[index].value }
    axis.range = range
    return axis
  }

  private static func logarithmicTicks(_ low: Double, _ high: Double, most: Int) -> [Tick] {
    let decades = high - low
    // Where few powers of ten are in the range, 2 and 5 are labelled too; of many only every third or so.
    let labelled = decades * 3 <= min(7.5, Double(most) + 1.5) ? [1, 2, 5] : [1]
    let step = max(1, Int((decades / Double(max(1, most))).rounded(.up)))
    let exponents = Int(low.rounded(.down))...Int(high.rounded(.up))
    let ticks = ticks(low, high, labelled, step: step, exponents)
    // One number does not tell a scale.
    return ticks.count { $0.label != nil } > 1 || step > 1
      ? ticks : self.ticks(low, high, Array(1...9), step: 1, exponents)
  }

  /// - Parameter labelled: Digits whose multiples of powers of ten have labels.
  private static func ticks(
    _ low: Double, _ high: Double, _ labelled: [Int], step: Int, _ exponents: ClosedRange<Int>
  ) -> [Tick] {
    let decades = high - low
    // Where decades are many, those without a label are not marked at all.
    return exponents.filter { decades < 40 || $0 % step == 0 }.flatMap { exponent in
      (step > 1 ? 1...1 : 1...9).compactMap { digit in
        let value = Double(digit) * .exp10(Double(exponent))
        let place = Double.log10(value)
        guard place >= low - 1e-9, place <= high + 1e-9 else { return nil }
        let isLabelled = labelled.contains(digit) && exponent % step == 0
        return Tick(value: value, label: isLabelled ? powerLabel(digit, exponent) : nil)
      }
    }
  }

  /// A linear axis from multiples to multiples of `step`.
  static func linear(_ low: Double, _ high: Double, step: Double, decimals: Int = 0) -> Axis {
    let first = Int((low / step).rounded(.down))
    let last = max(first + 1, Int((high / step).rounded(.up)))
    let ticks = (first...last).map { index -> Tick in
      let value = Double(index) * step
      return Tick(value: value, label: Label(value.fixed(decimals).withMinus))
    }
    return Axis(scale: .linear, range: Double(first) * step...Double(last) * step, ticks: ticks)
  }

  /// A linear axis that ends just where it is told to, with marks at the multiples of `step` in it.
  static func linear(within range: ClosedRange<Double>, step: Double) -> Axis {
    var axis = linear(range.lowerBound, range.upperBound, step: step)
    axis.range = range
    axis.ticks.removeAll { !range.contains($0.value) }
    return axis
  }
}

/// `digit · 10^exponent`: in full from 0.001 to 10000, else as a power.
func powerLabel(_ digit: Int, _ exponent: Int) -> Label {
  let sign = exponent < 0 ? "−" : ""
  switch exponent {
  case 0...4: return Label(String(digit) + String(repeating: "0", count: exponent))
  case -3..<0: return Label("0." + String(repeating: "0", count: -exponent - 1) + String(digit))
  default:
    let head = digit == 1 ? Label("10") : Label("\(digit)·10")
    return head + .raised(sign + String(exponent.magnitude))
  }
}

extension String {
  /// The text with the sign that is as wide as a plus.
  var withMinus: String { hasPrefix("-") ? "−" + dropFirst() : self }
}
