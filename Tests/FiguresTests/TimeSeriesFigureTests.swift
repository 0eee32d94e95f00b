import Figures
import Foundation
import Model
import Testing

@Suite struct TimeSeriesFigureTests {
  private static let start = Instant(nanoseconds: 1_717_200_000_000_000_000)
  private static let rate = SamplingRate(samples: 8, seconds: 1)

  private func piece(
    second: Int, _ samples: [Double], samplesPerValue: Int = 1
  ) -> TimeSeriesPiece {
    var piece = TimeSeriesPiece(
      start: Self.start.advanced(bySamples: 8 * second, at: Self.rate), rate: Self.rate,
      sampleCount: samples.count, samplesPerValue: samplesPerValue)
    // In two blocks, whose border must not be seen.
    let middle = samples.count / 3
    piece.append(Array(samples[..<middle]).span)
    piece.append(Array(samples[middle...]).span)
    return piece
  }

  private func figure(_ panels: [TimeSeriesFigure.Panel], seconds: Int = 60) -> TimeSeriesFigure {
    TimeSeriesFigure(
      title: "Site A, 8 Hz", subtitle: "Time series",
      start: Self.start, end: Self.start.advanced(bySamples: 8 * seconds, at: Self.rate),
      panels: panels)
  }

  private func wave(_ count: Int) -> [Double] {
    (0..<count).map { sin(0.3 * Double($0)) * Double($0 % 50) }
  }

  @Test("samples are points of a line, gaps are grey, and panels name channel and unit")
  func samples() throws {
    let ex = TimeSeriesFigure.Curve(
      "8 Hz", [piece(second: 5, wave(80)), piece(second: 30, wave(160))])
    let hx = TimeSeriesFigure.Curve("8 Hz", [piece(second: 0, wave(488))])
    let page = try Page(
      figure([.init(.ex, curves: [ex]), .init(.hx, unit: "mV", curves: [hx])]).svg,
      name: "time-gaps")
    #expect(page.isSound)
    for text in ["Ex (mV/km)", "Hx (mV)", "Time (UTC)", "2024-06-01", "Grey: no data."] {
      #expect(page.says(text), "\(text)")
    }
    let points = page.elements.filter { $0.name == "polyline" }.compactMap {
      $0.attributes["points"]?.split(separator: " ").count
    }
    #expect(points == [80, 160, 488])
    // Before, between and after the pieces of Ex.
    #expect(page.elements.count { $0.name == "rect" && $0.attributes["fill"] == "#ececec" } == 3)
  }

  @Test("many samples become a band whose ends are the least and the largest")
  func band() throws {
    let samples = wave(1000)
    let piece = piece(second: 0, samples, samplesPerValue: 100)
    #expect(piece.lows.count == 10)
    #expect(piece.lows[3] == samples[300..<400].min())
    #expect(piece.highs[9] == samples[900...].max())
    let page = try Page(figure([.init(.hy, curves: [.init("8 Hz", [piece])])], seconds: 125).svg)
    let band = try #require(page.elements.first { $0.name == "polygon" })
    #expect(band.attributes["points"]?.split(separator: " ").count == 20)
    #expect(page.says("of each 100 samples"))
  }

  @Test(
    "how many samples a value stands for keeps a figure small",
    arguments: [1, 20_000, 20_001, 1 << 40])
  func samplesPerValue(count: Int) {
    let per = TimeSeriesPiece.samplesPerValue(of: count)
    #expect((count + per - 1) / per <= 20_000)
    #expect(count > 20_000 || per == 1)
  }

  @Test("an empty panel says so, one sample and no number do no harm")
  func extremes() throws {
    let page = try Page(
      figure([
        .init(.ex, curves: []),
        .init(.ey, curves: [.init("a", [piece(second: 30, [1e300])])]),
        .init(.hx, curves: [.init("b", [piece(second: 0, [.nan, .nan])])]),
        .init(.hy, curves: [.init("b", [piece(second: 0, [-1e300, 0, .nan, .infinity, 1e300])])]),
      ]).svg, name: "time-empty")
    #expect(page.isSound)
    #expect(page.says("no data of Ex") && page.says("no data of Hx") && !page.says("no data of Ey"))
    // Several names have a legend.
    #expect(page.texts.contains("a") && page.texts.contains("b"))
    #expect(page.count("circle") == 2, "samples without neighbours")
  }
}
