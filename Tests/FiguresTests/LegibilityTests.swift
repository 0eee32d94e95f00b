import ComplexModule
import Figures
import Foundation
import Model
import Testing

/// What makes a figure hard to read though it is well-formed.
@Suite struct LegibilityTests {
  private func statistic(
    _ name: String, _ components: [String], _ value: (Int) -> Double
  ) throws -> Page {
    let start = Instant(nanoseconds: 1_717_200_000_000_000_000)
    let series = StatisticData.Series(
      name: "run001",
      starts: (0..<60).map {
        start.advanced(bySamples: $0, at: SamplingRate(samples: 1, seconds: 4))
      },
      values: components.map { _ in (0..<60).map(value) })
    return try Page(
      StatisticTimeFigure(
        title: "Site A", subtitle: "at 8 Hz",
        data: StatisticData(
          name: name, components: components, series: [series], maskedCount: 0)
      ).svg, name: "legible-\(name)")
  }

  @Test("a long name of an axis is broken into lines that fit the panel")
  func longNames() throws {
    let names = ["ExHxReal", "ExHxImag", "ExHyReal", "ExHyImag"]
    let page = try statistic("transferFunction", names) { Double($0) }
    #expect(page.isSound)
    let turned = page.elements.filter { $0.attributes["transform"]?.contains("rotate") == true }
    #expect(turned.map(\.text) == names.flatMap { [$0, "((mV/km)/nT)"] })
  }

  @Test("a logarithmic axis of half a decade names more than one number")
  func shortLogarithm() throws {
    let page = try statistic("resPhase", ["ExHyRes"]) { 4 + Double($0) / 18 }
    let named = page.texts.compactMap { Double($0) }.filter { (3...10).contains($0) }
    #expect(named.count >= 4, "\(page.texts)")
  }

  @Test("estimates of four runs stand closer together than those of two periods", arguments: 2...6)
  func sideBySide(runs: Int) throws {
    let curves = (0..<runs).map { FigureCurve("run \($0)", Sample.halfOctaves) }
    let page = try Page(
      ImpedanceFigure(title: "a", curves: curves, elements: [.xy]).svg, name: "runs-\(runs)")
    // The large circles of the lower panel, whose phases are one.
    let circles = page.elements.filter {
      $0.name == "circle" && (Double($0.attributes["r"] ?? "") ?? 0) > 2
    }
    let bottom = try #require(circles.compactMap { Double($0.attributes["cy"] ?? "") }.max())
    let places = circles.filter { Double($0.attributes["cy"] ?? "") == bottom }
      .compactMap { Double($0.attributes["cx"] ?? "") }.sorted()
    try #require(places.count == runs * 20)
    let steps = zip(places.dropFirst(), places).map { $0 - $1 }
    let between = try #require(steps.max())
    let widest = try #require(
      stride(from: 0, to: places.count, by: runs).map { places[$0 + runs - 1] - places[$0] }.max())
    #expect(widest <= 13.1 && between > 11, "\(widest) \(between)")
  }

  @Test("lines of calibrations differ in colour and in dashes")
  func dashes() throws {
    let curves = (0..<16).map { index in
      CalibrationFigure.Curve(
        name: "\(index)", frequencies: [1, 10], amplitudes: [1, Double(index + 2)],
        phases: [0, 90], unit: "mV/nT", style: .line)
    }
    let page = try Page(
      CalibrationFigure(title: "a", subtitle: "b", curves: curves).svg, name: "dashes")
    let looks = page.elements.filter { $0.name == "polyline" }.map {
      [$0.attributes["stroke"], $0.attributes["stroke-dasharray"]]
    }
    // Amplitudes, then phases.
    #expect(looks.count == 32 && Set(looks).count == 16)
    for (a, b) in zip(looks[..<16], looks[1..<16]) { #expect(a[0] != b[0] && a[1] != b[1]) }
  }
}

extension Sample {
  /// Twenty periods, two an octave, of one phase.
  fileprivate static var halfOctaves: TransferFunction {
    var function = Sample.function()
    guard let first = function.points.first else { return function }
    function.points = (0..<20).map { index in
      TransferFunction.Point(
        frequency: 10 / pow(2, Double(index) / 2), level: 0, estimate: first.estimate)
    }
    return function
  }
}
