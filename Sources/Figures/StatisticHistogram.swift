import Model
import RealModule

/// How often the values of a statistic's components occur, one panel each.
package struct StatisticHistogram: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var data: StatisticData
  package var binCount: Int
  package var limits: ClosedRange<Double>?

  package init(
    title: String, subtitle: String, data: StatisticData, binCount: Int = 40,
    limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.data = data
    self.binCount = max(1, binCount)
    self.limits = limits
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let plots = data.components.indices.map(plot)
    return Chart(
      title: title, subtitle: subtitle,
      rows: plots.map(\.plot).inRows(of: plots.count < 5 ? 2 : 4),
      notes: data.notes(hidden: plots.reduce(0) { $0 + $1.hidden })
    ).svg
  }

  private func plot(_ component: Int) -> (plot: Plot, hidden: Int) {
    let (scale, values) = (data.scale(component), data.values(component))
    let x = scale.axis(values, limits: limits, ticks: 4)
    var counts = [Int](repeating: 0, count: binCount)
    for value in values where x.range.contains(value) {
      counts[min(binCount - 1, Int(x.place(value) * Double(binCount)))] += 1
    }
    let boxes = counts.enumerated().filter { $1 > 0 }.map { bin, count in
      DataBox(x: edge(bin, x)...edge(bin + 1, x), y: 0...Double(count))
    }
    let plot = Plot(
      x: x, xLabel: scale.label, y: .counts(upTo: counts.max() ?? 0), yLabel: "Windows",
      width: 230, height: 150, layers: [.boxes(boxes, fill: "#7fb2d9", stroke: "#0072B2")],
      emptyNote: boxes.isEmpty ? "no values" : nil)
    return (plot, x.hiddenCount(values))
  }

  /// The value at the lower edge of a bin.
  private func edge(_ bin: Int, _ axis: Axis) -> Double {
    let share = Double(bin) / Double(binCount)
    let (low, high) = (axis.range.lowerBound, axis.range.upperBound)
    switch axis.scale {
    case .linear: return low + share * (high - low)
    case .logarithmic: return low * .pow(high / low, share)
    }
  }
}

extension Axis {
  /// From 0 to a little more than a count, with marks at whole numbers.
  static func counts(upTo most: Int) -> Axis {
    wholeNumbers(from: 0, to: max(1, 1.06 * Double(most)))
  }

  /// A linear axis with marks at whole numbers alone.
  static func wholeNumbers(from low: Double, to high: Double) -> Axis {
    var axis = Axis.linear(from: low, to: high, ticks: 4)
    let whole = axis.ticks.map { $0.value.rounded() }
    axis.ticks = zip(axis.ticks, whole).filter { abs($0.value - $1) < 1e-6 }.map {
      Tick(value: $1, label: Label($1.fixed(0)))
    }
    return axis
  }
}
