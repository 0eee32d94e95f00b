extension StackedFigure.Panel {
  /// Draws frame, grid, marks and curves; the axis of periods has labels where it is `labelled`.
  func draw(in document: inout SVGDocument, _ box: Box, periods: Axis, labelled: Bool) {
    drawVertical(periods, in: &document, box, labelled: labelled)
    drawHorizontal(in: &document, box)
    document.clipped(to: box) { document in
      for curve in curves { curve.draw(in: &document, box, periods: periods, axis: axis) }
    }
    document.rectangle(box, .init(stroke: Palette.ink, width: 1))
    if !curves.contains(where: { !$0.marks.isEmpty }) {
      let middle = Point(x: box.left + box.width / 2, y: box.top + box.height / 2)
      document.text("no values", at: middle, size: 13, anchor: .middle, colour: Palette.faint)
    }
    document.text(
      title, at: Point(x: box.left - 58, y: box.top + box.height / 2), size: 13, anchor: .middle,
      turn: -90)
  }

  /// Lines and marks at round periods.
  private func drawVertical(
    _ periods: Axis, in document: inout SVGDocument, _ box: Box, labelled: Bool
  ) {
    for tick in periods.ticks {
      let x = box.left + box.width * periods.place(tick.value)
      let length = tick.label == nil ? 3.0 : 6
      if tick.label != nil {
        document.line(
          Point(x: x, y: box.top), Point(x: x, y: box.bottom), .init(stroke: Palette.grid))
      }
      for (edge, inward) in [(box.top, 1.0), (box.bottom, -1)] {
        document.line(
          Point(x: x, y: edge), Point(x: x, y: edge + inward * length), .init(stroke: Palette.ink))
      }
      if labelled, let label = tick.label {
        document.text(label, at: Point(x: x, y: box.bottom + 17), size: 12, anchor: .middle)
      }
    }
  }

  /// Lines and marks at round values.
  private func drawHorizontal(in document: inout SVGDocument, _ box: Box) {
    for tick in axis.ticks {
      let y = box.bottom - box.height * axis.place(tick.value)
      let length = tick.label == nil ? 3.0 : 6
      if tick.label != nil {
        document.line(
          Point(x: box.left, y: y), Point(x: box.right, y: y), .init(stroke: Palette.grid))
      }
      for (edge, inward) in [(box.left, 1.0), (box.right, -1)] {
        document.line(
          Point(x: edge, y: y), Point(x: edge + inward * length, y: y), .init(stroke: Palette.ink))
      }
      if let label = tick.label {
        document.text(label, at: Point(x: box.left - 7, y: y + 4), size: 12, anchor: .end)
      }
    }
  }
}

extension StackedFigure.Curve {
  fileprivate func draw(
    in document: inout SVGDocument, _ box: Box, periods: Axis, axis: Axis
  ) {
    let place = { (period: Double, value: Double) in
      Point(
        x: box.left + box.width * periods.place(period) + shift,
        y: box.bottom - box.height * min(max(axis.place(value), -2), 3))
    }
    switch style {
    case .line(let dashes, let colour):
      for piece in pieces(axis) {
        document.path(
          piece.map { place($0.period, $0.value) },
          .init(stroke: colour, width: 1.6, dashes: dashes))
      }
    case .markers(let shape, let fill, let colour):
      for mark in marks {
        guard let bar = mark.bar else { continue }
        drawBar(
          in: &document, place(mark.period, bar.lowerBound), place(mark.period, bar.upperBound),
          colour)
      }
      for mark in marks where axis.range.contains(mark.value) {
        document.marker(
          shape, mark.isDoubtful ? .open : fill, colour: colour,
          at: place(mark.period, mark.value), scale: mark.isDoubtful ? 0.6 * scale : scale)
      }
      for mark in marks where !axis.range.contains(mark.value) {
        let isAbove = mark.value > axis.range.upperBound
        document.edgeTriangle(
          colour: colour, pointsUp: isAbove,
          at: Point(x: place(mark.period, mark.value).x, y: isAbove ? box.top : box.bottom))
      }
    }
  }

  /// The curve cut where it jumps by half of the axis or more, as a phase does at ±180 degrees.
  private func pieces(_ axis: Axis) -> [[StackedFigure.Mark]] {
    marks.reduce(into: [[]]) { pieces, mark in
      if let last = pieces.last?.last, abs(axis.place(last.value) - axis.place(mark.value)) > 0.5 {
        pieces.append([])
      }
      pieces[pieces.count - 1].append(mark)
    }
  }

  private func drawBar(
    in document: inout SVGDocument, _ low: Point, _ high: Point, _ colour: String
  ) {
    let ink = SVGDocument.Ink(stroke: colour, width: 1.1)
    document.line(low, high, ink)
    for end in [low, high] {
      document.line(Point(x: end.x - 2.5, y: end.y), Point(x: end.x + 2.5, y: end.y), ink)
    }
  }
}
