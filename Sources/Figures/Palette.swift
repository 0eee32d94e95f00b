/// The looks of curves: told apart by colour, by shape, and by fill or dashes, so that a figure reads
/// in print without colour and for readers who do not see all colours alike.
///
/// Colours are those of Okabe and Ito (2008), Color Universal Design.
enum Palette {
  static let ink = "#1a1a1a"
  static let grid = "#e4e4e4"
  /// Words that are no data.
  static let faint = "#666666"
  /// Where there are no data.
  static let gap = "#ececec"

  /// Blue, vermillion, bluish green, reddish purple: one for each element of a matrix.
  static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]

  /// The same, each half way to white.
  private static let paleColours = ["#80B9D9", "#EAAF80", "#80CFB9", "#E6BCD3"]

  /// The look of element number `element` of curve number `curve` among those with markers.
  static func marker(element: Int, curve: Int) -> CurveStyle {
    let shapes = MarkerShape.allCases
    let fills = MarkerFill.allCases
    // What comes after all fills is paler.
    let isPale = curve / fills.count % 2 == 1
    return .markers(
      shapes[element % shapes.count], fills[curve % fills.count],
      colour: (isPale ? paleColours : colours)[element % colours.count])
  }

  /// The line of group number `index`; neighbours differ in colour and in dashes.
  static func stroke(_ index: Int) -> Stroke {
    let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [8, 2.5, 2, 2.5]]
    return Stroke(
      colour: colours[index % colours.count], width: 1.6,
      dashes: dashes[(index + index / colours.count) % dashes.count])
  }

  /// The same without dashes, for series that wiggle too much for them.
  static func solid(_ index: Int) -> Stroke {
    Stroke(colour: colours[index % colours.count], width: 1.6, dashes: [])
  }

  /// The look of group number `index` of points that are many.
  static func look(_ index: Int) -> MarkerLook {
    let shapes = MarkerShape.allCases
    return MarkerLook(
      shape: shapes[index % shapes.count], fill: index / shapes.count % 2 == 0 ? .full : .open,
      colour: colours[index % colours.count])
  }

  /// The look of element number `element` of curve number `curve` among those drawn as lines.
  static func line(element: Int, curve: Int) -> CurveStyle {
    let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [8, 2.5, 2, 2.5]]
    let greys = [ink, "#8a8a8a"]
    return .line(dashes: dashes[element % dashes.count], colour: greys[curve % greys.count])
  }
}

enum MarkerShape: CaseIterable {
  case circle, square, triangle, diamond
}

enum MarkerFill: CaseIterable {
  case full, open, dotted, barred
}

/// How a curve is drawn.
enum CurveStyle: Hashable {
  case markers(MarkerShape, MarkerFill, colour: String)
  case line(dashes: [Double], colour: String)

  var isMarkers: Bool { if case .markers = self { true } else { false } }
}

extension SVGDocument {
  /// Draws one marker.
  mutating func marker(
    _ shape: MarkerShape, _ fill: MarkerFill, colour: String, at centre: Point, scale: Double = 1
  ) {
    let ink = Ink(stroke: colour, width: 1.3 * scale, fill: fill == .full ? colour : "#ffffff")
    switch shape {
    case .circle: circle(centre, radius: 3.6 * scale, ink)
    case .square:
      path(corners(centre, [(-1, -1), (1, -1), (1, 1), (-1, 1)], 3.3 * scale), closed: true, ink)
    case .triangle:
      path(corners(centre, [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)], 3.9 * scale), closed: true, ink)
    case .diamond:
      path(corners(centre, [(0, -1), (1, 0), (0, 1), (-1, 0)], 4.6 * scale), closed: true, ink)
    }
    if fill == .barred {
      let reach = 3.2 * scale
      line(
        Point(x: centre.x - reach, y: centre.y), Point(x: centre.x + reach, y: centre.y),
        Ink(stroke: colour, width: 1.3 * scale))
    }
    guard fill == .dotted else { return }
    circle(centre, radius: 1.3 * scale, Ink(stroke: colour, width: 0.5, fill: colour))
  }

  /// Draws a small triangle whose tip is at the upper or lower edge of a panel: here a value lies
  /// beyond it.
  mutating func edgeTriangle(colour: String, pointsUp: Bool, at tip: Point) {
    let base = tip.y + (pointsUp ? 6 : -6)
    path(
      [tip, Point(x: tip.x + 3.5, y: base), Point(x: tip.x - 3.5, y: base)], closed: true,
      Ink(stroke: colour, width: 0.5, fill: colour))
  }

  /// Draws what a legend shows of a style.
  mutating func sample(_ style: CurveStyle, at centre: Point) {
    switch style {
    case .markers(let shape, let fill, let colour):
      marker(shape, fill, colour: colour, at: centre)
    case .line(let dashes, let colour):
      line(
        Point(x: centre.x - 14, y: centre.y), Point(x: centre.x + 14, y: centre.y),
        Ink(stroke: colour, width: 1.6, dashes: dashes))
    }
  }

  private func corners(
    _ centre: Point, _ places: [(Double, Double)], _ size: Double
  ) -> [Point] {
    places.map { Point(x: centre.x + $0.0 * size, y: centre.y + $0.1 * size) }
  }
}
