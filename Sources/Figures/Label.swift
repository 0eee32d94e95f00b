import Model

/// A text with raised and lowered parts, as `ρ` with a low `a`, or `e` with a raised exponent.
struct Label: Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  private enum Run: Hashable {
    case plain(String)
    case raised(String)
    case lowered(String)

    var text: String {
      switch self {
      case .plain(let text), .raised(let text), .lowered(let text): text
      }
    }
  }

  private var runs: [Run]

  init(_ text: String) {
    runs = [.plain(text)]
  }

  init(stringLiteral text: String) {
    self.init(text)
  }

  private init(runs: [Run]) {
    self.runs = runs
  }

  /// About how wide it is, in pixels.
  func width(size: Double) -> Double {
    runs.reduce(0) { sum, run in
      let scale = if case .plain = run { 1.0 } else { 0.72 }
      return sum + 0.56 * size * scale * Double(run.text.count)
    }
  }

  /// Broken between words into lines of so many pixels, if it is too long and has no raised or lowered parts.
  func lines(pixels: Double, size: Double) -> [Label] {
    guard width(size: size) > pixels, runs.count == 1, case .plain(let text) = runs[0] else {
      return [self]
    }
    return brokenLines(text, pixels: pixels, size: size).map { Label($0) }
  }

  static func raised(_ text: String) -> Label { Label(runs: [.raised(text)]) }

  static func lowered(_ text: String) -> Label { Label(runs: [.lowered(text)]) }

  static func + (a: Label, b: Label) -> Label { Label(runs: a.runs + b.runs) }

  /// The content of a `text` element.
  ///
  /// Each part moves back from where the last one was moved to: viewers differ in `baseline-shift`.
  func markup(size: Double) -> String {
    var offset = 0.0
    return runs.map { run in
      let target =
        switch run {
        case .plain: 0.0
        case .raised: -0.38 * size
        case .lowered: 0.24 * size
        }
      defer { offset = target }
      if case .plain(let text) = run, target == offset { return escaped(text) }
      let scale = if case .plain = run { 1.0 } else { 0.72 }
      return
        "<tspan dy=\"\((target - offset).coordinate(2))\" font-size=\"\((scale * size).coordinate(1))\">"
        + "\(escaped(run.text))</tspan>"
    }.joined()
  }
}

/// The text with the characters that XML keeps for itself written as entities.
func escaped(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}

extension Double {
  /// A coordinate with so many decimals.
  ///
  /// No picture is so large: what is farther out stands at its edge.
  func coordinate(_ decimals: Int) -> String {
    (isNaN ? 0 : min(max(self, -1e9), 1e9)).fixed(decimals)
  }
}
