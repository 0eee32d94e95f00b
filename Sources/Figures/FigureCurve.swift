package import Model

/// A transfer function to be drawn, and how.
package struct FigureCurve: Hashable, Sendable {
  package enum Style: Hashable, Sendable {
    /// A marker with an error bar for each estimate.
    case markers
    /// A line, for a model or an exact answer.
    case line
  }

  /// What the legend says.
  package var name: String
  package var function: TransferFunction
  package var style: Style

  package init(_ name: String, _ function: TransferFunction, style: Style = .markers) {
    self.name = name
    self.function = function
    self.style = style
  }
}

/// What the lower axis of a transfer function shows; to the right it goes deeper either way.
package enum Abscissa: String, Hashable, Sendable, CaseIterable {
  /// Rising to the right.
  case period
  /// Falling to the right.
  case frequency

  var label: Label { self == .period ? "Period (s)" : "Frequency (Hz)" }
}

/// How long error bars are.
package enum ErrorBars: Hashable, Sendable {
  case none
  /// One standard error up and down.
  case one
  /// Two standard errors up and down: 95 % of Gaussian errors.
  case two

  var factor: Double {
    switch self {
    case .none: 0
    case .one: 1
    case .two: 2
    }
  }

  var note: String? {
    switch self {
    case .none: nil
    case .one: "Error bars: ± 1 standard error."
    case .two: "Error bars: ± 2 standard errors."
    }
  }
}

/// Where a curve stands among those that a figure shows.
struct PlacedCurve {
  var curve: FigureCurve
  /// Its number among the curves of its style.
  var rank: Int
  /// Pixels to the right.
  var shift: Double
  /// Of markers, which are smaller where many stand side by side.
  var scale: Double

  /// Numbers the curves, and spreads those with markers around the true period.
  static func placed(_ curves: [FigureCurve]) -> [PlacedCurve] {
    let markers = curves.count { $0.style == .markers }
    // Periods are 25 pixels apart where there are two an octave; between them a gap must be left.
    let pitch = min(6, 13 / Double(max(1, markers - 1)))
    var ranks: [FigureCurve.Style: Int] = [:]
    return curves.map { curve in
      let rank = ranks[curve.style, default: 0]
      ranks[curve.style] = rank + 1
      let shift = curve.style == .line ? 0 : pitch * (Double(rank) - Double(markers - 1) / 2)
      return PlacedCurve(
        curve: curve, rank: rank, shift: shift, scale: markers > 2 ? 0.75 : 1)
    }
  }

  func style(element: Int) -> CurveStyle {
    switch curve.style {
    case .markers: Palette.marker(element: element, curve: rank)
    case .line: Palette.line(element: element, curve: rank)
    }
  }

  /// One mark for each point of an element, by period.
  func marks(
    _ output: Channel, _ input: Channel,
    _ mark: (_ point: TransferFunction.Point, _ place: (output: Int, input: Int)) ->
      StackedFigure.Mark?
  ) -> [StackedFigure.Mark] {
    guard let place = curve.function.element(output, input) else { return [] }
    return curve.function.points.sorted { $0.period < $1.period }.compactMap { mark($0, place) }
  }
}

extension Estimate {
  /// Whether something puts an element in doubt.
  func isDoubtful(_ place: (output: Int, input: Int)) -> Bool {
    !doubts(output: place.output, input: place.input).isEmpty
  }
}

extension [PlacedCurve] {
  /// The curves of one panel, one for each element; lines first, so that markers lie on top of them.
  ///
  /// An element is what the figure draws, with the number of its look.
  func stacked<T>(
    _ elements: [(T, look: Int)], _ curve: (PlacedCurve, T, CurveStyle) -> StackedFigure.Curve
  ) -> [StackedFigure.Curve] {
    [FigureCurve.Style.line, .markers].flatMap { style in
      filter { $0.curve.style == style }.flatMap { placed in
        elements.map { curve(placed, $0, placed.style(element: $1)) }
      }
    }
  }

  func legend(looks: [Int]) -> [StackedFigure.LegendRow] {
    map { placed in
      StackedFigure.LegendRow(
        name: placed.curve.name, styles: looks.map { placed.style(element: $0) })
    }
  }

  /// The axis of periods of all curves with markers, or of all where there are none; decades are not
  /// limited, as no period is an outlier.
  func periods(_ abscissa: Abscissa, _ limits: ClosedRange<Double>? = nil) -> Axis {
    if let limits {
      let axis = Axis.logarithmic(from: limits.lowerBound, to: limits.upperBound)
      return abscissa == .period ? axis : axis.labelledWithReciprocals
    }
    let estimated = filter { $0.curve.style == .markers }
    let shown = estimated.isEmpty ? self : estimated
    let axis = Axis.wholeLogarithmic(
      around: shown.flatMap { $0.curve.function.points.map(\.period) }, margin: 0.1, decades: 1,
      most: 8)
    return abscissa == .period ? axis : axis.labelledWithReciprocals
  }

  /// Whether estimates at equal periods were moved apart.
  var areShifted: Bool { contains { $0.shift != 0 } }
}
