import Figures
import Foundation
import Model
import Testing

@Suite struct OverviewFigureTests {
  private static let start = Instant(nanoseconds: 1_717_200_000_000_000_000)

  private func instant(hours: Double) -> Instant {
    Instant(nanoseconds: Self.start.nanoseconds + Int64(hours * 3.6e12))
  }

  private func grid(_ seconds: Int) -> WindowGrid {
    WindowGrid(
      reference: Self.start, rate: SamplingRate(samples: 1, seconds: seconds), size: 4, overlap: 1)
  }

  @Test("a mask has a row a frequency, and counts what it leaves out")
  func mask() throws {
    let rows = (0..<14).map { index in
      MaskFigure.Row(
        frequency: 32 / pow(2, Double(index) / 2), grid: grid(1 << (index / 5)),
        windows: [0..<900 >> (index / 5), 1000 >> (index / 5)..<1400 >> (index / 5)],
        masked: index == 3 ? [] : [100 >> (index / 5)..<250 >> (index / 5), 600..<600 + index])
    }
    let page = try Page(
      MaskFigure(title: "Site A, 128 Hz", subtitle: "Mask coh70_100", rows: rows).svg, name: "mask")
    #expect(page.isSound && page.count("image") == 1)
    for text in [
      "Frequency (Hz)", "Start of window (UTC)", "Masked (%)", "0 of 1300", "150 of 1300", "32",
      "some masked", "no window",
    ] { #expect(page.says(text), "\(text)") }
    let bars = page.elements.filter {
      $0.name == "rect" && $0.attributes["fill"] == "#08304f"
    }
    #expect(bars.count == 13 + 1, "one a frequency that has masked windows, one in the legend")
  }

  @Test("a mask without frequencies, without windows, or of one window")
  func emptyMasks() throws {
    let none = MaskFigure.Row(frequency: 1, grid: grid(1), windows: [], masked: [])
    let one = MaskFigure.Row(frequency: 1, grid: grid(1), windows: [5..<6], masked: [5..<6])
    for rows in [[], [none], [one], [none, one]] {
      let page = try Page(MaskFigure(title: "a", subtitle: "b", rows: rows).svg)
      #expect(page.isSound)
      #expect(page.says("no windows") == rows.isEmpty)
    }
  }

  @Test("a timeline has a bar a recording, and a lane for each rate")
  func timeline() throws {
    let rows = ["A", "B", "Remote"].enumerated().map { index, name in
      TimelineFigure.Row(
        name,
        bars: (0..<2 + index).map { part in
          .init(
            start: instant(hours: 30 * Double(part) + Double(index)),
            end: instant(hours: 30 * Double(part) + 26), group: "128 Hz")
        }
          + (index < 2
            ? [.init(start: instant(hours: 8), end: instant(hours: 8.5), group: "4096 Hz")] : []))
    }
    let figure = TimelineFigure(
      title: "Survey demo", subtitle: "Recordings of 3 sites", rows: rows,
      groups: ["4096 Hz", "128 Hz"], reference: Self.start)
    let page = try Page(figure.svg, name: "timeline")
    #expect(page.isSound)
    for text in ["Remote", "4096 Hz", "reference time 2024-06-01 00:00:00", "Time (UTC)"] {
      #expect(page.says(text), "\(text)")
    }
    let bars = page.elements.filter { $0.name == "rect" && $0.attributes["fill"] == "#f0a04b" }
    let heights = bars.compactMap { $0.attributes["height"].flatMap(Double.init) }
    // The legend's comes first.
    #expect(heights.count == 1 + 9)
    #expect(heights.dropFirst().prefix(2).allSatisfy { abs($0 - 0.38 * 24) < 0.02 })
    #expect(abs((heights.last ?? 0) - 0.76 * 24) < 0.02)
  }

  @Test("a timeline of nothing, of one instant, and of hundreds of sites")
  func timelines() throws {
    let empty = try Page(
      TimelineFigure(title: "a", subtitle: "b", rows: [], groups: []).svg)
    #expect(empty.isSound && empty.says("no recordings"))
    let bar = TimelineFigure.Bar(start: Self.start, end: Self.start, group: "1 Hz")
    let one = try Page(
      TimelineFigure(title: "a", subtitle: "b", rows: [.init("A", bars: [bar])], groups: ["1 Hz"])
        .svg)
    #expect(one.isSound && one.texts.contains("A"))
    let many = try Page(
      TimelineFigure(
        title: "a", subtitle: "b", rows: (0..<300).map { .init("S\($0)", bars: [bar]) },
        groups: ["1 Hz"]
      ).svg)
    #expect(many.isSound && many.texts.contains("S299"))
  }

  @Test("calibration curves have markers for tables and lines for what lies between")
  func calibration() throws {
    func curve(_ name: String, corner: Double, _ count: Int, _ style: CalibrationFigure.Curve.Style)
      -> CalibrationFigure.Curve
    {
      let frequencies = (0..<count).map { 1e-4 * pow(10, 8 * Double($0) / Double(count - 1)) }
      return .init(
        name: name, frequencies: frequencies,
        amplitudes: frequencies.map {
          800 * $0 / corner / (1 + ($0 / corner) * ($0 / corner)).squareRoot()
        },
        phases: frequencies.map { 90 - atan($0 / corner) * 180 / .pi }, unit: "mV/nT", style: style)
    }
    let page = try Page(
      CalibrationFigure(
        title: "Calibration", subtitle: "Coils of site A",
        curves: [
          curve("MFS06 123, chopper on", corner: 4, 25, .markers),
          curve("MFS06 123, chopper on", corner: 4, 200, .line),
          curve("theoretical MFS07", corner: 32, 200, .line),
        ]
      ).svg, name: "calibration")
    #expect(page.isSound)
    #expect(page.count("circle") == 2 * 25 + 1 && page.count("polyline") == 4)
    for text in ["Amplitude (mV/nT)", "Phase (°)", "Frequency (Hz)", "theoretical MFS07"] {
      #expect(page.says(text), "\(text)")
    }
    let empty = try Page(CalibrationFigure(title: "a", subtitle: "b", curves: []).svg)
    #expect(empty.isSound && empty.says("no calibration"))
  }
}
