import ComplexModule
import Model

/// Apparent resistivity above phase, over period.
package struct ImpedanceFigure: Hashable, Sendable {
  /// An element of the impedance.
  package enum Element: String, Hashable, Sendable, CaseIterable {
    case xy, yx, xx, yy

    var output: Channel { self == .xx || self == .xy ? .ex : .ey }
    var input: Channel { self == .xx || self == .yx ? .hx : .hy }
    var label: Label { Label("Z") + .lowered(rawValue) }
  }

  /// Which phases are drawn with 180 degrees added: over layered ground that of Zyx lies in the third
  /// quadrant.
  package enum PhaseTurn: Hashable, Sendable {
    case none
    /// That of Zyx, next to the phase of Zxy.
    case yx
    /// Those of Zxx and Zxy, as in resistics' figures.
    case ex

    func turns(_ element: Element) -> Bool {
      switch self {
      case .none: false
      case .yx: element == .yx
      case .ex: element.output == .ex
      }
    }
  }

  package var title: String
  package var curves: [FigureCurve]
  package var elements: [Element]
  package var errorBars: ErrorBars
  package var phaseTurn: PhaseTurn

  package init(
    title: String, curves: [FigureCurve], elements: [Element] = [.xy, .yx],
    errorBars: ErrorBars = .two, phaseTurn: PhaseTurn = .yx
  ) {
    self.title = title
    self.curves = curves
    self.elements = elements
    self.errorBars = errorBars
    self.phaseTurn = phaseTurn
  }

  /// What the lower axis shows.
  package var abscissa = Abscissa.period
  /// Whether each element has panels of its own, side by side.
  package var isSplit = false
  /// Ends of axes that do not follow from the data.
  package var limits = AxisLimits()

  /// The figure as the text of an SVG file.
  package var svg: String {
    let placed = PlacedCurve.placed(curves)
    let periods = placed.periods(abscissa, limits.periods)
    let isSplit = isSplit && elements.count > 1
    let parts = isSplit ? elements.map { [$0] } : [elements]
    let columns = parts.map { some -> [StackedFigure.Panel] in
      var part = self
      part.elements = some
      return [
        part.resistivity(placed, periods, columns: parts.count), part.phase(placed, periods),
      ]
    }
    return StackedFigure(
      title: title, subtitle: "Magnetotelluric impedance: apparent resistivity and phase",
      elements: elements.map(\.label), legend: placed.legend(looks: looks.map(\.look)),
      periods: periods, abscissa: abscissa, columns: columns.withEqualHeights,
      columnTitles: isSplit ? elements.map(\.label) : [],
      notes: conventions + remarks(placed, columns.flatMap(\.self), periods, errorBars)
    ).svg
  }

  /// An element looks the same in every figure, whichever others it has.
  private var looks: [(Element, look: Int)] {
    elements.map { ($0, Element.allCases.firstIndex(of: $0) ?? 0) }
  }

  private func resistivity(
    _ placed: [PlacedCurve], _ periods: Axis, columns: Int
  ) -> StackedFigure.Panel {
    let curves = placed.stacked(looks) { placed, element, style in
      StackedFigure.Curve(
        style: style, shift: placed.shift, scale: placed.scale,
        marks: placed.marks(element.output, element.input) { resistivityMark($0, $1) })
    }
    let axis =
      limits.resistivity.map { Axis.logarithmic(from: $0.lowerBound, to: $0.upperBound) }
      ?? .logarithmic(around: curves.heldResistivities(periods), margin: 0.25, decades: 2)
    // Equal decades on both axes show slopes as they are, within what is a good height.
    let width = StackedFigure.panelWidth(columns: columns)
    let height = width / periods.decades * axis.decades
    return StackedFigure.Panel(
      title: Label("Apparent resistivity ρ") + .lowered("a") + Label(" (Ωm)"), axis: axis,
      height: min(max(height, 220), 380), curves: curves)
  }

  private func resistivityMark(
    _ point: TransferFunction.Point, _ place: (output: Int, input: Int)
  ) -> StackedFigure.Mark? {
    let impedance = point.estimate.values[place.output][place.input]
    let value = apparentResistivity(impedance, period: point.period)
    guard value > 0, value.isFinite else { return nil }
    let error = apparentResistivityError(
      impedance, variance: point.estimate.variances[place.output][place.input], period: point.period
    )
    return .init(
      period: point.period, value: value, error: error, bars: errorBars,
      isDoubtful: point.estimate.isDoubtful(place))
  }

  private func phase(_ placed: [PlacedCurve], _ periods: Axis) -> StackedFigure.Panel {
    let curves = placed.stacked(looks) { placed, element, style in
      StackedFigure.Curve(
        style: style, shift: placed.shift, scale: placed.scale,
        marks: placed.marks(element.output, element.input) { phaseMark($0, $1, element) })
    }
    let values = curves.shown(periods).map(\.value)
    let title = phaseTitle
    if let range = limits.phase {
      return StackedFigure.Panel(
        title: title, axis: phaseAxis(range), height: 170, curves: curves)
    }
    // No marker is cut in half at the edge of the usual quadrant.
    let low = max(-180, min(0, (values.min() ?? 45) - 2))
    let high = min(180, max(90, (values.max() ?? 45) + 2))
    return StackedFigure.Panel(
      title: title,
      axis: .linear(low, high, step: high - low > 135 ? 45 : 15),
      height: high - low > 135 ? 240 : 170, curves: curves)
  }

  /// Marks at parts of a right angle, where they are neither too many nor too few.
  private func phaseAxis(_ range: ClosedRange<Double>) -> Axis {
    let width = range.upperBound - range.lowerBound
    return switch width {
    case 30...135: .linear(within: range, step: 15)
    case 135...405: .linear(within: range, step: 45)
    default: .linear(from: range.lowerBound, to: range.upperBound, ticks: 6)
    }
  }

  /// The same direction by another number, where the axis holds that one alone.
  private func inLimits(_ degrees: Double) -> Double {
    guard let range = limits.phase else { return degrees }
    return [degrees, degrees + 360, degrees - 360].first(where: range.contains) ?? degrees
  }

  /// Names the elements whose phases are turned.
  private var phaseTitle: Label {
    let turned = elements.filter(phaseTurn.turns)
    guard let first = turned.first else { return "Phase (°)" }
    let names = turned.dropFirst().reduce(first.label) { $0 + Label(", ") + $1.label }
    return Label("Phase (°), ") + names + Label(" + 180°")
  }

  private func phaseMark(
    _ point: TransferFunction.Point, _ place: (output: Int, input: Int), _ element: Element
  ) -> StackedFigure.Mark? {
    let impedance = point.estimate.values[place.output][place.input]
    guard impedance != .zero, impedance.isFinite else { return nil }
    let turned = phaseTurn.turns(element)
    let variance = point.estimate.variances[place.output][place.input]
    return .init(
      period: point.period, value: inLimits((turned ? -impedance : impedance).degrees),
      error: phaseError(impedance, variance: variance), bars: errorBars,
      isDoubtful: point.estimate.isDoubtful(place))
  }
}

extension [[StackedFigure.Panel]] {
  /// Panels of a row as high as the highest of them.
  fileprivate var withEqualHeights: [[StackedFigure.Panel]] {
    map { panels in
      panels.enumerated().map { row, panel in
        var panel = panel
        panel.height = compactMap { $0.indices.contains(row) ? $0[row].height : nil }.max() ?? 0
        return panel
      }
    }
  }
}

extension ImpedanceFigure {
  /// What the figure says of signs and directions.
  fileprivate var conventions: [Label] {
    let axes = AxesNote(curves, outputs: [.ex, .ey])
    let phases =
      Label("over a half-space Z") + .lowered("xy") + Label(" has +45°, Z") + .lowered("yx")
      + Label(" −135°.")
    let signs = Label("Time dependence e") + .raised("+iωt")
    return axes.caption(signs, axes.areOrthogonal ? phases : nil)
  }
}
