import Model

extension StackedFigure.Mark {
  /// A value with an equal error up and down; none where the error is 0 or unknown.
  init(period: Double, value: Double, error: Double, isDoubtful: Bool) {
    self.isDoubtful = isDoubtful
    self.period = period
    self.value = value
    bar = error > 0 && error.isFinite ? value - error...value + error : nil
  }
}

extension [StackedFigure.Curve] {
  /// All marks at periods that the figure shows.
  func shown(_ periods: Axis) -> [StackedFigure.Mark] {
    flatMap { $0.marks.filter { periods.range.contains($0.period) } }
  }
}

/// What a reader must know about the bars, moved markers, and values that are not in sight.
func remarks(
  _ placed: [PlacedCurve], _ panels: [StackedFigure.Panel], _ periods: Axis, _ bars: ErrorBars
) -> [Label] {
  let hasBars = panels.contains { $0.curves.contains { $0.marks.contains { $0.bar != nil } } }
  let hidden = panels.reduce(0) { sum, panel in
    sum + panel.curves.shown(periods).count { !panel.axis.range.contains($0.value) }
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
    hidden > 0 ? "Values outside of the axes: \(hidden)." : nil,
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
