import Model
import RealModule

extension Axis {
  /// A linear axis around numbers, with about `count` marks at round ones.
  ///
  /// What is not finite is passed over; without any number the axis goes from 0 to 1.
  ///
  /// - Parameter margin: Part of the range that is left free at both ends.
  static func linear(
    around values: [Double], ticks count: Int = 5, margin: Double = 0.05
  ) -> Axis {
    // Sums and differences of what is larger are no numbers.
    let finite = values.filter(\.isFinite).map { min(max($0, -1e300), 1e300) }
    guard let least = finite.min(), let most = finite.max() else {
      return linear(from: 0, to: 1, ticks: count)
    }
    let size = max(abs(least), abs(most))
    let span = most - least
    // Of numbers that are as good as equal the difference is rounding.
    guard span > 1e-9 * size else {
      let reach = size > 0 ? 0.1 * size : 1
      return linear(from: least - reach, to: most + reach, ticks: count)
    }
    return linear(from: least - margin * span, to: most + margin * span, ticks: count)
  }

  /// A linear axis from `low` to `high`, with about `count` marks at round numbers.
  static func linear(from low: Double, to high: Double, ticks count: Int) -> Axis {
    let step = roundStep((high - low) / Double(max(1, count)))
    let first = (low / step - 1e-6).rounded(.up)
    let last = (high / step + 1e-6).rounded(.down)
    let number = max(0, min(100, Int(last - first)))
    let format = NumberFormat(step: step, largest: max(abs(low), abs(high)))
    let ticks = (0...number).map { index -> Tick in
      let value = (first + Double(index)) * step
      return Tick(value: value, label: format.label(value))
    }
    return Axis(scale: .linear, range: low...high, ticks: last < first ? [] : ticks)
  }
}

/// 1, 2 or 5 times a power of ten, near a number.
private func roundStep(_ raw: Double) -> Double {
  guard raw > 0, raw.isFinite else { return 1 }
  let power = Double.exp10(Double.log10(raw).rounded(.down))
  let digit = raw / power
  return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10)
}

/// How numbers that are multiples of a step are written.
struct NumberFormat {
  private let decimals: Int
  /// All are so many powers of ten.
  private let exponent: Int

  init(step: Double, largest: Double) {
    let size = Int(Double.log10(max(largest, .leastNormalMagnitude)).rounded(.down))
    exponent = (-3...5).contains(size) ? 0 : size
    let place = Int((Double.log10(step) + 1e-9).rounded(.down)) - exponent
    decimals = min(max(0, -place), 12)
  }

  func label(_ value: Double) -> Label {
    guard value != 0 else { return "0" }
    guard exponent != 0 else { return Label(value.fixed(decimals).withMinus) }
    let digits = (value / .exp10(Double(exponent))).fixed(decimals).withMinus
    let power = (exponent < 0 ? "−" : "") + String(exponent.magnitude)
    return (digits == "1" ? Label("10") : Label("\(digits)·10")) + .raised(power)
  }
}

extension Double {
  /// The number with so many digits that count, without zeros at its end.
  func significant(_ digits: Int) -> String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "-" }
    let size = Int(Double.log10(abs(self)).rounded(.down))
    guard (-6...9).contains(size) else { return "\(self)" }
    let text = fixed(max(0, digits - 1 - size))
    guard text.contains(".") else { return text.withMinus }
    let shortened = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(shortened.reversed()).withMinus
  }
}
