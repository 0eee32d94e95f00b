/// Ends of axes that a reader asks for; what is nil follows from the data.
package struct AxisLimits: Hashable, Sendable {
  /// Ωm, above 0.
  package var resistivity: ClosedRange<Double>?
  /// Degrees.
  package var phase: ClosedRange<Double>?
  package var tipper: ClosedRange<Double>?
  /// Seconds, above 0.
  package var periods: ClosedRange<Double>?

  package init(
    resistivity: ClosedRange<Double>? = nil, phase: ClosedRange<Double>? = nil,
    tipper: ClosedRange<Double>? = nil, periods: ClosedRange<Double>? = nil
  ) {
    self.resistivity = resistivity
    self.phase = phase
    self.tipper = tipper
    self.periods = periods
  }
}
