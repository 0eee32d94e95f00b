/// A pair of numbers on the axes of a plot.
struct DataPoint: Hashable {
  var x: Double
  var y: Double
}

/// A rectangle on the axes of a plot.
struct DataBox: Hashable {
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>
}

/// How a line is drawn.
struct Stroke: Hashable {
  var colour: String
  var width = 1.2
  var dashes: [Double] = []

  var ink: SVGDocument.Ink { .init(stroke: colour, width: width, dashes: dashes) }
}

/// How a marker is drawn.
struct MarkerLook: Hashable {
  var shape: MarkerShape
  var fill: MarkerFill
  var colour: String
}

/// What is drawn in a plot, in order.
enum Layer {
  /// A line through points, broken where one is no number.
  case line([DataPoint], Stroke)
  case markers([DataPoint], MarkerLook)
  /// Points each with a colour of its own.
  case colouredMarkers([(point: DataPoint, colour: String)])
  /// The band between two lines over the same places.
  case band(x: [Double], low: [Double], high: [Double], colour: String)
  case boxes([DataBox], fill: String, stroke: String?)
  case image(PixelImage, over: DataBox)
  /// A line over the whole height.
  case rule(x: Double, Stroke)
  /// Words in the middle of a box.
  case words(String, at: DataPoint)
}

/// A box with axes.
struct Frame {
  let box: Box
  let x: Axis
  let y: Axis

  /// Where a pair of numbers lies in the picture; what is far outside lies just outside.
  func point(_ data: DataPoint) -> Point {
    Point(
      x: box.left + box.width * bounded(x.place(data.x)),
      y: box.bottom - box.height * bounded(y.place(data.y)))
  }

  func box(_ data: DataBox) -> Box {
    let low = point(DataPoint(x: data.x.lowerBound, y: data.y.lowerBound))
    let high = point(DataPoint(x: data.x.upperBound, y: data.y.upperBound))
    return Box(left: low.x, top: high.y, width: high.x - low.x, height: low.y - high.y)
  }

  /// Whether a pair has a place on the axes at all.
  func holds(_ data: DataPoint) -> Bool {
    x.place(data.x).isFinite && y.place(data.y).isFinite
  }

  private func bounded(_ place: Double) -> Double { min(max(place, -2), 3) }

  /// A line of as many points as can be seen: of those within half a pixel the highest and the lowest.
  func outline(_ points: [Point]) -> [Point] {
    guard Double(points.count) > 2 * box.width else { return points }
    var (kept, group) = ([Point](), [Point]())
    for point in points {
      if let first = group.first, (2 * first.x).rounded() != (2 * point.x).rounded() {
        kept += Frame.ends(group)
        group = []
      }
      group.append(point)
    }
    return kept + Frame.ends(group)
  }

  /// The highest and the lowest point, in the order in which they come.
  private static func ends(_ group: [Point]) -> [Point] {
    guard group.count > 2, let low = group.indices.min(by: { group[$0].y < group[$1].y }),
      let high = group.indices.max(by: { group[$0].y < group[$1].y })
    else { return group }
    return low == high ? [group[low]] : [group[min(low, high)], group[max(low, high)]]
  }
}

extension Layer {
  /// More markers than these are drawn as one picture.
  static let mostMarkers = 3000

  func draw(in document: inout SVGDocument, _ frame: Frame) {
    switch self {
    case .line(let points, let stroke): drawLine(points, stroke, in: &document, frame)
    case .markers(let points, let look): drawMarkers(points, look, in: &document, frame)
    case .colouredMarkers(let points): drawColoured(points, in: &document, frame)
    case .band(let x, let low, let high, let colour):
      drawBand(x, low, high, colour, in: &document, frame)
    case .boxes(let boxes, let fill, let stroke):
      for box in boxes {
        document.rectangle(
          frame.box(box), .init(stroke: stroke ?? "none", width: 0.8, fill: fill))
      }
    case .image(let image, let box): document.image(image, in: frame.box(box))
    case .rule(let x, let stroke):
      let place = frame.point(DataPoint(x: x, y: frame.y.range.lowerBound)).x
      document.line(
        Point(x: place, y: frame.box.top), Point(x: place, y: frame.box.bottom), stroke.ink)
    case .words(let text, let place):
      document.text(
        Label(text), at: frame.point(place), size: 12, anchor: .middle, colour: Palette.faint)
    }
  }

  private func drawLine(
    _ points: [DataPoint], _ stroke: Stroke, in document: inout SVGDocument, _ frame: Frame
  ) {
    for piece in points.split(whereSeparator: { !frame.holds($0) }) {
      if piece.count == 1, let only = piece.first {
        // A line needs two points; one alone must be seen, too.
        document.circle(
          frame.point(only), radius: 1.5, .init(stroke: stroke.colour, fill: stroke.colour))
      }
      document.path(frame.outline(piece.map { frame.point($0) }), stroke.ink)
    }
  }

  private func drawMarkers(
    _ points: [DataPoint], _ look: MarkerLook, in document: inout SVGDocument, _ frame: Frame
  ) {
    let shown = points.filter { frame.holds($0) }
    guard shown.count > Layer.mostMarkers else {
      for point in shown { document.dot(look, at: frame.point(point)) }
      return
    }
    document.image(picture(shown.map { ($0, look.colour) }, frame), in: frame.box)
  }

  private func drawColoured(
    _ points: [(point: DataPoint, colour: String)], in document: inout SVGDocument, _ frame: Frame
  ) {
    let shown = points.filter { frame.holds($0.point) }
    guard shown.count <= Layer.mostMarkers else {
      document.image(picture(shown, frame), in: frame.box)
      return
    }
    for (point, colour) in shown {
      let ink = SVGDocument.Ink(stroke: "none", fill: colour)
      document.circle(frame.point(point), radius: 1.3, ink)
    }
  }

  /// Every point as a square of two pixels.
  private func picture(
    _ points: [(point: DataPoint, colour: String)], _ frame: Frame
  ) -> PixelImage {
    // A table has 256 colours; of more the last ones share one.
    let colours = Array(Set(points.map(\.colour)).sorted().prefix(255))
    let numbers = Dictionary(
      uniqueKeysWithValues: colours.enumerated().map { ($1, $0 + 1) })
    var image = PixelImage(
      width: Int(frame.box.width), height: Int(frame.box.height), colours: [nil] + colours)
    for (point, colour) in points {
      let place = frame.point(point)
      let column = Int((place.x - frame.box.left).rounded(.down))
      let row = Int((place.y - frame.box.top).rounded(.down))
      for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)].map({ (column + $0, row + $1) })
      where (0..<image.width).contains(x) && (0..<image.height).contains(y) {
        image[x, y] = numbers[colour] ?? colours.count
      }
    }
    return image
  }

  private func drawBand(
    _ x: [Double], _ low: [Double], _ high: [Double], _ colour: String,
    in document: inout SVGDocument, _ frame: Frame
  ) {
    let ink = SVGDocument.Ink(stroke: colour, width: 0.6, fill: colour)
    let isKnown = x.indices.map { low[$0].isFinite && high[$0].isFinite }
    for piece in x.indices.split(whereSeparator: { !isKnown[$0] }) {
      let upper = piece.map { frame.point(DataPoint(x: x[$0], y: high[$0])) }
      let lower = piece.reversed().map { frame.point(DataPoint(x: x[$0], y: low[$0])) }
      document.path(upper + lower, closed: true, ink)
    }
  }
}

extension SVGDocument {
  /// Draws a marker of a crowd, smaller than those that stand for an estimate each.
  mutating func dot(_ look: MarkerLook, at centre: Point) {
    if look.shape == .circle, look.fill == .full {
      circle(centre, radius: 2, Ink(stroke: look.colour, width: 0.5, fill: look.colour))
    } else {
      marker(look.shape, look.fill, colour: look.colour, at: centre, scale: 0.62)
    }
  }
}
