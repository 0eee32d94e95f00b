import Figures
import Foundation
import Model
import Testing

/// What captions say of directions.
@Suite struct AxesNoteTests {
  private func caption(_ curves: [FigureCurve]) throws -> String {
    try Page(ImpedanceFigure(title: "a", curves: curves).svg).texts.joined(separator: "\n")
  }

  private func turned(_ azimuths: Azimuths) -> TransferFunction {
    var function = Sample.function()
    function.azimuths = azimuths
    return function
  }

  private func axes(_ angle: Double) -> TransferFunction {
    turned(Azimuths(axes: angle, outputs: [.ex, .ey, .hz], inputs: [.hx, .hy]))
  }

  @Test(
    "orthogonal axes are told by their directions",
    arguments: [
      (0.0, "x north, y east, z down"), (15, "x 15° east of north, y 105° east of north, z down"),
      (-7.25, "x 7.25° west of north, y 82.75° east of north, z down"),
      (90, "x east, y south, z down"), (180, "x south, y west, z down"),
    ])
  func orthogonal(angle: Double, text: String) throws {
    #expect(axes(angle).axesText == text)
    let caption = try caption([FigureCurve("x", axes(angle))])
    #expect(caption.contains(text) && caption.contains("half-space Zxy has +45°"))
  }

  @Test("channels that are no orthogonal pair are listed, and no phase of a half-space is told")
  func oblique() throws {
    let function = turned(Azimuths(outputs: [.ey: 270]))
    let caption = try caption([FigureCurve("x", function)])
    #expect(caption.contains("Ex north, Ey west, Hx north, Hy east, z down"))
    #expect(!caption.contains("+45°") && !caption.contains("x north, y east"))
    // The tipper has nothing of the electric channels.
    let tipper = try Page(TipperFigure(title: "a", curves: [FigureCurve("x", function)]).svg)
    #expect(tipper.says("x north, y east, z down"))
  }

  @Test("long words are broken into lines that the figure holds")
  func longWords() throws {
    let function = turned(
      Azimuths(outputs: [.ex: 12.25, .ey: 101.5], inputs: [.hx: 14.75, .hy: 103.25]))
    for svg in [
      ImpedanceFigure(title: "a", curves: [FigureCurve("x", function)]).svg,
      TipperFigure(title: "a", curves: [FigureCurve("x", axes(12.25))]).svg,
      ImpedanceFigure(title: "a", curves: [FigureCurve("x", axes(12.25))]).svg,
    ] {
      let page = try Page(svg)
      let captions = page.elements.filter { $0.attributes["font-size"] == "10.5" }.map(\.text)
      #expect(captions.count >= 2 && captions.allSatisfy { $0.count < 96 }, "\(captions)")
      #expect(captions.joined(separator: " ").contains("z down"))
    }
  }

  @Test("curves of different axes are named with their own")
  func different() throws {
    let caption = try caption([
      FigureCurve("one", axes(0)), FigureCurve("two", axes(15)), FigureCurve("three", axes(0)),
    ])
    #expect(caption.contains("Axes differ"))
    #expect(caption.contains("one, three: x north, y east, z down"))
    #expect(caption.contains("two: x 15° east of north"))
  }
}
