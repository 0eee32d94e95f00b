package import Model

/// Mean spectra of groups of windows: amplitudes, and coherence and phase between pairs of channels; the
/// colour tells the time.
package struct SpectraStackFigure: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var setting: SpectraSetting
  package var channels: [Channel]
  package var pairs: [ChannelPair]
  package var stacks: [SpectraStack]

  package init(
    title: String, subtitle: String, setting: SpectraSetting, channels: [Channel],
    pairs: [ChannelPair], stacks: [SpectraStack]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.setting = setting
    self.channels = channels
    self.pairs = pairs
    self.stacks = stacks.filter { $0.windowCount > 0 }
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let scale = TimeScale(stacks.compactMap(\.start))
    var rows = channels.map { amplitude($0, scale) }.inRows(of: 2)
    if stacks.count > 1, !rows.isEmpty { rows[0][rows[0].count - 1].colourBar = scale.bar }
    for some in stride(from: 0, to: pairs.count, by: 2).map({ pairs[$0..<min($0 + 2, pairs.count)] }) {
      rows.append(some.map { coherence($0, scale) })
      rows.append(some.map { phase($0, scale) })
    }
    return Chart(
      title: title, subtitle: subtitle, rows: rows.withAxesBelow("Frequency (Hz)"), notes: notes
    ).svg
  }

  private var notes: [String] {
    guard let most = stacks.map(\.windowCount).max() else { return [] }
    let groups = "\(stacks.count) groups of \(most == 1 ? "1 window" : "\(most) windows") at most."
    guard !pairs.isEmpty else { return [groups] }
    let chance = (1 / Double(most)).fixed(most < 20 ? 2 : 3)
    return [
      groups + " Of noise alone the squared coherence of so many would be about \(chance)."
        + " The phase is that of the first channel before the second."
    ]
  }

  private func amplitude(_ channel: Channel, _ scale: TimeScale) -> Plot {
    let lines = lines(scale) { stack in
      stack.amplitude(channel).map { $0 * (setting.densityFactor ?? 1) }
    }
    let values = lines.flatMap(\.points).filter { $0.x > 0 }.map(\.y)
    return plot(
      Label("Mean amplitude of \(channel)"), setting.yLabel(channel),
      .wholeLogarithmic(around: values, decades: 1, most: 6), lines, height: 190)
  }

  private func coherence(_ pair: ChannelPair, _ scale: TimeScale) -> Plot {
    plot(
      Label("Squared coherence \(pair.name)"), "γ²", .linear(from: 0, to: 1, ticks: 5),
      lines(scale) { $0.coherence(pair) }, height: 120)
  }

  private func phase(_ pair: ChannelPair, _ scale: TimeScale) -> Plot {
    plot(
      Label("Phase of cross-spectrum \(pair.name)"), "Phase (°)",
      .linear(-180, 180, step: 90), lines(scale) { $0.phase(pair) }, height: 120)
  }

  private func lines(
    _ scale: TimeScale, _ values: (SpectraStack) -> [Double]
  ) -> [(points: [DataPoint], colour: String)] {
    stacks.compactMap { stack in
      let points = values(stack).enumerated().map {
        DataPoint(x: setting.frequency($0), y: $1)
      }
      guard let start = stack.start, !points.isEmpty else { return nil }
      return (points, scale.colour(start))
    }
  }

  private func plot(
    _ title: Label, _ yLabel: Label, _ y: Axis, _ lines: [(points: [DataPoint], colour: String)],
    height: Double
  ) -> Plot {
    Plot(
      title: title, x: setting.frequencies(lines.map(\.points.count).max() ?? 0, most: 6), y: y,
      yLabel: yLabel, width: 380, height: height,
      layers: lines.map { .line($0.points, Stroke(colour: $0.colour, width: 1)) },
      emptyNote: lines.isEmpty ? "no spectra" : nil)
  }
}
