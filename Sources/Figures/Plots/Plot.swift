/// A panel: two axes, what is drawn between them, and words around them.
struct Plot {
  /// Above the panel.
  var title: Label?
  var x: Axis
  /// Under the axis; nil where a panel below has the same axis.
  var xLabel: Label?
  var y: Axis
  var yLabel: Label
  var width: Double
  var height: Double
  var layers: [Layer]
  var colourBar: ColourBar?
  /// What an empty panel says.
  var emptyNote: String?
  /// Whether the grid lies over what is drawn, as over pictures.
  var hidesGrid = false

  /// Pixels that words take to the left of the panel.
  var leftRoom: Double {
    let widest = y.ticks.compactMap { $0.label?.width(size: 12) }.max() ?? 0
    return widest + 12 + 22 + Plot.lineHeight * Double(yLines.count - 1)
  }

  private static let lineHeight = 15.0

  /// The left label, in lines that are no longer than the panel is high.
  private var yLines: [Label] { yLabel.lines(pixels: height, size: 13) }

  var rightRoom: Double {
    // The last label of the lower axis reaches out half of its width.
    let reach = x.ticks.compactMap { $0.label?.width(size: 12) }.max() ?? 0
    return max(colourBar?.room ?? 0, xLabel == nil ? 8 : reach / 2 + 4)
  }

  var topRoom: Double { title == nil ? 0 : 22 }

  var bottomRoom: Double {
    guard xLabel != nil else { return 0 }
    return 40 + (hasSecondLine ? 15 : 0)
  }

  private var hasSecondLine: Bool { x.ticks.contains { $0.under != nil } }

  /// Draws the panel into a box, and words around it.
  ///
  /// - Parameter room: Pixels to the left, the same for all panels of a column.
  func draw(in document: inout SVGDocument, _ box: Box, leftRoom room: Double) {
    let frame = Frame(box: box, x: x, y: y)
    if !hidesGrid { drawGrid(in: &document, frame) }
    document.clipped(to: box) { document in
      for layer in layers { layer.draw(in: &document, frame) }
    }
    document.rectangle(box, .init(stroke: Palette.ink))
    drawMarks(in: &document, frame)
    drawWords(in: &document, box, room)
    colourBar?.draw(in: &document, besides: box)
    if let emptyNote {
      let middle = Point(x: box.left + box.width / 2, y: box.top + box.height / 2 + 4)
      document.text(
        Label(emptyNote), at: middle, size: 13, anchor: .middle, colour: Palette.faint)
    }
  }

  private func drawGrid(in document: inout SVGDocument, _ frame: Frame) {
    let box = frame.box
    for tick in x.ticks where tick.label != nil {
      let place = box.left + box.width * x.place(tick.value)
      document.line(
        Point(x: place, y: box.top), Point(x: place, y: box.bottom), .init(stroke: Palette.grid))
    }
    for tick in y.ticks where tick.label != nil {
      let place = box.bottom - box.height * y.place(tick.value)
      document.line(
        Point(x: box.left, y: place), Point(x: box.right, y: place), .init(stroke: Palette.grid))
    }
  }

  private func drawMarks(in document: inout SVGDocument, _ frame: Frame) {
    let (box, ink) = (frame.box, SVGDocument.Ink(stroke: Palette.ink))
    for tick in x.ticks {
      let place = box.left + box.width * x.place(tick.value)
      let length = tick.label == nil ? 3.0 : 6
      document.line(Point(x: place, y: box.bottom), Point(x: place, y: box.bottom - length), ink)
      guard xLabel != nil else { continue }
      for (label, drop) in [(tick.label, 17.0), (tick.under, 32)] {
        guard let label else { continue }
        document.text(
          label, at: Point(x: place, y: box.bottom + drop), size: 12, anchor: .middle)
      }
    }
    for tick in y.ticks {
      let place = box.bottom - box.height * y.place(tick.value)
      let length = tick.label == nil ? 3.0 : 6
      document.line(Point(x: box.left, y: place), Point(x: box.left + length, y: place), ink)
      guard let label = tick.label else { continue }
      document.text(label, at: Point(x: box.left - 6, y: place + 4), size: 12, anchor: .end)
    }
  }

  private func drawWords(in document: inout SVGDocument, _ box: Box, _ room: Double) {
    if let title {
      document.text(title, at: Point(x: box.left, y: box.top - 7), size: 13, bold: true)
    }
    for (index, line) in yLines.enumerated() {
      let x = box.left - room + 14 + Plot.lineHeight * Double(index)
      document.text(
        line, at: Point(x: x, y: box.top + box.height / 2), size: 13, anchor: .middle, turn: -90)
    }
    guard let xLabel else { return }
    document.text(
      xLabel, at: Point(x: box.left + box.width / 2, y: box.bottom + bottomRoom - 5), size: 13,
      anchor: .middle)
  }
}
