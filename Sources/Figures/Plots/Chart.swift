/// Panels in rows and columns under a title, with a legend above them and notes below.
struct Chart {
  /// What a name in the legend stands for.
  enum Sample {
    case marker(MarkerLook)
    case line(Stroke)
    case box(fill: String, stroke: String)
  }

  struct LegendEntry {
    var name: String
    var sample: Sample
  }

  var title: String
  /// Under the title, in smaller letters; broken into lines where it is long.
  var subtitle: String
  var legend: [LegendEntry] = []
  /// Panels from the top, in each row from the left; rows may differ in length.
  var rows: [[Plot]]
  var notes: [String] = []

  private static let edge = 16.0
  private static let lineHeight = 16.0

  /// The figure as the text of an SVG file.
  var svg: String {
    let layout = Layout(rows)
    let width = max(layout.width, Label(title).width(size: 17) * 1.1, 480) + 2 * Chart.edge
    let subtitles = brokenLines(subtitle, pixels: width - 2 * Chart.edge, size: 12)
    let entries = placedLegend(width: width - 2 * Chart.edge)
    let below = notes.flatMap { brokenLines($0, pixels: width - 2 * Chart.edge, size: 11) }
    let legendTop = 40 + Chart.lineHeight * Double(subtitles.count)
    let rowCount = (entries.map(\.row).max() ?? -1) + 1
    let top = legendTop + 18 * Double(rowCount) + 6
    let bottom = top + layout.height
    var document = SVGDocument(
      width: width, height: bottom + 16 + Chart.lineHeight * Double(below.count))
    drawHead(subtitles, in: &document)
    for (entry, left, row) in entries {
      document.legend(entry, at: Point(x: Chart.edge + left, y: legendTop + 18 * Double(row)))
    }
    layout.draw(in: &document, at: Point(x: Chart.edge, y: top))
    for (index, line) in below.enumerated() {
      let place = Point(x: Chart.edge, y: bottom + 14 + Chart.lineHeight * Double(index))
      document.text(Label(line), at: place, size: 11, colour: Palette.faint)
    }
    return document.rendered(title: title)
  }

  private func drawHead(_ subtitles: [String], in document: inout SVGDocument) {
    document.text(Label(title), at: Point(x: Chart.edge, y: 28), size: 17, bold: true)
    for (index, line) in subtitles.enumerated() {
      let place = Point(x: Chart.edge, y: 47 + Chart.lineHeight * Double(index))
      document.text(Label(line), at: place, size: 12, colour: "#555555")
    }
  }

  /// Entries side by side in as few rows as the width allows.
  private func placedLegend(width: Double) -> [(entry: LegendEntry, left: Double, row: Int)] {
    var (left, row) = (0.0, 0)
    return legend.map { entry in
      let room = 34 + Label(entry.name).width(size: 12) + 14
      if left > 0, left + room > width { (left, row) = (0, row + 1) }
      defer { left += room }
      return (entry, left, row)
    }
  }
}

/// A text broken between words into lines of so many pixels.
func brokenLines(_ text: String, pixels: Double, size: Double) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, Label("\(last) \(word)").width(size: size) <= pixels {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines
}

/// Where the panels of a chart are: those of a column have the same left edge.
private struct Layout {
  let rows: [[Plot]]
  private let columns: [(left: Double, width: Double, right: Double)]
  private let heights: [(top: Double, height: Double, bottom: Double)]
  private static let gap = 15.0

  init(_ rows: [[Plot]]) {
    self.rows = rows
    let count = rows.map(\.count).max() ?? 0
    columns = (0..<count).map { column in
      let plots = rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
      return (
        plots.map(\.leftRoom).max() ?? 0, plots.map(\.width).max() ?? 0,
        plots.map(\.rightRoom).max() ?? 0
      )
    }
    heights = rows.map { row in
      (
        row.map(\.topRoom).max() ?? 0, row.map(\.height).max() ?? 0,
        row.map(\.bottomRoom).max() ?? 0
      )
    }
  }

  var width: Double {
    columns.reduce(0) { $0 + $1.left + $1.width + $1.right }
      + Layout.gap * Double(max(0, columns.count - 1))
  }

  var height: Double { heights.reduce(0) { $0 + $1.top + $1.height + $1.bottom + Layout.gap } }

  func draw(in document: inout SVGDocument, at corner: Point) {
    var top = corner.y
    for (row, room) in zip(rows, heights) {
      var left = corner.x
      for (plot, column) in zip(row, columns) {
        let box = Box(
          left: left + column.left, top: top + room.top, width: plot.width, height: plot.height)
        plot.draw(in: &document, box, leftRoom: column.left)
        left += column.left + column.width + column.right + Layout.gap
      }
      top += room.top + room.height + room.bottom + Layout.gap
    }
  }
}

extension SVGDocument {
  /// A sample and its name; `place` is the upper left corner of its row.
  fileprivate mutating func legend(_ entry: Chart.LegendEntry, at place: Point) {
    let middle = Point(x: place.x + 14, y: place.y + 8)
    switch entry.sample {
    case .marker(let look): dot(look, at: middle)
    case .line(let stroke):
      line(Point(x: place.x, y: middle.y), Point(x: place.x + 28, y: middle.y), stroke.ink)
    case .box(let fill, let stroke):
      rectangle(
        Box(left: place.x + 4, top: place.y + 3, width: 20, height: 10),
        Ink(stroke: stroke, fill: fill))
    }
    text(Label(entry.name), at: Point(x: place.x + 34, y: place.y + 12), size: 12)
  }
}
