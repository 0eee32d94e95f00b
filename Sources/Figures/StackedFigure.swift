/// Panels one above the other over a common axis of periods, with a title, a legend and notes.
struct StackedFigure {
  /// A value with the ends of its error bar, if it has one.
  struct Mark: Hashable {
    var period: Double
    var value: Double
    /// Of the value; what is not known is 0 or not a number.
    var standardError = 0.0
    var bar: ClosedRange<Double>?
    /// Whether it is in doubt, which a small open marker shows.
    var isDoubtful = false
  }

  /// What one legend entry stands for, in one panel.
  struct Curve {
    var style: CurveStyle
    /// Pixels to the right, so that estimates at the same period do not hide each other.
    var shift: Double
    /// Of markers.
    var scale: Double = 1
    var marks: [Mark]
  }

  struct Panel {
    var title: Label
    var axis: Axis
    var height: Double
    var curves: [Curve]
  }

  /// A name with one look for each element.
  struct LegendRow {
    var name: String
    var styles: [CurveStyle]
  }

  var title: String
  var subtitle: String
  var elements: [Label]
  var legend: [LegendRow]
  var periods: Axis
  /// What the lower axis is labelled with.
  var abscissa: Abscissa = .period
  /// Panels from the top, side by side where there are several columns.
  var columns: [[Panel]]
  /// Names of the columns; empty for one.
  var columnTitles: [Label] = []
  var notes: [Label]

  /// The width of the panels in pixels.
  static func panelWidth(columns: Int) -> Double { columns > 1 ? 300 : 520 }
  private static let left = 84.0
  private static let gap = 16.0
  private static let rowHeight = 18.0

  private var panelWidth: Double { StackedFigure.panelWidth(columns: columns.count) }
  private var pitch: Double { StackedFigure.left + panelWidth + 8 }

  /// The figure as the text of an SVG file.
  var svg: String {
    let top =
      62 + StackedFigure.rowHeight * Double(legend.count + 1) + 8
      + (columnTitles.isEmpty ? 0 : 20)
    let below = 52 + 16 * Double(notes.count)
    let inner = columns.map(height).max() ?? 0
    var document = SVGDocument(
      width: pitch * Double(max(1, columns.count)) + 16, height: top + inner + below)
    drawHead(in: &document)
    for (index, panels) in columns.enumerated() {
      let left = StackedFigure.left + pitch * Double(index)
      if index < columnTitles.count {
        let place = Point(x: left + panelWidth / 2, y: top - 8)
        document.text(columnTitles[index], at: place, size: 14, anchor: .middle, bold: true)
      }
      draw(panels, in: &document, at: Point(x: left, y: top))
    }
    drawNotes(in: &document, under: top + inner)
    return document.rendered(title: title)
  }

  private func height(_ panels: [Panel]) -> Double {
    panels.reduce(0) { $0 + $1.height } + StackedFigure.gap * Double(max(0, panels.count - 1))
  }

  private func draw(_ panels: [Panel], in document: inout SVGDocument, at corner: Point) {
    var edge = corner.y
    for (index, panel) in panels.enumerated() {
      let box = Box(left: corner.x, top: edge, width: panelWidth, height: panel.height)
      panel.draw(in: &document, box, periods: periods, labelled: index == panels.count - 1)
      edge = box.bottom + StackedFigure.gap
    }
    let middle = Point(x: corner.x + panelWidth / 2, y: corner.y + height(panels) + 38)
    document.text(abscissa.label, at: middle, size: 13, anchor: .middle)
  }

  private func drawHead(in document: inout SVGDocument) {
    let left = StackedFigure.left
    document.text(Label(title), at: Point(x: left, y: 28), size: 17, bold: true)
    document.text(Label(subtitle), at: Point(x: left, y: 47), size: 12, colour: "#555555")
    let column = { (index: Int) in left + 20 + 44 * Double(index) }
    for (index, element) in elements.enumerated() {
      document.text(element, at: Point(x: column(index), y: 72), size: 13, anchor: .middle)
    }
    for (row, entry) in legend.enumerated() {
      let base = 72 + StackedFigure.rowHeight * Double(row + 1)
      for (index, style) in entry.styles.enumerated() {
        document.sample(style, at: Point(x: column(index), y: base - 4))
      }
      document.text(Label(entry.name), at: Point(x: column(elements.count) - 14, y: base), size: 12)
    }
  }

  private func drawNotes(in document: inout SVGDocument, under bottom: Double) {
    for (index, note) in notes.enumerated() {
      let place = Point(x: StackedFigure.left, y: bottom + 60 + 16 * Double(index))
      document.text(note, at: place, size: 10.5, colour: "#555555")
    }
  }
}
