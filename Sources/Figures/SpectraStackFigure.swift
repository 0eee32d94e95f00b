package import Model
import RealModule

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
    var rows = channels.rowsByKind { amplitude($0, scale) }.withAxesBelow("Frequency (Hz)")
    if stacks.count > 1 { rows.setColourBar(scale.bar) }
    for start in stride(from: 0, to: pairs.count, by: 3) {
      let some = pairs[start..<min(start + 3, pairs.count)]
      let block = [some.map { coherence($0, scale) }, some.map { phase($0, scale) }]
      rows += block.withAxesBelow("Frequency (Hz)")
    }
    return Chart(title: title, subtitle: subtitle, rows: rows, notes: notes).svg
  }

  private var notes: [String] {
    guard let most = stacks.map(\.windowCount).max() else { return [] }
    let groups = "\(stacks.count) groups of \(most == 1 ? "1 window" : "\(most) windows") at most."
    guard !pairs.isEmpty else { return [groups] }
    let chance = (1 / Double(most)).fixed(most < 20 ? 2 : 3)
    return [
      groups
        + " Of noise alone the squared coherence of so many would be about \(chance). The phase is"
        + " that of the first channel before the second, shown where the coherence is more than what"
        + " noise has in 5 of 100 cases."
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
      lines(scale) { $0.coherence(pair) }, height: 130)
  }

  private func phase(_ pair: ChannelPair, _ scale: TimeScale) -> Plot {
    let points = stacks.flatMap { stack -> [(point: DataPoint, colour: String)] in
      guard let start = stack.start else { return [] }
      // Of n windows of noise the squared coherence exceeds c with probability (1 - c)^(n - 1).
      let count = Double(max(2, stack.windowCount))
      let least = 1 - Double.pow(0.05, 1 / (count - 1))
      let (phases, coherences) = (stack.phase(pair), stack.coherence(pair))
      return phases.indices.filter { coherences[$0] > least }.map {
        (DataPoint(x: setting.frequency($0), y: phases[$0]), scale.colour(start))
      }
    }
    var plot = plot(
      Label("Phase of cross-spectrum \(pair.name)"), "Phase (°)",
      .linear(-180, 180, step: 90), lines(scale) { $0.phase(pair) }, height: 130)
    plot.layers = [.colouredMarkers(points)]
    return plot
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
      yLabel: yLabel, width: 320, height: height,
      layers: lines.map { .line($0.points, Stroke(colour: $0.colour, width: 0.8)) },
      emptyNote: lines.isEmpty ? "no spectra" : nil)
  }
}
