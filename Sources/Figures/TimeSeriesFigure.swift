package import Model

/// Time series: one panel a channel over a common axis of time, with gaps shown as such.
package struct TimeSeriesFigure: Hashable, Sendable {
  /// What one name in the legend stands for: the recordings of a site at one rate.
  package struct Curve: Hashable, Sendable {
    package var name: String
    package var pieces: [TimeSeriesPiece]

    package init(_ name: String, _ pieces: [TimeSeriesPiece]) {
      self.name = name
      self.pieces = pieces
    }
  }

  package struct Panel: Hashable, Sendable {
    package var channel: Channel
    /// Of the samples, as `nT`.
    package var unit: String
    package var curves: [Curve]

    package init(_ channel: Channel, unit: String? = nil, curves: [Curve]) {
      self.channel = channel
      self.unit = unit ?? channel.unit
      self.curves = curves
    }
  }

  package var title: String
  package var subtitle: String
  package var start: Instant
  package var end: Instant
  package var panels: [Panel]

  package init(
    title: String, subtitle: String, start: Instant, end: Instant, panels: [Panel]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.start = start
    self.end = end
    self.panels = panels
  }

  private static let width = 760.0

  /// The figure as the text of an SVG file.
  package var svg: String {
    let time = TimeAxis(from: start, to: end, width: TimeSeriesFigure.width)
    let names = names
    let plots = panels.enumerated().map { index, panel in
      [plot(panel, time, names, isLast: index == panels.count - 1)]
    }
    let legend = names.enumerated().map { index, name in
      Chart.LegendEntry(name: name, sample: .line(Palette.solid(index)))
    }
    return Chart(
      title: title, subtitle: subtitle, legend: names.count > 1 ? legend : [], rows: plots,
      notes: notes
    ).svg
  }

  /// The curves' names, each once, in the order in which they come.
  private var names: [String] {
    var names: [String] = []
    for curve in panels.flatMap(\.curves) where !names.contains(curve.name) {
      names.append(curve.name)
    }
    return names
  }

  private var notes: [String] {
    let pieces = panels.flatMap(\.curves).flatMap(\.pieces)
    let most = pieces.map(\.samplesPerValue).max() ?? 1
    let hasGaps = panels.contains { !gaps($0).isEmpty }
    return [
      most > 1 ? "Bands go from the least to the largest of each \(most) samples." : nil,
      hasGaps ? "Grey: no data." : nil,
    ].compactMap(\.self)
  }

  private func plot(
    _ panel: Panel, _ time: TimeAxis, _ names: [String], isLast: Bool
  ) -> Plot {
    let pieces = panel.curves.flatMap(\.pieces)
    let axis = Axis.linear(around: pieces.flatMap { $0.lows + $0.highs }, ticks: 4)
    let y = axis.range
    let shades = gaps(panel).map { gap in
      DataBox(x: time.x(gap.lowerBound)...time.x(gap.upperBound), y: y)
    }
    let curves = panel.curves.flatMap { curve in
      let colour = Palette.solid(names.firstIndex(of: curve.name) ?? 0).colour
      return curve.pieces.map { layer($0, time, colour) }
    }
    let isEmpty = !pieces.contains { $0.lows.contains { $0.isFinite } }
    return Plot(
      x: time.axis, xLabel: isLast ? "Time (UTC)" : nil, y: axis,
      yLabel: Label("\(panel.channel) (\(panel.unit))"), width: TimeSeriesFigure.width, height: 130,
      layers: [.boxes(shades, fill: Palette.gap, stroke: nil)] + curves,
      emptyNote: isEmpty ? "no data of \(panel.channel)" : nil)
  }

  private func layer(_ piece: TimeSeriesPiece, _ time: TimeAxis, _ colour: String) -> Layer {
    let x = piece.lows.indices.map { time.x(piece.instant(ofValue: $0)) }
    guard piece.samplesPerValue > 1 else {
      let points = zip(x, piece.lows).map { DataPoint(x: $0, y: $1) }
      return .line(points, Stroke(colour: colour, width: 0.8))
    }
    return .band(x: x, low: piece.lows, high: piece.highs, colour: colour)
  }

  /// Stretches of the figure of more than a sample and a half that no piece of a panel covers.
  private func gaps(_ panel: Panel) -> [ClosedRange<Instant>] {
    let pieces = panel.curves.flatMap(\.pieces).filter { $0.sampleCount > 0 }
    var (reached, gaps) = (start, [ClosedRange<Instant>]())
    for piece in pieces.sorted(by: { $0.start < $1.start }) {
      // A sample stands for the time until the next one.
      if piece.start.seconds(since: reached) > 0.5 * piece.rate.interval {
        gaps.append(reached...piece.start)
      }
      reached = max(reached, piece.start.advanced(bySamples: piece.sampleCount, at: piece.rate))
    }
    let interval = pieces.map(\.rate.interval).max() ?? 0
    if end.seconds(since: reached) > 0.5 * interval { gaps.append(reached...end) }
    return gaps
  }
}
