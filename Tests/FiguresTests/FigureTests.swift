import ComplexModule
import Figures
import Foundation
import Model
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FigureTests {
  @Test("an impedance figure is well-formed, and says units, signs and bars")
  func impedanceFigure() throws {
    let svg = ImpedanceFigure(
      title: "Site <A & B>",
      curves: [
        FigureCurve("single site", Sample.function()),
        FigureCurve("remote reference", Sample.function(factor: 1.1)),
        FigureCurve("truth", Sample.function(variance: 0), style: .line),
      ]
    ).svg
    let page = try Page(svg)
    #expect(page.texts.contains("Site <A & B>"))
    #expect(page.texts.contains("Apparent resistivity ρa (Ωm)"))
    #expect(page.texts.contains("Phase (°), Zyx + 180°"))
    #expect(page.texts.contains("Period (s)"))
    #expect(page.texts.contains { $0.hasPrefix("Time dependence e+iωt; x north, y east, z down") })
    #expect(page.texts.contains { $0.contains("Error bars: ± 2 standard errors.") })
    #expect(page.texts.contains { $0.contains("side by side") })
    for name in ["single site", "remote reference", "truth"] { #expect(page.texts.contains(name)) }
    // Two curves of five circles in two panels, and one each in the legend.
    #expect(page.count("circle") == 2 * (2 * 5 + 1))
    #expect(page.count("polyline") == 4)
  }

  @Test("the same figure is the same text")
  func theSameFigureIsTheSameText() {
    let figure = ImpedanceFigure(title: "a", curves: [FigureCurve("x", Sample.function())])
    #expect(figure.svg == figure.svg)
    let tipper = TipperFigure(title: "a", curves: [FigureCurve("x", Sample.function())])
    #expect(tipper.svg == tipper.svg)
  }

  @Test("points are where their values say")
  func pointsAreWhereTheirValuesSay() throws {
    let page = try Page(
      ImpedanceFigure(
        title: "a", curves: [FigureCurve("x", Sample.function())], elements: [.xy]
      ).svg)
    // After the legend's: five of 100 Ωm, five of 45 degrees.
    let circles = page.elements.filter { $0.name == "circle" }.dropFirst()
    let heights = circles.compactMap { $0.attributes["cy"].flatMap(Double.init) }
    let places = circles.compactMap { $0.attributes["cx"].flatMap(Double.init) }
    #expect(Set(heights.prefix(5)).count == 1 && Set(heights.suffix(5)).count == 1)
    let hundred = try #require(page.place(of: "100"))
    #expect(abs(heights[0] - hundred.y + 4) < 0.02)
    let half = try #require(page.place(of: "45"))
    #expect(abs(heights[5] - half.y + 4) < 0.02)
    let second = try #require(page.place(of: "1"))
    #expect(abs(places[2] - second.x) < 0.02)
  }

  @Test("the phase of Zyx as it is lies in the third quadrant")
  func thePhaseOfZyxAsIs() throws {
    let page = try Page(
      ImpedanceFigure(
        title: "a", curves: [FigureCurve("x", Sample.function())], elements: [.yx],
        errorBars: .none, phaseTurn: .none
      ).svg)
    #expect(page.texts.contains("Phase (°)"))
    let tick = try #require(page.place(of: "−135"))
    let squares = page.elements.filter { $0.name == "polygon" }
    let corner = squares.last?.attributes["points"]?.split(separator: ",").last.flatMap {
      Double($0)
    }
    // The lower edge of the square is 3.3 pixels under its middle, a label's base 4 pixels.
    #expect(abs((corner ?? 0) - 3.3 - tick.y + 4) < 0.02)
    #expect(!page.texts.contains { $0.contains("Error bars") })
  }

  @Test("turned like resistics' the phase of Zxy lies in the third quadrant, that of Zyx as it is")
  func thePhaseOfResistics() throws {
    let page = try Page(
      ImpedanceFigure(
        title: "a", curves: [FigureCurve("x", Sample.function())], errorBars: .none, phaseTurn: .ex
      ).svg)
    #expect(page.texts.contains("Phase (°), Zxy + 180°"))
    let tick = try #require(page.place(of: "−135"))
    let circles = page.elements.filter { $0.name == "circle" }
    let height = circles.last?.attributes["cy"].flatMap(Double.init)
    #expect(abs((height ?? 0) - tick.y + 4) < 0.02)
    let corner = page.elements.last { $0.name == "polygon" }?.attributes["points"]?
      .split(separator: ",").last.flatMap { Double($0) }
    #expect(abs((corner ?? 0) - 3.3 - tick.y + 4) < 0.02)
  }

  @Test("a value that failed does not press the others, and is counted")
  func aValueThatFailed() throws {
    var function = Sample.function()
    function.points[1].estimate.values[0][1] = Complex(1e9, 0)
    function.points[2].estimate.values[0][1] = Complex(.nan, 0)
    let page = try Page(ImpedanceFigure(title: "a", curves: [FigureCurve("x", function)]).svg)
    #expect(page.texts.contains { $0.contains("Values outside of the axes: 1.") })
    #expect(!page.text.contains("nan") && !page.text.contains("inf"))
  }

  @Test("figures without estimates are still figures")
  func figuresWithoutEstimates() throws {
    var function = Sample.function()
    let curve = FigureCurve("x", function)
    function.outputs = [.ex, .ey]
    let withoutTipper = FigureCurve("x", function)
    function.points = []
    let withoutPoints = FigureCurve("x", function)
    for (svg, label, curves) in [
      (ImpedanceFigure(title: "a", curves: []).svg, "Apparent resistivity ρa (Ωm)", 0),
      (TipperFigure(title: "a", curves: [withoutTipper]).svg, "Real part of tipper", 1),
      (
        ImpedanceFigure(title: "a", curves: [withoutPoints]).svg, "Apparent resistivity ρa (Ωm)", 1
      ),
    ] {
      let page = try Page(svg)
      #expect(page.texts.contains("a") && page.texts.contains(label))
      #expect(page.texts.contains("Period (s)"))
      // No point but those of the legend.
      #expect(page.count("circle") <= curves && page.count("polyline") == 0)
    }
    let drawn = try Page(ImpedanceFigure(title: "a", curves: [curve]).svg)
    #expect(drawn.count("circle") > 1)
  }

  @Test("a tipper figure has both parts and the equation")
  func tipperFigure() throws {
    let page = try Page(
      TipperFigure(
        title: "a", curves: [FigureCurve("x", Sample.function())], errorBars: .one
      ).svg)
    #expect(page.texts.contains("Real part of tipper"))
    #expect(page.texts.contains("Imaginary part of tipper"))
    #expect(page.texts.contains { $0.hasPrefix("Hz = Tx Hx + Ty Hy; time dependence e+iωt") })
    #expect(page.texts.contains { $0.contains("± 1 standard error.") })
    let circles = page.elements.filter { $0.name == "circle" }.dropFirst()
    let heights = circles.compactMap { $0.attributes["cy"].flatMap(Double.init) }
    let tick = try #require(page.place(of: "0.3"))
    #expect(abs(heights[0] - tick.y + 4) < 0.02)
  }

  @Test("elements differ in colour and shape, curves in fill")
  func elementsDifferInColourAndShape() throws {
    let curves = ["a", "b", "c"].map { FigureCurve($0, Sample.function()) }
    let page = try Page(
      ImpedanceFigure(title: "a", curves: curves, elements: [.xy, .yx, .xx, .yy]).svg)
    for colour in ["#0072B2", "#D55E00", "#009E73", "#CC79A7"] {
      #expect(page.elements.contains { $0.attributes["stroke"] == colour })
    }
    let fills = Set(
      page.elements.filter { $0.attributes["stroke"] == "#0072B2" && $0.name == "circle" }
        .compactMap { $0.attributes["fill"] })
    #expect(fills == ["#0072B2", "#ffffff"])
  }
}
