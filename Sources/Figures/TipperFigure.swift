import ComplexModule
import Model

/// The real above the imaginary part of the tipper, over period.
package struct TipperFigure: Hashable, Sendable {
  package var title: String
  package var curves: [FigureCurve]
  package var errorBars: ErrorBars
  package var abscissa: Abscissa
  /// Ends of axes that do not follow from the data.
  package var limits = AxisLimits()

  package init(
    title: String, curves: [FigureCurve], errorBars: ErrorBars = .two,
    abscissa: Abscissa = .period
  ) {
    self.title = title
    self.curves = curves
    self.errorBars = errorBars
    self.abscissa = abscissa
  }

  /// The figure as the text of an SVG file.
  package var svg: String {
    let placed = PlacedCurve.placed(curves)
    let periods = placed.periods(abscissa, limits.periods)
    let parts = [real(placed), imaginary(placed)]
    let axis = axis(parts.flatMap(\.self), periods)
    let panels = zip(["Real part of tipper", "Imaginary part of tipper"], parts).map {
      StackedFigure.Panel(title: Label($0), axis: axis, height: 210, curves: $1)
    }
    return StackedFigure(
      title: title, subtitle: "Vertical magnetic transfer function (tipper)",
      elements: [Label("T") + .lowered("x"), Label("T") + .lowered("y")],
      legend: placed.legend(looks: [0, 1]), periods: periods, abscissa: abscissa,
      columns: [panels],
      notes: conventions + remarks(placed, panels, periods, errorBars)
    ).svg
  }

  private func real(_ placed: [PlacedCurve]) -> [StackedFigure.Curve] {
    curves(placed) { $0.real }
  }

  private func imaginary(_ placed: [PlacedCurve]) -> [StackedFigure.Curve] {
    curves(placed) { $0.imaginary }
  }

  private func curves(
    _ placed: [PlacedCurve], part: @escaping (Complex<Double>) -> Double
  ) -> [StackedFigure.Curve] {
    placed.stacked([(Channel.hx, look: 0), (.hy, look: 1)]) { placed, input, style in
      let marks = placed.marks(.hz, input) { point, place -> StackedFigure.Mark? in
        let value = part(point.estimate.values[place.output][place.input])
        guard value.isFinite else { return nil }
        let variance = point.estimate.variances[place.output][place.input]
        return .init(
          period: point.period, value: value, error: (variance / 2).squareRoot(), bars: errorBars,
          isDoubtful: point.estimate.isDoubtful(place))
      }
      return StackedFigure.Curve(
        style: style, shift: placed.shift, scale: placed.scale, marks: marks)
    }
  }

  /// One axis for both parts.
  private func axis(_ curves: [StackedFigure.Curve], _ periods: Axis) -> Axis {
    if let range = limits.tipper {
      return .linear(from: range.lowerBound, to: range.upperBound, ticks: 6)
    }
    let reach = max(0.2, curves.heldTippers(periods).map(abs).max() ?? 0) + 0.02
    guard reach <= 1.1 else { return .linear(around: [-reach, reach], margin: 0) }
    return .linear(-reach, reach, step: reach > 0.5 ? 0.2 : 0.1, decimals: 1)
  }

  /// What the figure says of signs and directions.
  private var conventions: [Label] {
    let axes = AxesNote(curves, outputs: [.hz])
    let equation =
      Label("H") + .lowered("z") + Label(" = T") + .lowered("x") + Label(" H") + .lowered("x")
      + Label(" + T") + .lowered("y") + Label(" H") + .lowered("y")
      + Label("; time dependence e") + .raised("+iωt")
    return axes.caption(equation)
  }
}
