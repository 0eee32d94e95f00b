import Figures
import Foundation
import Model
import Testing

@Suite struct TransferFunctionAxisTests {
  private func curves() -> [FigureCurve] { [FigureCurve("single", Sample.function())] }

  @Test("over frequency the points stay where they are, and the marks are frequencies")
  func frequency() throws {
    var figure = ImpedanceFigure(title: "a", curves: curves())
    let periods = try Page(figure.svg)
    figure.abscissa = .frequency
    let frequencies = try Page(figure.svg, name: "impedance-frequency")
    #expect(
      frequencies.texts.contains("Frequency (Hz)") && !frequencies.texts.contains("Period (s)"))
    #expect(periods.numbers("cx", of: "circle") == frequencies.numbers("cx", of: "circle"))
    // The highest frequency is where the shortest period is.
    let short = try #require(periods.lastPlace(of: "0.1"))
    let high = try #require(frequencies.lastPlace(of: "10"))
    #expect(abs(short.x - high.x) < 0.02)
    let tipper = try Page(TipperFigure(title: "a", curves: curves(), abscissa: .frequency).svg)
    #expect(tipper.texts.contains("Frequency (Hz)"))
  }

  @Test("split into columns every element has panels of its own")
  func split() throws {
    var figure = ImpedanceFigure(
      title: "Site A", curves: curves(), elements: [.xy, .yx, .xx, .yy])
    figure.isSplit = true
    let page = try Page(figure.svg, name: "impedance-split")
    #expect(page.isSound)
    #expect(page.texts.count { $0 == "Apparent resistivity ρa (Ωm)" } == 4)
    #expect(page.texts.count { $0 == "Period (s)" } == 4)
    // In the legend, and above the columns.
    #expect(page.texts.count { $0 == "Zyx" } == 2)
    #expect(page.count("circle") == 2 * 5 + 1)
  }

  @Test("eight decades of periods are all shown")
  func wideRange() throws {
    var function = Sample.function()
    for index in function.points.indices {
      function.points[index].frequency = pow(10, 4 - 2 * Double(index))
    }
    let page = try Page(
      ImpedanceFigure(title: "a", curves: [FigureCurve("x", function)], elements: [.xy]).svg)
    let places = page.numbers("cx", of: "circle").dropFirst()
    #expect(places.allSatisfy { (84...84 + 520).contains($0) })
  }
}
