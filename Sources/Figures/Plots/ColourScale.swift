import Model

/// Colours for numbers: steps that look equal are equal, and lightness rises all along, so that it reads in
/// grey and for readers who do not see all colours alike.
///
/// Viridis of matplotlib (S. van der Walt, N. Smith 2015), ten colours and straight lines between.
enum ColourScale {
  private static let anchors = [
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58",
    "#b5de2b", "#fde725",
  ].map(rgb)

  /// The colour at a place from 0 to 1.
  static func colour(_ place: Double) -> String {
    let position = min(max(place.isNaN ? 0 : place, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    let share = position - Double(index)
    let digits = (0..<3).map { part -> String in
      let (low, high) = (Double(anchors[index][part]), Double(anchors[index + 1][part]))
      let value = Int((low + share * (high - low)).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }
    return "#" + digits.joined()
  }

  /// A colour for a line on white: without the lightest.
  static func lineColour(_ place: Double) -> String { colour(0.88 * place) }

  /// Steps of the scale in a picture's table, which begins with the colour of what is missing.
  static let steps = 255
  static let table: [String?] =
    [nil] + (0..<steps).map { colour(Double($0) / Double(steps - 1)) }

  /// The number in the table of a place from 0 to 1; that of what is missing for no number.
  static func index(_ place: Double) -> Int {
    guard !place.isNaN else { return 0 }
    return 1 + Int((min(max(place, 0), 1) * Double(steps - 1)).rounded())
  }
}

/// The key to a colour scale: the scale as a column with an axis.
struct ColourBar {
  var label: Label
  var axis: Axis
  /// Which part of the scale is used.
  var reach = 1.0

  static let width = 14.0
  private static let gap = 12.0

  /// Pixels that it takes beside a panel.
  var room: Double {
    let widest = axis.ticks.compactMap { $0.label?.width(size: 12) }.max() ?? 0
    return ColourBar.gap + ColourBar.width + 8 + widest + 22
  }

  /// Draws it to the right of a panel.
  func draw(in document: inout SVGDocument, besides panel: Box) {
    let box = Box(
      left: panel.right + ColourBar.gap, top: panel.top, width: ColourBar.width,
      height: panel.height)
    document.image(picture, in: box)
    document.rectangle(box, .init(stroke: Palette.ink))
    for tick in axis.ticks {
      let y = box.bottom - box.height * axis.place(tick.value)
      let length = tick.label == nil ? 2.5 : 5
      document.line(
        Point(x: box.right, y: y), Point(x: box.right + length, y: y), .init(stroke: Palette.ink))
      if let label = tick.label {
        document.text(label, at: Point(x: box.right + 8, y: y + 4), size: 12)
      }
    }
    let edge = panel.right + room - 6
    document.text(
      label, at: Point(x: edge, y: box.top + box.height / 2), size: 12, anchor: .middle, turn: -90)
  }

  private var picture: PixelImage {
    let count = 128
    var image = PixelImage(width: 1, height: count, colours: ColourScale.table)
    for row in 0..<count {
      image[0, row] = ColourScale.index(reach * Double(count - 1 - row) / Double(count - 1))
    }
    return image
  }
}
