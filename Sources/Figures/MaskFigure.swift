package import Model

/// Which windows a mask leaves out: over time, a row for each evaluation frequency, and their counts.
package struct MaskFigure: Hashable, Sendable {
  /// One evaluation frequency.
  package struct Row: Hashable, Sendable {
    /// Hertz.
    package var frequency: Double
    /// Where windows are in time.
    package var grid: WindowGrid
    /// Global numbers of all windows.
    package var windows: [Range<Int>]
    /// Those of them that are masked.
    package var masked: [Range<Int>]

    package init(
      frequency: Double, grid: WindowGrid, windows: [Range<Int>], masked: [Range<Int>]
    ) {
      self.frequency = frequency
      self.grid = grid
      self.windows = windows
      self.masked = masked
    }

    var windowCount: Int { windows.reduce(0) { $0 + $1.count } }
    var maskedCount: Int { masked.reduce(0) { $0 + $1.count } }
  }

  package var title: String
  package var subtitle: String
  /// From the highest frequency on.
  package var rows: [Row]

  package init(title: String, subtitle: String, rows: [Row]) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows.sorted { $0.frequency > $1.frequency }
  }

  private static let width = 560.0
  private static let pixels = 560
  private static let look: [(name: String, colour: String)] = [
    ("no window", Palette.gap), ("used", "#cfe4f3"), ("some masked", "#4f94c4"),
    ("masked", "#08304f"),
  ]

  /// The figure as the text of an SVG file.
  package var svg: String {
    let (start, end) = span
    let time = TimeAxis(from: start, to: end, width: MaskFigure.width)
    let legend = MaskFigure.look.dropFirst().map {
      Chart.LegendEntry(name: $0.name, sample: .box(fill: $0.colour, stroke: Palette.ink))
    }
    let noWindow = Chart.LegendEntry(
      name: MaskFigure.look[0].name,
      sample: .box(fill: MaskFigure.look[0].colour, stroke: Palette.ink))
    return Chart(
      title: title, subtitle: subtitle, legend: legend + [noWindow],
      rows: [[picturePlot(time), countPlot]]
    ).svg
  }

  private var height: Double { max(60, min(18 * Double(rows.count), 720)) }

  /// From the start of the first window to the end of the last.
  private var span: (Instant, Instant) {
    let starts = rows.flatMap { row in row.windows.map { row.grid.start(ofWindow: $0.lowerBound) } }
    let ends = rows.flatMap { row in row.windows.map { row.grid.start(ofWindow: $0.upperBound) } }
    let first = starts.min() ?? Instant(nanoseconds: 0)
    return (first, ends.max() ?? first)
  }

  /// A place for each row, the first at the top; labels as far as there is room.
  private func axis(_ label: (Row) -> Label) -> Axis {
    let skip = max(1, Int((14 * Double(rows.count) / height).rounded(.up)))
    let ticks = rows.enumerated().filter { index, _ in index % skip == 0 }.map { index, row in
      Axis.Tick(value: Double(rows.count - index) - 0.5, label: label(row))
    }
    return Axis(scale: .linear, range: 0...Double(max(1, rows.count)), ticks: ticks)
  }

  private func picturePlot(_ time: TimeAxis) -> Plot {
    let axis = axis { Label($0.frequency.significant(3)) }
    let box = DataBox(x: time.axis.range, y: axis.range)
    return Plot(
      x: time.axis, xLabel: "Start of window (UTC)", y: axis, yLabel: "Frequency (Hz)",
      width: MaskFigure.width, height: height, layers: [.image(picture(time), over: box)],
      emptyNote: rows.isEmpty ? "no windows" : nil, hidesGrid: true)
  }

  private var countPlot: Plot {
    let boxes = rows.enumerated().filter { $1.maskedCount > 0 }.map { index, row in
      let middle = Double(rows.count - index) - 0.5
      let share = 100 * Double(row.maskedCount) / Double(max(1, row.windowCount))
      return DataBox(x: 0...share, y: middle - 0.38...middle + 0.38)
    }
    return Plot(
      x: .linear(from: 0, to: 100, ticks: 4), xLabel: "Masked (%)",
      y: axis { Label("\($0.maskedCount) of \($0.windowCount)") }, yLabel: "Masked windows",
      width: 150, height: height,
      layers: [.boxes(boxes, fill: MaskFigure.look[3].colour, stroke: nil)])
  }

  private func picture(_ time: TimeAxis) -> PixelImage {
    // Viewers that smooth pictures must not mix rows.
    let thickness = max(1, Int(height) / max(1, rows.count))
    var image = PixelImage(
      width: MaskFigure.pixels, height: max(1, thickness * rows.count),
      colours: MaskFigure.look.map(\.colour))
    for (index, row) in rows.enumerated() {
      let all = coverage(row.windows, row.grid, time)
      let masked = coverage(row.masked, row.grid, time)
      for column in all.indices where all[column] > 0 {
        let share = masked[column] / all[column]
        let look = share < 1e-6 ? 1 : share < 1 - 1e-6 ? 2 : 3
        for line in index * thickness..<(index + 1) * thickness { image[column, line] = look }
      }
    }
    return image
  }

  /// How much of each column the windows cover, each window until the next begins.
  private func coverage(
    _ windows: [Range<Int>], _ grid: WindowGrid, _ time: TimeAxis
  ) -> [Double] {
    var covered = [Double](repeating: 0, count: MaskFigure.pixels)
    for range in windows {
      let places = [range.lowerBound, range.upperBound].map { window in
        time.axis.place(time.x(grid.start(ofWindow: window))) * Double(MaskFigure.pixels)
      }
      let last = min(Int(places[1].rounded(.up)), MaskFigure.pixels)
      for column in max(0, Int(places[0]))..<max(0, Int(places[0]), last) {
        covered[column] += min(places[1], Double(column + 1)) - max(places[0], Double(column))
      }
    }
    return covered
  }
}
