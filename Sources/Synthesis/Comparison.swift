package import ComplexModule
package import Model
import RealModule

/// What an element should be, for (output, input, frequency in Hz); `nil` where that is not known.
package typealias ComparisonReference = (Channel, Channel, Double) -> Complex<Double>?

/// How far estimates are from what they should be.
package struct Comparison: Hashable, Sendable {
  /// One element at one frequency.
  package struct Row: Hashable, Sendable {
    package var output: Channel
    package var input: Channel
    /// Hertz.
    package var frequency: Double
    package var value: Complex<Double>
    package var reference: Complex<Double>
    /// Expected squared modulus of the value's error.
    package var variance: Double
    package var windowCount: Int

    package init(
      output: Channel, input: Channel, frequency: Double, value: Complex<Double>,
      reference: Complex<Double>, variance: Double, windowCount: Int
    ) {
      self.output = output
      self.input = input
      self.frequency = frequency
      self.value = value
      self.reference = reference
      self.variance = variance
      self.windowCount = windowCount
    }

    /// Seconds.
    package var period: Double { 1 / frequency }

    /// Signed error of the modulus, percent of the reference; not a number where that is 0.
    package var modulusError: Double { 100 * (value.modulus / reference.modulus - 1) }

    /// Signed error of the apparent resistivity, percent; its mean is the bias.
    package var resistivityError: Double {
      100 * (value.lengthSquared / reference.lengthSquared - 1)
    }

    /// Signed error of the phase in degrees, in (-180, 180].
    package var phaseError: Double {
      reference == .zero || value == .zero ? .nan : (value * reference.conjugate).degrees
    }

    /// The distance from the reference in standard errors, √variance, of the complex value.
    package var normalizedResidual: Double {
      (value - reference).modulus / variance.squareRoot()
    }

    /// Whether the modulus of the error is within two standard errors, √variance.
    package var isModulusWithinTwoErrors: Bool { normalizedResidual <= 2 }

    /// How many of the real and the imaginary part are within two of their own standard errors, which
    /// are √(variance / 2).
    package var partsWithinTwoErrors: Int {
      let bound = 2 * (variance / 2).squareRoot()
      let error = value - reference
      return (abs(error.real) <= bound ? 1 : 0) + (abs(error.imaginary) <= bound ? 1 : 0)
    }
  }

  package var rows: [Row]

  package init(rows: [Row]) {
    self.rows = rows
  }

  /// Compares every element of `estimate` for which `reference` has a value.
  package init(_ estimate: TransferFunction, to reference: ComparisonReference) {
    rows = estimate.points.flatMap { point in
      estimate.elements.compactMap { output, input in
        guard let expected = reference(output, input, point.frequency) else { return nil }
        return Row(estimate, point, output, input, expected)
      }
    }
  }

  /// The rows of the given elements, and of periods in a range of seconds.
  package func selecting(
    _ elements: [Element], periods: ClosedRange<Double> = 0...Double.infinity
  ) -> Comparison {
    Comparison(
      rows: rows.filter { row in
        periods.contains(row.period)
          && elements.contains(Element(output: row.output, input: row.input))
      })
  }

  /// A pair of channels.
  package struct Element: Hashable, Sendable {
    package var output: Channel
    package var input: Channel

    package init(output: Channel, input: Channel) {
      self.output = output
      self.input = input
    }

    package static let xx = Element(output: .ex, input: .hx)
    package static let xy = Element(output: .ex, input: .hy)
    package static let yx = Element(output: .ey, input: .hx)
    package static let yy = Element(output: .ey, input: .hy)
  }
}

extension Comparison.Row {
  fileprivate init?(
    _ function: TransferFunction, _ point: TransferFunction.Point, _ output: Channel,
    _ input: Channel, _ reference: Complex<Double>
  ) {
    guard let place = function.element(output, input) else { return nil }
    self.init(
      output: output, input: input, frequency: point.frequency,
      value: point.estimate.values[place.output][place.input], reference: reference,
      variance: point.estimate.variances[place.output][place.input],
      windowCount: point.estimate.windowCount)
  }
}

extension TransferFunction {
  fileprivate var elements: [(Channel, Channel)] {
    outputs.flatMap { output in inputs.map { (output, $0) } }
  }

  /// This function as the reference of a comparison.
  ///
  /// Between its frequencies, real and imaginary part of Z·√T go linearly with the logarithm of the period, which half-spaces follow exactly (the
  /// factor √T is left out for outputs that are not electric). Beyond its frequencies there is none.
  package var interpolated: ComparisonReference {
    let ordered = points.sorted { $0.frequency < $1.frequency }
    return { output, input, frequency in
      guard let place = element(output, input) else { return nil }
      let scale = { (hertz: Double) in output.kind == .electric ? 1 / hertz.squareRoot() : 1 }
      let scaled = { (point: Point) in
        point.estimate.values[place.output][place.input].multiplied(by: scale(point.frequency))
      }
      guard let after = ordered.firstIndex(where: { $0.frequency >= frequency }) else { return nil }
      let high = ordered[after]
      guard high.frequency > frequency else {
        return high.estimate.values[place.output][place.input]
      }
      guard after > 0 else { return nil }
      let low = ordered[after - 1]
      let share = Double.log(frequency / low.frequency) / .log(high.frequency / low.frequency)
      let between = scaled(low).multiplied(by: 1 - share) + scaled(high).multiplied(by: share)
      return between.divided(by: scale(frequency))
    }
  }
}
