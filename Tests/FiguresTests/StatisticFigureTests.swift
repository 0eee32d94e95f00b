import Figures
import Foundation
import Model
import Testing

@Suite struct StatisticFigureTests {
  private static let start = Instant(nanoseconds: 1_717_200_000_000_000_000)

  /// Two recordings with a pause between them.
  private func data(
    _ name: String, _ components: [String], windows: Int = 150, _ value: (Int, Int) -> Double
  ) -> StatisticData {
    let series = (0..<2).map { part in
      StatisticData.Series(
        name: "run00\(part + 1)",
        starts: (0..<windows).map {
          Instant(
            nanoseconds: Self.start.nanoseconds
              + Int64($0 + part * (windows + 40)) * 40_000_000_000)
        },
        values: components.indices.map { component in
          (0..<windows).map { value(component, $0 + part * windows) }
        })
    }
    return StatisticData(name: name, components: components, series: series, maskedCount: 7)
  }

  /// Numbers between 0 and 1 that look like chance.
  private func noise(_ a: Int, _ b: Int) -> Double {
    let x = sin(Double(a) * 12.9898 + Double(b) * 78.233) * 43_758.5453
    return x - x.rounded(.down)
  }

  private var coherence: StatisticData {
    data("coherence", ["cohExHx", "cohExHy", "cohEyHx", "cohEyHy"]) { component, window in
      pow(noise(component, window), component % 3 == 0 ? 3 : 0.3)
    }
  }

  private var resPhase: StatisticData {
    data("resPhase", ["ExHyRes", "ExHyPhase", "EyHxRes", "EyHxPhase"]) { component, window in
      component % 2 == 0
        ? pow(10, 2 + noise(component, window) + (window % 50 == 0 ? 9 : 0))
        : 45 + 60 * (noise(component, window) - 0.5)
    }
  }

  @Test("a statistic over time has a marker a window, a legend and the masked windows' number")
  func overTime() throws {
    let page = try Page(
      StatisticTimeFigure(
        title: "Site A, 128 Hz", subtitle: "coherence at 8 Hz", data: coherence
      ).svg, name: "statistic-time")
    #expect(page.isSound)
    // Circles of the first recording, and its sample in the legend; squares of the second one.
    #expect(page.count("circle") == 4 * 150 + 1)
    #expect(page.count("polygon") == 4 * 150 + 1)
    for text in ["cohExHx", "Start of window (UTC)", "7 of 307 windows are masked.", "run002"] {
      #expect(page.says(text), "\(text)")
    }
  }

  @Test("values that failed do not press the others, and are counted")
  func failedValues() throws {
    let page = try Page(
      StatisticTimeFigure(
        title: "Site A, 128 Hz", subtitle: "resPhase at 8 Hz", data: resPhase
      ).svg, name: "statistic-resphase")
    #expect(page.isSound)
    #expect(page.says("ExHyRes (Ωm)") && page.says("ExHyPhase (°)"))
    #expect(page.says("1000") && !page.texts.contains("109"))
    // Six of 300 windows, at two components.
    #expect(page.says("outside of the axes, or no numbers: 12."))
  }

  @Test("tens of thousands of windows make a small figure")
  func manyWindows() throws {
    let many = data("coherence", ["cohExHx", "cohExHy"], windows: 12_000) { noise($0, $1) }
    let time = StatisticTimeFigure(title: "a", subtitle: "b", data: many).svg
    let cross = try #require(
      StatisticCrossPlot(title: "a", subtitle: "b", data: many, pairs: nil, style: .points)
    ).svg
    #expect(time.utf8.count < 300_000 && cross.utf8.count < 300_000)
    #expect(try Page(time).count("image") == 4, "a picture a component and recording")
  }

  @Test("a histogram counts every window that is a number, once")
  func histogram() throws {
    let page = try Page(
      StatisticHistogram(
        title: "Site A, 128 Hz", subtitle: "coherence at 8 Hz", data: coherence
      ).svg, name: "histogram")
    #expect(page.isSound && page.says("Windows") && page.says("cohEyHy"))
    let flat = data("coherence", ["cohExHx"], windows: 100) { _, window in
      window < 20 ? .nan : window < 60 ? 0.25 : 0.75
    }
    let few = try Page(
      StatisticHistogram(title: "a", subtitle: "b", data: flat, binCount: 4, limits: 0...1).svg)
    let bars = few.elements.filter { $0.name == "rect" && $0.attributes["fill"] == "#7fb2d9" }
    let heights = bars.compactMap { $0.attributes["height"].flatMap(Double.init) }
    try #require(heights.count == 2)
    #expect(abs(heights[1] / heights[0] - 140.0 / 40) < 0.01, "by the figure's two decimals")
    #expect(few.says("no numbers: 20."))
  }

  @Test("logarithmic values have logarithmic bins")
  func logarithmicHistogram() throws {
    let page = try Page(
      StatisticHistogram(
        title: "Site A, 128 Hz", subtitle: "resPhase at 8 Hz", data: resPhase
      ).svg, name: "histogram-resphase")
    #expect(page.isSound && page.texts.contains("200") && page.texts.contains("−90"))
  }

  @Test("a cross plot has a point a window, a density plot a picture and a key a pair")
  func crossPlots() throws {
    let pairs = [("cohExHx", "cohExHy"), ("cohEyHx", "cohEyHy")]
    let points = try #require(
      StatisticCrossPlot(
        title: "Site A, 128 Hz", subtitle: "coherence at 8 Hz", data: coherence, pairs: pairs,
        style: .points))
    let page = try Page(points.svg, name: "crossplot")
    #expect(page.isSound && page.count("circle") == 2 * 150 + 1)
    let density = try #require(
      StatisticCrossPlot(
        title: "Site A, 128 Hz", subtitle: "coherence at 8 Hz", data: coherence, pairs: nil,
        style: .density))
    let dense = try Page(density.svg, name: "density")
    #expect(dense.isSound && dense.count("image") == 4 && dense.says("Windows in a cell"))
    #expect(
      StatisticCrossPlot(
        title: "a", subtitle: "b", data: coherence, pairs: [("cohExHx", "cohXY")], style: .points)
        == nil)
  }

  @Test("no windows, one window and no numbers make figures that say so")
  func extremes() throws {
    let one = StatisticData.Series(name: "r", starts: [Self.start], values: [[0.5], [.nan]])
    for series in [[], [one]] {
      let data = StatisticData(
        name: "absvalEqn", components: ["absExEx", "absHyEx"], series: series)
      let figures = [
        StatisticTimeFigure(title: "a", subtitle: "b", data: data).svg,
        StatisticHistogram(title: "a", subtitle: "b", data: data).svg,
        try #require(
          StatisticCrossPlot(title: "a", subtitle: "b", data: data, pairs: nil, style: .density)
        ).svg,
        try #require(
          StatisticCrossPlot(title: "a", subtitle: "b", data: data, pairs: nil, style: .points)
        ).svg,
      ]
      for figure in figures {
        let page = try Page(figure)
        #expect(page.isSound && page.says("no values"))
      }
    }
  }

  @Test(
    "components have axes that fit them",
    arguments: [
      ("coherence", "cohExHx", "cohExHx", "0.4"),
      ("polarisationDirection", "polExEy", "polExEy (°)", "−90"),
      ("psd", "psdEx", "psdEx (unscaled)", "0.5"),
      ("transferFunction", "ExHyReal", "ExHyReal ((mV/km)/nT)", "0.50"),
      ("RR_resPhase", "ExHyPhaseRR", "ExHyPhaseRR (°)", "−180"),
    ])
  func axes(statistic: String, component: String, label: String, tick: String) throws {
    let data = data(statistic, [component]) { _, window in 0.45 + 0.001 * Double(window % 100) }
    let page = try Page(StatisticTimeFigure(title: "a", subtitle: "b", data: data).svg)
    // A long label has two lines.
    #expect(
      page.texts.contains(label)
        || label.split(separator: " ").map(String.init).allSatisfy(page.texts.contains))
    #expect(page.texts.contains { $0.hasPrefix(tick) || tick.hasPrefix($0) && $0.count > 2 })
  }
}
