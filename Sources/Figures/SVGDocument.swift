/// A picture as text in Scalable Vector Graphics 1.1; lengths are in pixels, y runs down.
///
/// Numbers have a fixed count of decimals, so that the same figure is always the same text.
struct SVGDocument {
  let width: Double
  let height: Double
  private var body: [String] = []
  private var hasImages = false

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// How a shape is drawn; a fill of `nil` leaves it open.
  struct Ink {
    var stroke: String
    var width = 1.0
    var fill: String?
    /// Lengths of dashes and gaps; empty for a solid line.
    var dashes: [Double] = []
  }

  /// Where a text is with respect to its point.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func line(_ from: Point, _ to: Point, _ ink: Ink) {
    body.append(
      "<line x1=\"\(from.x.coordinate(2))\" y1=\"\(from.y.coordinate(2))\" x2=\"\(to.x.coordinate(2))\""
        + " y2=\"\(to.y.coordinate(2))\"\(attributes(ink))/>")
  }

  mutating func rectangle(_ box: Box, _ ink: Ink) {
    body.append("<rect\(box.attributes)\(attributes(ink))/>")
  }

  mutating func circle(_ centre: Point, radius: Double, _ ink: Ink) {
    body.append(
      "<circle cx=\"\(centre.x.coordinate(2))\" cy=\"\(centre.y.coordinate(2))\" r=\"\(radius.coordinate(2))\""
        + "\(attributes(ink))/>")
  }

  /// A line through points, closed or not.
  mutating func path(_ points: [Point], closed: Bool = false, _ ink: Ink) {
    guard points.count > 1 else { return }
    let places = points.map { "\($0.x.coordinate(2)),\($0.y.coordinate(2))" }.joined(separator: " ")
    body.append("<\(closed ? "polygon" : "polyline") points=\"\(places)\"\(attributes(ink))/>")
  }

  /// A text whose base line goes through `at`; a `turn` is in degrees, clockwise.
  mutating func text(
    _ text: Label, at: Point, size: Double, anchor: Anchor = .start, bold: Bool = false,
    turn: Double = 0, colour: String = Palette.ink
  ) {
    let place = "x=\"\(at.x.coordinate(2))\" y=\"\(at.y.coordinate(2))\""
    let turned =
      turn == 0
      ? ""
      : " transform=\"rotate(\(turn.coordinate(0)) \(at.x.coordinate(2)) \(at.y.coordinate(2)))\""
    body.append(
      "<text xml:space=\"preserve\" \(place) font-size=\"\(size.coordinate(1))\" text-anchor=\"\(anchor.rawValue)\""
        + "\(bold ? " font-weight=\"bold\"" : "") fill=\"\(colour)\"\(turned)>"
        + "\(text.markup(size: size))</text>")
  }

  /// A picture of small rectangles that fills `box`.
  mutating func image(_ image: PixelImage, in box: Box) {
    hasImages = true
    body.append(
      "<image\(box.attributes) preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\""
        + " style=\"image-rendering:pixelated\""
        + " xlink:href=\"data:image/png;base64,\(base64(image.png))\"/>")
  }

  /// Draws with everything outside of `box` cut off.
  mutating func clipped(to box: Box, _ draw: (inout SVGDocument) -> Void) {
    // The place in the document names the clip.
    let name = "clip\(body.count)"
    body.append("<clipPath id=\"\(name)\"><rect\(box.attributes)/></clipPath>")
    body.append("<g clip-path=\"url(#\(name))\">")
    draw(&self)
    body.append("</g>")
  }

  /// The whole document.
  func rendered(title: String) -> String {
    let size = "width=\"\(width.coordinate(0))\" height=\"\(height.coordinate(0))\""
    let view = "viewBox=\"0 0 \(width.coordinate(0)) \(height.coordinate(0))\""
    let links = hasImages ? " xmlns:xlink=\"http://www.w3.org/1999/xlink\"" : ""
    let head = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\"\(links) version=\"1.1\" \(size) \(view)"
        + " font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">",
      "<title>\(escaped(title))</title>",
      "<rect x=\"0\" y=\"0\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    return (head + body + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func attributes(_ ink: Ink) -> String {
    let dashes =
      ink.dashes.isEmpty
      ? ""
      : " stroke-dasharray=\"\(ink.dashes.map { $0.coordinate(1) }.joined(separator: " "))\""
    return " stroke=\"\(ink.stroke)\" stroke-width=\"\(ink.width.coordinate(2))\""
      + " fill=\"\(ink.fill ?? "none")\"\(dashes)"
  }
}

/// A place in pixels from the upper left corner.
struct Point: Hashable {
  var x: Double
  var y: Double
}

/// A rectangle with sides along the axes.
struct Box: Hashable {
  var left: Double
  var top: Double
  var width: Double
  var height: Double

  var right: Double { left + width }
  var bottom: Double { top + height }

  fileprivate var attributes: String {
    " x=\"\(left.coordinate(2))\" y=\"\(top.coordinate(2))\" width=\"\(width.coordinate(2))\""
      + " height=\"\(height.coordinate(2))\""
  }
}
