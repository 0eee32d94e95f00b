package import Model

/// Amplitude spectra of single windows, one panel a channel; the colour tells the time.
package struct SpectraFigure: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var setting: SpectraSetting
  package var channels: [Channel]
  package var windows: [SpectraWindow]

  package init(
    title: String, subtitle: String, setting: SpectraSetting, channels: [Channel],
    windows: [SpectraWindow]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.setting = setting
    self.channels = channels
    self.windows = windows.sorted { $0.start < $1.start }
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let scale = TimeScale(windows.map(\.start))
    var rows = channels.rowsByKind { plot($0, scale) }.withAxesBelow("Frequency (Hz)")
    if windows.count > 1 { rows.setColourBar(scale.bar) }
    return Chart(title: title, subtitle: subtitle, rows: rows).svg
  }

  private func plot(_ channel: Channel, _ scale: TimeScale) -> Plot {
    let lines = windows.compactMap { window -> (points: [DataPoint], colour: String)? in
      guard let coefficients = window.coefficients[channel] else { return nil }
      let points = coefficients.enumerated().map {
        DataPoint(x: setting.frequency($0), y: setting.amplitude($1))
      }
      return (points, scale.colour(window.start))
    }
    let count = windows.compactMap { $0.coefficients[channel]?.count }.max() ?? 0
    let values = lines.flatMap(\.points).filter { $0.x > 0 }.map(\.y)
    return Plot(
      title: Label(channel.name), x: setting.frequencies(count, most: 6),
      y: .wholeLogarithmic(around: values.withoutLowest, decades: 1, most: 7),
      yLabel: setting.yLabel(channel),
      width: 320, height: 220,
      layers: lines.map { .line($0.points, Stroke(colour: $0.colour, width: 0.7)) },
      emptyNote: lines.isEmpty ? "no spectra of \(channel)" : nil)
  }
}

/// Colours for instants.
struct TimeScale {
  private let first: Instant
  private let span: Double
  private let instants: [Instant]

  init(_ instants: [Instant]) {
    first = instants.min() ?? Instant(nanoseconds: 0)
    span = (instants.max() ?? first).seconds(since: first)
    self.instants = instants.sorted()
  }

  func colour(_ instant: Instant) -> String {
    span > 0 ? ColourScale.lineColour(instant.seconds(since: first) / span) : Palette.colours[0]
  }

  /// The key, with the time at both ends and in the middle.
  var bar: ColourBar {
    let isOneDay = first.dateText == instants.last?.dateText
    let ticks = [0, span / 2, span].map { seconds in
      let instant = Instant(
        nanoseconds: Int64(clamping: Int128(first.nanoseconds) + Int128(seconds * 1e9)))
      let text = isOneDay ? instant.timeText(decimals: 0) : String(instant.plainText.prefix(16))
      return Axis.Tick(value: seconds, label: Label(text))
    }
    let axis = Axis(scale: .linear, range: 0...max(span, 1e-9), ticks: ticks)
    let label = isOneDay ? "Start of window, \(first.dateText)" : "Start of window (UTC)"
    return ColourBar(label: Label(label), axis: axis, reach: 0.88)
  }
}

extension [Plot] {
  /// So many plots side by side, the rest below.
  func inRows(of columns: Int) -> [[Plot]] {
    stride(from: 0, to: count, by: columns).map {
      Array(self[$0..<Swift.min($0 + columns, count)])
    }
  }
}

extension [Channel] {
  /// A plot for each channel: electric ones above magnetic ones.
  func rowsByKind(_ plot: (Channel) -> Plot) -> [[Plot]] {
    [Channel.Kind.electric, .magnetic].flatMap { kind in
      filter { $0.kind == kind }.map(plot).inRows(of: 3)
    }
  }
}

extension [Double] {
  /// All but the lowest of each two hundred: where a spectrum is zero its logarithm has no bound.
  var withoutLowest: [Double] { count < 200 ? self : Array(sorted().dropFirst(count / 200)) }
}

extension [[Plot]] {
  /// Puts a key beside the last panel of the longest row.
  mutating func setColourBar(_ bar: ColourBar) {
    guard let row = indices.max(by: { self[$0].count < self[$1].count }), !self[row].isEmpty
    else { return }
    self[row][self[row].count - 1].colourBar = bar
  }

  /// Gives a label to the lower axis of those plots that have none under them.
  func withAxesBelow(_ label: Label) -> [[Plot]] {
    var rows = self
    for row in rows.indices {
      for column in rows[row].indices {
        let isCovered = row + 1 < rows.count && column < rows[row + 1].count
        if !isCovered { rows[row][column].xLabel = label }
      }
    }
    return rows
  }
}
