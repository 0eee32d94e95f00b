import ComplexModule
import Foundation
import Model
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An SVG file read back by an XML parser of its own.
final class Page: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }

  let text: String
  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Reads a figure; one with a name is also written to the folder that `SKINDEPTH_FIGURES` names, to be
  /// looked at.
  init(_ svg: String, name: String? = nil) throws {
    text = svg
    super.init()
    if let name, let folder = ProcessInfo.processInfo.environment["SKINDEPTH_FIGURES"] {
      try svg.write(toFile: "\(folder)/\(name).svg", atomically: true, encoding: .utf8)
    }
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    try #require(parser.parse(), "well-formed XML")
    try #require(elements.first?.name == "svg")
  }

  /// The texts, those of raised and lowered parts included.
  var texts: [String] { elements.filter { $0.name == "text" }.map(\.text) }

  func count(_ name: String) -> Int { elements.count { $0.name == name } }

  /// Whether a text is there, or one that contains it.
  func says(_ text: String) -> Bool { texts.contains { $0.contains(text) } }

  /// Numbers of an attribute of all elements of a name.
  func numbers(_ attribute: String, of name: String) -> [Double] {
    elements.filter { $0.name == name }.compactMap { $0.attributes[attribute].flatMap(Double.init) }
  }

  /// Whether no text lies outside of the picture, and no number is none.
  var isSound: Bool {
    guard let width = elements[0].attributes["width"].flatMap(Double.init),
      let height = elements[0].attributes["height"].flatMap(Double.init)
    else { return false }
    let inside = zip(numbers("x", of: "text"), numbers("y", of: "text")).allSatisfy {
      (0...width).contains($0) && (0...height).contains($1)
    }
    return inside && !text.contains("nan") && !text.contains("inf")
  }

  /// Where the first text that is just `text` stands.
  func place(of text: String) -> (x: Double, y: Double)? {
    place(elements.first { $0.name == "text" && $0.text == text })
  }

  /// Where the lowest text that is just `text` stands, as a label of the lower axis does.
  func lastPlace(of text: String) -> (x: Double, y: Double)? {
    elements.filter { $0.name == "text" && $0.text == text }.compactMap { place($0) }
      .max { $0.y < $1.y }
  }

  private func place(_ element: Element?) -> (x: Double, y: Double)? {
    guard let element, let x = element.attributes["x"].flatMap(Double.init),
      let y = element.attributes["y"].flatMap(Double.init)
    else { return nil }
    return (x, y)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}

enum Sample {
  /// A half-space of 100 Ωm times the square of `factor`, at five periods around 1 s.
  static func function(factor: Double = 1, variance: Double = 0.01) -> TransferFunction {
    let points = [100.0, 10, 1, 0.1, 0.01].map { frequency -> TransferFunction.Point in
      let part = factor * (250 * frequency).squareRoot()
      let impedance = Complex(part, part)
      return .init(
        frequency: frequency, level: 0,
        estimate: Estimate(
          values: [
            [.zero, impedance], [-impedance, .zero], [Complex(0.3, 0.1), Complex(0, -0.1)],
          ],
          variances: [[Double]](
            repeating: [Double](repeating: variance, count: 2), count: 3),
          inverseSignalPower: [], residualCovariance: [], windowCount: 10, weightSums: [],
          coherences: [], passes: 1, converged: true))
    }
    return TransferFunction(
      origin: .init(output: "a", input: "a"), outputs: [.ex, .ey, .hz], inputs: [.hx, .hy],
      rate: SamplingRate(samples: 128, seconds: 1), points: points)
  }
}
