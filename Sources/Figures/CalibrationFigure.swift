/// How sensors answer to the field: amplitude above phase, over frequency.
package struct CalibrationFigure: Hashable, Sendable {
  package struct Curve: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
      /// The points of a table.
      case markers
      /// What lies between them, or a model.
      case line
    }

    package var name: String
    /// Hertz.
    package var frequencies: [Double]
    /// Output per unit of the field.
    package var amplitudes: [Double]
    /// Degrees, in (-180, 180].
    package private(set) var phases: [Double]
    package var unit: String
    package var style: Style

    package init(
      name: String, frequencies: [Double], amplitudes: [Double], phases: [Double], unit: String,
      style: Style
    ) {
      precondition(
        frequencies.count == amplitudes.count && frequencies.count == phases.count, "shape")
      self.name = name
      self.frequencies = frequencies
      self.amplitudes = amplitudes
      self.phases = phases.map { $0 - 360 * (($0 - 180) / 360).rounded(.up) }
      self.unit = unit
      self.style = style
    }
  }

  package var title: String
  package var subtitle: String
  /// Curves of one name share a colour, and a line in the legend.
  package var curves: [Curve]

  package init(title: String, subtitle: String, curves: [Curve]) {
    self.title = title
    self.subtitle = subtitle
    self.curves = curves
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let frequencies = Axis.wholeLogarithmic(
      around: curves.flatMap(\.frequencies), margin: 0.05, decades: 1, most: 12)
    let units = Set(curves.map(\.unit)).sorted().joined(separator: ", ")
    let amplitude = plot(
      frequencies,
      .wholeLogarithmic(around: curves.flatMap(\.amplitudes), margin: 0.1, decades: 1, most: 8),
      Label("Amplitude (\(units.isEmpty ? "mV/nT" : units))"), 280, \.amplitudes)
    var phase = plot(
      frequencies, phaseAxis(curves.flatMap(\.phases)), "Phase (°)", 170, \.phases)
    phase.xLabel = "Frequency (Hz)"
    return Chart(
      title: title, subtitle: subtitle, legend: legend, rows: [[amplitude], [phase]],
      notes: ["Time dependence exp(+iωt): with a positive phase the output is ahead of the field."]
    ).svg
  }

  private func phaseAxis(_ phases: [Double]) -> Axis {
    let finite = phases.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 90)
    let step = high - low > 200 ? 90.0 : high - low > 70 ? 30 : 10
    return .linear(from: low - 4, to: high + 4, step: step)
  }

  private var names: [String] {
    curves.map(\.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  private var legend: [Chart.LegendEntry] {
    names.enumerated().map { index, name in
      let hasMarkers = curves.contains { $0.name == name && $0.style == .markers }
      return .init(
        name: name,
        sample: hasMarkers ? .marker(Palette.look(index)) : .line(Palette.stroke(index)))
    }
  }

  private func plot(
    _ x: Axis, _ y: Axis, _ label: Label, _ height: Double, _ values: (Curve) -> [Double]
  ) -> Plot {
    let names = names
    let layers = curves.map { curve -> Layer in
      let index = names.firstIndex(of: curve.name) ?? 0
      let points = zip(curve.frequencies, values(curve)).map { DataPoint(x: $0, y: $1) }
      switch curve.style {
      case .markers: return .markers(points, Palette.look(index))
      case .line: return .line(points.brokenAtJumps(of: 180, y), Palette.stroke(index))
      }
    }
    return Plot(
      x: x, y: y, yLabel: label, width: 560, height: height, layers: layers,
      emptyNote: curves.isEmpty ? "no calibration" : nil)
  }
}

extension [DataPoint] {
  /// With an end where a phase on a linear axis goes over from -180 to 180 degrees.
  fileprivate func brokenAtJumps(of size: Double, _ axis: Axis) -> [DataPoint] {
    guard axis.scale == .linear else { return self }
    return reduce(into: []) { points, point in
      if let last = points.last, abs(point.y - last.y) > size {
        points.append(DataPoint(x: point.x, y: .nan))
      }
      points.append(point)
    }
  }
}
