/// In which axes transfer functions are written.
package enum Rotation: Hashable, Sendable {
  /// In those of the channels as they were laid out.
  case none
  /// With x at so many degrees clockwise from geographic north.
  case axes(Double)

  /// The rotation of a word or a number; `nil` for another text.
  package init?(_ text: String) {
    switch text {
    case "none": self = .none
    case "geographic": self = .axes(0)
    default:
      guard text.allSatisfy({ $0.isNumber || "+-.".contains($0) }), let angle = Double(text),
        abs(angle) <= 360
      else { return nil }
      self = .axes(angle)
    }
  }
}

/// What is written besides the MTH5 files, and in which axes.
package struct OutputSettings: Hashable, Sendable {
  /// Words for the formats of transfer functions.
  package var formats: [String]
  package var rotation: Rotation

  init(_ values: Values) {
    formats = values.texts(.output, "formats")
    rotation = Rotation(values.text(.output, "rotate")) ?? .none
  }

  /// What differs from the defaults and decides files; empty for the defaults, whose products stay valid.
  package var canonicalText: String {
    var lines: [String] = []
    if formats != ["edi"] { lines.append("formats = \(formats.joined(separator: ", "))\n") }
    if case .axes(let angle) = rotation { lines.append("rotate = \(angle)\n") }
    return lines.isEmpty ? "" : "[Output]\n" + lines.joined()
  }
}

extension Key {
  static let output: [Key] = [
    Key(
      .output, "formats", .options(Choice(["edi", "xml", "zfile", "j"])), .texts(["edi"]),
      "Files of transfer functions besides MTH5, each kind in a folder of its name: edi, xml (EMTF"
        + " XML), zfile (EMTF's zss and zrr), j; `,` for none"),
    Key(
      .output, "rotate", .text, .text("none"),
      "Axes of the transfer functions in all files: none (those of the channels as laid out),"
        + " geographic (x to the north), or the direction of x in degrees clockwise from north"),
  ]
}

extension CrossRule {
  static let rotationIsKnown = CrossRule(keys: [KeyName(.output, "rotate")]) { values in
    let text = values.text(.output, "rotate")
    guard Rotation(text) == nil else { return nil }
    return Fault(
      "`\(text)` is no direction", remedy: "give none, geographic, or degrees from -360 to 360")
  }
}
