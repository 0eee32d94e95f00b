import Model

/// What a figure says of the directions of its curves' channels.
struct AxesNote {
  /// In words, where all curves have the same; nil where they differ.
  private let text: String?
  /// Whether all curves are in one pair of orthogonal axes.
  let areOrthogonal: Bool
  /// One line for each pair of axes, where there are several.
  private let lines: [Label]

  private static let width = 530.0
  private static let size = 10.5

  /// The lines of a caption that begins with the signs, and may go on with something short.
  func caption(_ signs: Label, _ more: Label? = nil) -> [Label] {
    guard let text else { return [signs + Label(".")] + lines }
    let head = signs + Label("; \(text)\(more == nil ? "." : ":")")
    if let more {
      let whole = head + Label(" ") + more
      if whole.width(size: Self.size) <= Self.width { return [whole] }
    }
    let ends = more.map { [$0] } ?? []
    if head.width(size: Self.size) <= Self.width { return [head] + ends }
    return [signs + Label(";")] + Self.broken(text + (more == nil ? "." : ":")) + ends
  }

  private static func broken(_ text: String) -> [Label] {
    brokenLines(text, pixels: width, size: size).map { Label($0) }
  }

  /// - Parameter outputs: Those that the figure draws; directions of others are none of its business.
  init(_ curves: [FigureCurve], outputs: [Channel]) {
    var groups: [(function: TransferFunction, names: [String])] = []
    for curve in curves {
      var function = curve.function
      function.outputs = function.outputs.filter(outputs.contains)
      if let known = groups.firstIndex(where: { $0.function.hasDirections(of: function) }) {
        groups[known].names.append(curve.name)
      } else {
        groups.append((function, [curve.name]))
      }
    }
    func words(_ function: TransferFunction) -> String { function.axesText(ofOutputs: outputs) }
    guard groups.count > 1 else {
      let function = groups.first?.function
      text = function.map(words) ?? "x north, y east, z down"
      areOrthogonal = function.map { $0.axes != nil } ?? true
      lines = []
      return
    }
    text = nil
    areOrthogonal = false
    let heading = "Axes differ: curves of different axes are not to be compared."
    lines =
      ([heading] + groups.map { "\($0.names.joined(separator: ", ")): \(words($0.function))" })
      .flatMap(Self.broken)
  }
}
