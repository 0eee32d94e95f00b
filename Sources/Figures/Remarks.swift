import Model

extension StackedFigure.Mark {
  /// A value with an equal error up and down; none where the error is 0 or unknown.
  ///
  /// - Parameter error: One standard error.
  init(period: Double, value: Double, error: Double, bars: ErrorBars, isDoubtful: Bool) {
    self.isDoubtful = isDoubtful
    self.period = period
    self.value = value
    standardError = error
    let length = error * bars.factor
    bar = length > 0 && length.isFinite ? value - length...value + length : nil
  }
}

extension StackedFigure.Curve {
  /// The marks at periods that the figure shows.
  func shown(_ periods: Axis) -> [StackedFigure.Mark] {
    marks.filter { periods.range.contains($0.period) }
  }
}

extension [StackedFigure.Curve] {
  /// All marks at periods that the figure shows.
  func shown(_ periods: Axis) -> [StackedFigure.Mark] { flatMap { $0.shown(periods) } }
}

/// What a reader must know about the bars, moved markers, and values that are not in sight.
func remarks(
  _ placed: [PlacedCurve], _ panels: [StackedFigure.Panel], _ periods: Axis, _ bars: ErrorBars
) -> [Label] {
  let hasBars = panels.contains { $0.curves.contains { $0.marks.contains { $0.bar != nil } } }
  // A line is cut where it leaves a panel, and tells so itself.
  let estimates = panels.map { panel in (panel.axis, panel.curves.filter(\.style.isMarkers)) }
  let hidden = estimates.reduce(0) { sum, panel in
    sum + panel.1.shown(periods).count { !panel.0.range.contains($0.value) }
  }
  let beyond = estimates.reduce(0) { sum, panel in
    sum + panel.1.reduce(0) { $0 + $1.marks.count - $1.shown(periods).count }
  }
  let isDoubtful = panels.contains { $0.curves.shown(periods).contains(where: \.isDoubtful) }
  let others = placed.map(\.curve.function).filter { !$0.units.areOfField && !$0.inputs.isEmpty }
  let units = others.first.map {
    "Not in units of the field: Z is in \($0.units.impedance), and ρ not in Ωm."
  }
  let sentences = [
    units,
    hasBars ? bars.note : nil,
    isDoubtful ? "Small open markers: estimates in doubt." : nil,
    placed.areShifted ? "Estimates of equal period are drawn side by side." : nil,
    hidden > 0 ? "Values outside of the axes: \(hidden). Triangles at the edges mark them." : nil,
    beyond > 0 ? "Values at periods that are not shown: \(beyond)." : nil,
  ].compactMap { $0 }
  return sentences.isEmpty ? [] : lines(sentences)
}

/// Sentences in as few lines as the figure's width allows.
private func lines(_ sentences: [String]) -> [Label] {
  var lines: [String] = []
  for sentence in sentences {
    if let last = lines.last, last.count + sentence.count < 84 {
      lines[lines.count - 1] = last + " " + sentence
    } else {
      lines.append(sentence)
    }
  }
  return lines.map { Label($0) }
}
