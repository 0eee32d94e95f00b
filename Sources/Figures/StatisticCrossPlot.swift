import RealModule

/// Components of a statistic against each other, one panel a pair: a point a window, or the number of
/// windows as a colour.
package struct StatisticCrossPlot: Hashable, Sendable {
  package enum Style: Hashable, Sendable {
    case points
    /// Colours of 200 × 200 cells.
    case density
  }

  package var title: String
  package var subtitle: String
  package var data: StatisticData
  /// Numbers of components: that of the lower and of the left axis.
  package var pairs: [[Int]]
  package var style: Style
  package var xLimits: ClosedRange<Double>?
  package var yLimits: ClosedRange<Double>?

  /// - Parameter pairs: Names of components; nil for each component with the next.
  /// - Returns: Nil where a name is of no component.
  package init?(
    title: String, subtitle: String, data: StatisticData, pairs: [(String, String)]?,
    style: Style, xLimits: ClosedRange<Double>? = nil, yLimits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.data = data
    self.style = style
    self.xLimits = xLimits
    self.yLimits = yLimits
    let named = pairs ?? StatisticCrossPlot.neighbours(data.components)
    self.pairs = named.map { [$0, $1].compactMap { data.components.firstIndex(of: $0) } }
    guard self.pairs.allSatisfy({ $0.count == 2 }) else { return nil }
  }

  /// The first with the second component, the third with the fourth, and so on.
  private static func neighbours(_ components: [String]) -> [(String, String)] {
    stride(from: 0, to: components.count - 1, by: 2).map { (components[$0], components[$0 + 1]) }
  }

  private static let cells = 200

  /// The figure as the text of an SVG file.
  package var svg: String {
    let plots = pairs.map { plot($0[0], $0[1]) }
    let largest = style == .density ? "Where there is no window it is white." : nil
    return Chart(
      title: title, subtitle: subtitle, legend: style == .points ? data.legend : [],
      rows: plots.map(\.plot).inRows(of: 2),
      notes: data.notes(hidden: plots.reduce(0) { $0 + $1.hidden }) + [largest].compactMap(\.self)
    ).svg
  }

  private func plot(_ first: Int, _ second: Int) -> (plot: Plot, hidden: Int) {
    let x = data.scale(first).axis(data.values(first), limits: xLimits, ticks: 4)
    let y = data.scale(second).axis(data.values(second), limits: yLimits, ticks: 4)
    let groups = data.series.map { series in
      zip(series.values[first], series.values[second]).filter {
        x.range.contains($0) && y.range.contains($1)
      }.map { DataPoint(x: $0, y: $1) }
    }
    let shown = groups.reduce(0) { $0 + $1.count }
    var plot = Plot(
      x: x, xLabel: data.scale(first).label, y: y, yLabel: data.scale(second).label, width: 300,
      height: 280, layers: [], emptyNote: shown == 0 ? "no values" : nil)
    switch style {
    case .points:
      plot.layers = groups.enumerated().map { .markers($1, Palette.look($0)) }
    case .density:
      let density = Density(groups.flatMap(\.self), x, y, cells: StatisticCrossPlot.cells)
      plot.layers = [.image(density.picture, over: DataBox(x: x.range, y: y.range))]
      plot.colourBar = shown == 0 ? nil : density.bar
    }
    return (plot, data.values(first).count - shown)
  }
}

/// How many points fall into each cell of a grid over two axes.
private struct Density {
  private let counts: [Int]
  private let cells: Int
  private let most: Int

  /// - Parameter cells: Both ways at most; fewer for few points, so that cells hold some.
  init(_ points: [DataPoint], _ x: Axis, _ y: Axis, cells most: Int) {
    let cells = min(most, max(20, 2 * Int(Double(points.count).squareRoot())))
    var counts = [Int](repeating: 0, count: cells * cells)
    for point in points {
      let (column, row) = (x.place(point.x), y.place(point.y))
      guard (0...1).contains(column), (0...1).contains(row) else { continue }
      let places = [column, row].map { min(cells - 1, Int($0 * Double(cells))) }
      counts[places[1] * cells + places[0]] += 1
    }
    self.counts = counts
    self.cells = cells
    self.most = counts.max() ?? 0
  }

  /// Dark for few and light for many; the first row at the top.
  ///
  /// Each cell is several pixels wide: viewers that smooth pictures must not mix cells.
  var picture: PixelImage {
    let side = max(1, 400 / cells)
    let steps = max(1, min(most, 15))
    let scale = most <= 15 ? (0..<steps).map { share($0 + 1) }.map(ColourScale.colour) : []
    var image = PixelImage(
      width: side * cells, height: side * cells,
      colours: most <= 15 ? [nil] + scale : ColourScale.table)
    for (place, count) in counts.enumerated() where count > 0 {
      let index = most <= 15 ? count : ColourScale.index(share(count))
      let (left, top) = (place % cells * side, (cells - 1 - place / cells) * side)
      for pixel in 0..<side * side { image[left + pixel % side, top + pixel / side] = index }
    }
    return image
  }

  /// Of few windows each count has its colour; of many a few cells must not press all others into one.
  private func share(_ count: Int) -> Double {
    guard most > 15 else { return most > 1 ? Double(count - 1) / Double(most - 1) : 0 }
    return Double.log(Double(count)) / Double.log(Double(most))
  }

  var bar: ColourBar {
    let axis: Axis =
      most > 15
      ? .wholeLogarithmic(around: [1, Double(most)], margin: 0, decades: 0, most: 6)
      : .wholeNumbers(from: 1, to: Double(max(2, most)))
    return ColourBar(label: "Windows in a cell", axis: axis)
  }
}
