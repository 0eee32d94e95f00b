import Model

/// A statistic's components over time, one panel each.
package struct StatisticTimeFigure: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var data: StatisticData
  package var limits: ClosedRange<Double>?

  package init(
    title: String, subtitle: String, data: StatisticData, limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.data = data
    self.limits = limits
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let starts = data.series.flatMap(\.starts)
    let first = starts.min() ?? Instant(nanoseconds: 0)
    let isWide = data.components.count < 4
    let width = isWide ? 760.0 : 400
    let time = TimeAxis(from: first, to: starts.max() ?? first, width: width).widened
    let plots = data.components.indices.map { plot($0, time, width) }
    return Chart(
      title: title, subtitle: subtitle, legend: data.legend,
      rows: plots.map(\.plot).inRows(of: isWide ? 1 : 2).withAxesBelow("Start of window (UTC)"),
      notes: data.notes(hidden: plots.reduce(0) { $0 + $1.hidden })
    ).svg
  }

  private func plot(
    _ component: Int, _ time: TimeAxis, _ width: Double
  ) -> (plot: Plot, hidden: Int) {
    let (scale, values) = (data.scale(component), data.values(component))
    let y = scale.axis(values, limits: limits, ticks: 4)
    let layers = data.series.enumerated().map { index, series in
      Layer.markers(
        zip(series.starts, series.values[component]).filter { y.range.contains($1) }.map {
          DataPoint(x: time.x($0), y: $1)
        }, Palette.look(index))
    }
    let plot = Plot(
      x: time.axis, y: y, yLabel: scale.label, width: width, height: 120, layers: layers,
      emptyNote: values.contains(where: \.isFinite) ? nil : "no values")
    return (plot, y.hiddenCount(values))
  }
}
