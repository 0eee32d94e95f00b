import ComplexModule
package import Model

/// The J-format (Jones 1988), as BIRRP writes it.
///
/// The error of an element is the standard error of the complex value, the root of the variance here.
/// Impedances in S.I. units (ohm) are converted to (mV/km)/nT. Time dependence is e^{+iωt}.
package enum JFile: TransferFunctionFormat, TransferFunctionWriter {
  package static let name = "J"
  package static let key = "j"
  package static let endings = ["j"]

  /// What stands where there is no value.
  static let missing = -999.0
  static let units = "mV/km/nT"

  package static func recognises(_ head: String) -> Bool {
    let lines = head.split(whereSeparator: \.isNewline).lazy.map(\.trimmed).filter { !$0.isEmpty }
    guard let first = lines.first, first.hasPrefix("#") || first.hasPrefix(">") else {
      return false
    }
    return lines.contains { line in
      blockName(line) != nil || line.uppercased().hasPrefix(">AZIMUTH")
    }
  }

  package static func obstacle(_ function: TransferFunction) -> String? {
    function.obstacleToTheUsualChannels ?? function.usual.obstacleToOneAngle
      ?? function.obstacleToFieldUnits
  }

  /// The name of a block's elements, such as `ZXY` of `ZXY S.I.`; `nil` for another line.
  static func blockName(_ line: String) -> String? {
    guard let word = line.split(whereSeparator: \.isWhitespace).first?.uppercased(),
      word.utf8.count == 3, let kind = word.first, "ZTRSQC".contains(kind),
      word.dropFirst().allSatisfy({ "XYZTERDF".contains($0) }),
      !line.hasPrefix("#"), !line.hasPrefix(">")
    else { return nil }
    return word
  }

  struct Element {
    var name: String
    var output: Channel
    var input: Channel
  }

  /// In the order in which they are written.
  static let elements = [
    Element(name: "ZXX", output: .ex, input: .hx), Element(name: "ZXY", output: .ex, input: .hy),
    Element(name: "ZYX", output: .ey, input: .hx), Element(name: "ZYY", output: .ey, input: .hy),
    Element(name: "TZX", output: .hz, input: .hx), Element(name: "TZY", output: .hz, input: .hy),
  ]

  /// Keys of comments in which our own files say what the format has no place for.
  enum Remark {
    static let output = "output site"
    static let input = "input site"
    static let remote = "remote site"
    static let rate = "sampling rate"
  }

  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    let usual = function.usual
    let points = points(function).sorted { $0.period < $1.period }
    var lines = head(usual, note)
    for element in elements {
      guard let place = usual.element(element.output, element.input) else { continue }
      lines += ["\(element.name) \(element.output == .hz ? "" : units)".trimmed, "\(points.count)"]
      lines += points.map { row($0, place.output, place.input, note.digits) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The place stands before all comments but the first: mt_metadata takes the first line with `lat`, be it
  /// in `interpolation`, for the latitude.
  private static func head(_ function: TransferFunction, _ note: FileNote) -> [String] {
    ["# skindepth"] + place(function)
      + remarks(function, note).flatMap { $0.split(whereSeparator: \.isNewline).map { "# " + $0 } }
      // mt_metadata divides by BIRRP's interval of samples.
      + ["# deltat= \(function.rate.interval)", plainIdentifier(function.origin.output)]
  }

  /// What is not known is not a number, as in BIRRP's files.
  private static func place(_ function: TransferFunction) -> [String] {
    let location = function.location
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "NaN" }
    return [
      ">LATITUDE  = \(text(location?.latitude))", ">LONGITUDE = \(text(location?.longitude))",
      ">ELEVATION = \(text(location?.elevation))", ">AZIMUTH   = \(function.axes ?? 0)",
    ]
  }

  private static func remarks(_ function: TransferFunction, _ note: FileNote) -> [String] {
    let origin = function.origin
    let remote = origin.remote.map { ["\(Remark.remote): \($0)"] } ?? []
    return [
      "sign convention: exp(+ i omega t)",
      "errors: standard errors of complex values, the roots of their variances",
      "\(Remark.output): \(origin.output)", "\(Remark.input): \(origin.input)",
    ] + remote + ["\(Remark.rate): \(function.rate.samples)/\(function.rate.seconds)"]
      // Other programs take `key = value` in comments for settings of BIRRP.
      + (function.metadata.lines + note.provenance).map {
        $0.split(separator: "=").map(\.trimmed).joined(separator: ": ")
      }
  }

  /// Period, real and imaginary part, error, weight and coherence.
  private static func row(
    _ point: TransferFunction.Point, _ output: Int, _ input: Int, _ digits: Int
  ) -> String {
    let estimate = point.estimate
    let value = estimate.values[output][input]
    let weight =
      estimate.weightSums.indices.contains(output) && estimate.windowCount > 0
      ? estimate.weightSums[output] / Double(estimate.windowCount) : .nan
    let coherence =
      estimate.coherences.indices.contains(output) ? estimate.coherences[output] : .nan
    let numbers = [
      point.period, value.isFinite ? value.real : .nan, value.isFinite ? value.imaginary : .nan,
      estimate.variances[output][input].squareRoot(), weight, coherence,
    ]
    return numbers.map { number in
      let text = number.isFinite ? scientific(number, digits: digits) : "\(missing)"
      return (text.hasPrefix("-") ? " " : "  ") + text
    }.joined()
  }
}
