import ComplexModule
import Figures
import Foundation
import Model
import Testing

@Suite struct SpectraFigureTests {
  private static let start = Instant(nanoseconds: 1_717_200_000_000_000_000)
  private static let setting = SpectraSetting(spacing: 0.25, densityFactor: 0.1, step: 3)

  private func instant(_ window: Int) -> Instant {
    Instant(nanoseconds: Self.start.nanoseconds + Int64(window) * 3_000_000_000)
  }

  /// Fields that fall with frequency, and electric channels that follow them.
  private func window(_ number: Int, harmonics: Int = 257) -> SpectraWindow {
    let hx = (0..<harmonics).map { k in
      Complex(
        length: (1 + Double((number * 7 + k * 3) % 11)) / Double(k + 1),
        phase: Double((number * 31 + k * 17) % 63) / 10)
    }
    let ey = hx.enumerated().map { k, value in
      value * Complex(-3, -2) + Complex(0.02 * Double((number * 13 + k) % 7))
    }
    return SpectraWindow(
      start: instant(number), coefficients: [.hx: hx, .ey: ey, .hz: hx.map { $0 * Complex(0.1) }])
  }

  @Test("spectra have a line a window, logarithmic axes and a key to the time")
  func spectra() throws {
    let page = try Page(
      SpectraFigure(
        title: "Site A, 128 Hz, level 0", subtitle: "Spectra", setting: Self.setting,
        channels: [.ey, .hx, .hz], windows: (0..<12).map { window($0) }
      ).svg, name: "spectra")
    #expect(page.isSound)
    #expect(page.count("polyline") == 3 * 12)
    for text in ["|Ey| [(mV/km)/√Hz]", "|Hx| [nT/√Hz]", "Frequency (Hz)", "00:00:33", "10"] {
      #expect(page.says(text), "\(text)")
    }
  }

  @Test("windows of many harmonics do not make a large figure")
  func manyHarmonics() throws {
    let svg = SpectraFigure(
      title: "a", subtitle: "b", setting: Self.setting, channels: [.hx],
      windows: (0..<5).map { window($0, harmonics: 4097) }
    ).svg
    #expect(svg.utf8.count < 150_000)
  }

  @Test("a spectrum of zeros, one harmonic, no windows: a figure that says so")
  func extremes() throws {
    for (windows, says) in [
      ([SpectraWindow](), "no spectra of Hx"),
      ([SpectraWindow(start: Self.start, coefficients: [.hx: [.zero, .zero, .zero]])], "|Hx|"),
      ([SpectraWindow(start: Self.start, coefficients: [.hx: [Complex(1)]])], "|Hx|"),
      (
        [SpectraWindow(start: Self.start, coefficients: [.hx: [Complex(.nan), Complex(1e300)]])],
        "|Hx|"
      ),
    ] {
      let spectra = try Page(
        SpectraFigure(
          title: "a", subtitle: "b", setting: Self.setting, channels: [.hx], windows: windows
        ).svg)
      #expect(spectra.isSound && spectra.says(says))
      var stack = SpectraStack(pairs: [ChannelPair(.hx, .hx)])
      for window in windows { stack.add(window) }
      let stacked = try Page(
        SpectraStackFigure(
          title: "a", subtitle: "b", setting: Self.setting, channels: [.hx],
          pairs: [ChannelPair(.hx, .hx)], stacks: [stack]
        ).svg)
      #expect(stacked.isSound)
      let section = try Page(
        SpectraSectionFigure(
          title: "a", subtitle: "b", setting: Self.setting, channels: [.hx], start: Self.start,
          end: Self.start, columns: windows.map { $0 }
        ).svg)
      #expect(section.isSound)
    }
  }

  @Test("stacks have amplitudes, coherence and phase; of one window the coherence is 1")
  func stacks() throws {
    let pair = ChannelPair(.ey, .hx)
    let stacks = (0..<4).map { group in
      var stack = SpectraStack(pairs: [pair])
      for number in 0..<20 { stack.add(window(20 * group + number)) }
      return stack
    }
    let page = try Page(
      SpectraStackFigure(
        title: "Site A, 128 Hz, level 0", subtitle: "Stack", setting: Self.setting,
        channels: [.ey, .hx, .hz], pairs: [pair], stacks: stacks
      ).svg, name: "stack")
    #expect(page.isSound)
    // Three amplitudes and a coherence of each group.
    #expect(page.count("polyline") == 4 * 4)
    for text in ["Mean amplitude of Hz", "Squared coherence Ey–Hx", "Phase (°)", "about 0.050"] {
      #expect(page.says(text), "\(text)")
    }
  }

  @Test("a section has a picture a channel, grey gaps and keys with units")
  func section() throws {
    let page = try Page(
      SpectraSectionFigure(
        title: "Site A, 128 Hz, level 0", subtitle: "Section", setting: Self.setting,
        channels: [.ey, .hx], start: instant(0), end: instant(60),
        columns: (0..<60).map { (20..<26).contains($0) ? nil : window($0) }
      ).svg, name: "section")
    #expect(page.isSound)
    // A picture and a key each.
    #expect(page.count("image") == 4)
    for text in ["Frequency (Hz)", "nT/√Hz", "(mV/km)/√Hz", "Grey: no data.", "Time (UTC)"] {
      #expect(page.says(text), "\(text)")
    }
    #expect(page.text.utf8.count < 400_000)
  }

  @Test("the windows of a section are spread evenly, and gaps stay gaps")
  func choice() {
    #expect(SpectraSectionFigure.choice(of: []).isEmpty)
    #expect(SpectraSectionFigure.choice(of: [5..<8]) == [5, 6, 7])
    let few = SpectraSectionFigure.choice(of: [0..<100, 300..<400], most: 40)
    #expect(few.count == 40)
    #expect(few[..<10].allSatisfy { $0 != nil } && few[10..<30].allSatisfy { $0 == nil })
    #expect(few.compactMap(\.self) == few.compactMap(\.self).sorted())
    let many = SpectraSectionFigure.choice(of: [-1_000_000..<5_000_000])
    #expect(many.count == 250 && many.allSatisfy { $0 != nil })
  }
}
