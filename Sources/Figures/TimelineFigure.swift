package import Model

/// When was recorded: a row for each site, or for each recording of one.
package struct TimelineFigure: Hashable, Sendable {
  /// A stretch of time; those of a group look alike.
  package struct Bar: Hashable, Sendable {
    package var start: Instant
    package var end: Instant
    /// As `128 Hz`.
    package var group: String

    package init(start: Instant, end: Instant, group: String) {
      self.start = start
      self.end = max(start, end)
      self.group = group
    }
  }

  package struct Row: Hashable, Sendable {
    package var name: String
    package var bars: [Bar]

    package init(_ name: String, bars: [Bar]) {
      self.name = name
      self.bars = bars
    }
  }

  package var title: String
  package var subtitle: String
  package var rows: [Row]
  /// The names of the groups, in the order of the legend.
  package var groups: [String]
  /// When window 0 begins.
  package var reference: Instant?

  package init(
    title: String, subtitle: String, rows: [Row], groups: [String], reference: Instant? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
    self.groups = groups
    self.reference = reference
  }

  private static let width = 700.0
  private static let fills = ["#56a5d6", "#f0a04b", "#8fd0b5", "#d9a3c2", "#8c8c8c", "#e8dd6a"]

  /// The figure as the text of an SVG file.
  package var svg: String {
    let bars = rows.flatMap(\.bars)
    let instants = bars.flatMap { [$0.start, $0.end] } + [reference].compactMap(\.self)
    let first = instants.min() ?? Instant(nanoseconds: 0)
    let time = TimeAxis(
      from: first, to: instants.max() ?? first, width: TimelineFigure.width
    ).widened
    var legend = groups.map {
      Chart.LegendEntry(name: $0, sample: .box(fill: fill($0), stroke: Palette.ink))
    }
    if let reference {
      legend.append(.init(name: "reference time \(reference.plainText)", sample: .line(mark)))
    }
    return Chart(
      title: title, subtitle: subtitle, legend: legend, rows: [[plot(time)]]
    ).svg
  }

  private var mark: Stroke { Stroke(colour: "#D55E00", width: 1.6, dashes: [6, 3]) }

  private func fill(_ group: String) -> String {
    let index = groups.firstIndex(of: group) ?? 0
    return TimelineFigure.fills[index % TimelineFigure.fills.count]
  }

  private func plot(_ time: TimeAxis) -> Plot {
    let rowHeight = rows.count > 60 ? 14.0 : 24
    let ticks = rows.enumerated().map { index, row in
      Axis.Tick(value: Double(rows.count - index) - 0.5, label: Label(row.name))
    }
    let axis = Axis(scale: .linear, range: 0...Double(max(1, rows.count)), ticks: ticks)
    let layers = groups.map { group in
      Layer.boxes(boxes(group, time), fill: fill(group), stroke: Palette.ink)
    }
    let rule = reference.map { [Layer.rule(x: time.x($0), mark)] } ?? []
    let isEmpty = !rows.contains { !$0.bars.isEmpty }
    return Plot(
      x: time.axis, xLabel: "Time (UTC)", y: axis, yLabel: "", width: TimelineFigure.width,
      height: max(60, rowHeight * Double(rows.count)), layers: layers + rule,
      emptyNote: isEmpty ? "no recordings" : nil)
  }

  /// The bars of a group; where a row has several groups, each has a lane of its own.
  private func boxes(_ group: String, _ time: TimeAxis) -> [DataBox] {
    rows.enumerated().flatMap { index, row -> [DataBox] in
      let lanes = groups.filter { name in row.bars.contains { $0.group == name } }
      guard let lane = lanes.firstIndex(of: group) else { return [] }
      let height = 0.76 / Double(lanes.count)
      let top = Double(rows.count - index) - 0.12 - height * Double(lane)
      return row.bars.filter { $0.group == group }.map {
        DataBox(x: time.x($0.start)...time.x($0.end), y: top - height...top)
      }
    }
  }
}
