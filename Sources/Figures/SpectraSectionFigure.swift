package import Model
import RealModule

/// Amplitudes over time and frequency as colours, one panel a channel.
package struct SpectraSectionFigure: Hashable, Sendable {
  package var title: String
  package var subtitle: String
  package var setting: SpectraSetting
  package var channels: [Channel]
  /// From the start of the first column to the end of the last.
  package var start: Instant
  package var end: Instant
  /// Columns of equal length in time; nil where there is no window.
  package var columns: [SpectraWindow?]

  package init(
    title: String, subtitle: String, setting: SpectraSetting, channels: [Channel], start: Instant,
    end: Instant, columns: [SpectraWindow?]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.setting = setting
    self.channels = channels
    self.start = start
    self.end = end
    self.columns = columns
  }

  /// The windows that stand for columns of equal length: of each column the one nearest its middle.
  ///
  /// - Parameter windows: Global numbers of the windows that there are.
  /// - Returns: Numbers of windows, nil for columns without any; at most `most`.
  package static func choice(of windows: [Range<Int>], most: Int = 250) -> [Int?] {
    guard let first = windows.map(\.lowerBound).min(), let end = windows.map(\.upperBound).max()
    else { return [] }
    let span = end - first
    let count = min(most, span)
    return (0..<count).map { column in
      let range = first + column * span / count..<first + (column + 1) * span / count
      let middle = (range.lowerBound + range.upperBound - 1) / 2
      let candidates = windows.map { $0.clamped(to: range) }.filter { !$0.isEmpty }.map {
        min(max(middle, $0.lowerBound), $0.upperBound - 1)
      }
      return candidates.min { abs($0 - middle) < abs($1 - middle) }
    }
  }

  private static let width = 700.0
  private static let rowCount = 160

  /// The figure as the text of an SVG file.
  package var svg: String {
    let time = TimeAxis(from: start, to: end, width: SpectraSectionFigure.width)
    let rows = channels.enumerated().map { index, channel in
      var plot = plot(channel, time)
      plot.xLabel = index == channels.count - 1 ? "Time (UTC)" : nil
      return [plot]
    }
    let hasGaps = columns.contains { $0 == nil }
    return Chart(
      title: title, subtitle: subtitle, rows: rows, notes: hasGaps ? ["Grey: no data."] : []
    ).svg
  }

  private func plot(_ channel: Channel, _ time: TimeAxis) -> Plot {
    let count = columns.compactMap { $0?.coefficients[channel]?.count }.max() ?? 0
    let frequencies = setting.frequencies(count, most: 5)
    let logs = columns.map { column in
      (column?.coefficients[channel]).map { resampled($0.map(setting.amplitude), frequencies) }
    }
    let limits = colourLimits(logs.compactMap(\.self).joined())
    let box = DataBox(x: time.axis.range, y: frequencies.range)
    let scale = Axis.wholeLogarithmic(
      around: [limits.lowerBound, limits.upperBound].map { .exp10($0) }, margin: 0, decades: 0.1,
      most: 5)
    return Plot(
      title: Label(channel.name), x: time.axis, y: frequencies, yLabel: "Frequency (Hz)",
      width: SpectraSectionFigure.width, height: 150,
      layers: [
        .boxes([box], fill: Palette.gap, stroke: nil),
        .image(picture(logs, limits), over: box),
      ], colourBar: count == 0 ? nil : ColourBar(label: Label(setting.unit(channel)), axis: scale),
      emptyNote: count == 0 ? "no spectra of \(channel)" : nil, hidesGrid: true)
  }

  /// Logarithms of amplitudes at equal steps of the logarithm of the frequency, lowest first: the mean
  /// power of the coefficients of a step, or the nearest coefficient.
  private func resampled(_ amplitudes: [Double], _ frequencies: Axis) -> [Double] {
    let least = setting.firstHarmonic == 0 ? 1 : 0
    guard amplitudes.count > least else { return [] }
    let (low, ratio) = (frequencies.range.lowerBound, frequencies.decades)
    let rows = SpectraSectionFigure.rowCount
    return (0..<rows).map { row in
      let edges = [row, row + 1].map { edge in
        low * .exp10(ratio * Double(edge) / Double(rows)) / setting.spacing
          - Double(setting.firstHarmonic)
      }
      let first = Int(edges[0].rounded(.up))
      let last = Int(edges[1].rounded(.up)) - 1
      let nearest = Int(((edges[0] + edges[1]) / 2).rounded())
      let some = first <= last ? first...last : nearest...nearest
      let used = some.clamped(to: least...amplitudes.count - 1)
      let power = used.reduce(0.0) { $0 + amplitudes[$1] * amplitudes[$1] }
      return 0.5 * Double.log10(power / Double(used.count))
    }
  }

  /// All but the least and the largest hundredth.
  private func colourLimits(_ logs: some Sequence<Double>) -> ClosedRange<Double> {
    let sorted = logs.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else { return 0...1 }
    let cut = sorted.count / 100
    let (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
    return high > low ? low...high : first - 0.5...last + 0.5
  }

  private func picture(_ logs: [[Double]?], _ limits: ClosedRange<Double>) -> PixelImage {
    let rows = SpectraSectionFigure.rowCount
    // Viewers that smooth pictures must not mix columns.
    let thickness = max(1, 500 / max(1, logs.count))
    var image = PixelImage(
      width: max(1, thickness * logs.count), height: rows, colours: ColourScale.table)
    for (column, values) in logs.enumerated() {
      for (row, value) in (values ?? []).enumerated() where value.isFinite {
        let place = (value - limits.lowerBound) / (limits.upperBound - limits.lowerBound)
        let index = ColourScale.index(place)
        for x in column * thickness..<(column + 1) * thickness { image[x, rows - 1 - row] = index }
      }
    }
    return image
  }
}
