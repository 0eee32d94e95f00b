import Model

extension Comparison {
  /// A few numbers for many rows; not a number where no row has a value.
  package struct Summary: Hashable, Sendable {
    package var rowCount: Int
    /// Median of the absolute error of the apparent resistivity, percent.
    package var resistivityError: Double
    /// Median of the signed error of the apparent resistivity, percent.
    package var bias: Double
    /// Median of the absolute error of the phase, degrees.
    package var phaseError: Double
    /// 90th percentile of the absolute error of the apparent resistivity, percent.
    package var resistivityError90: Double
    /// Share of real and imaginary parts within two of their standard errors, √(variance / 2); 0.954 where
    /// errors are Gaussian and their variances right.
    package var withinTwoErrors: Double
    /// Share of complex values within two of theirs, √variance; 0.982 = 1 - e⁻⁴ likewise.
    package var moduliWithinTwoErrors: Double
  }

  /// The summary of all rows; take those of interest by `selecting` first.
  package var summary: Summary {
    let resistivity = rows.map(\.resistivityError)
    let within = rows.reduce(0) { $0 + $1.partsWithinTwoErrors }
    return Summary(
      rowCount: rows.count, resistivityError: quantile(resistivity.map(abs), 0.5),
      bias: quantile(resistivity, 0.5), phaseError: quantile(rows.map { abs($0.phaseError) }, 0.5),
      resistivityError90: quantile(resistivity.map(abs), 0.9),
      withinTwoErrors: Double(within) / Double(2 * rows.count),
      moduliWithinTwoErrors: Double(rows.count { $0.isModulusWithinTwoErrors })
        / Double(rows.count))
  }

  /// The rows by period, then the summary, as text in columns.
  ///
  /// Errors are signed; `res` is the distance in standard errors of the complex value.
  package var table: String {
    let ordered = rows.sorted {
      ($0.period, $0.output, $0.input) < ($1.period, $1.output, $1.input)
    }
    let head = [
      " period s", "element", "  |Z| %", "  rho %", "phase °", "     res", "windows",
    ].joined(separator: "  ")
    return ([head] + ordered.map(\.line) + ["", summary.text]).joined(separator: "\n") + "\n"
  }
}

extension Comparison.Row {
  fileprivate var line: String {
    let name = "\(output)\(input)"
    return [
      significant(period).padded(9), " " + name.padded(6, left: false),
      modulusError.fixed(2).padded(7),
      resistivityError.fixed(2).padded(7), phaseError.fixed(2).padded(7),
      normalizedResidual.fixed(2).padded(8), String(windowCount).padded(7),
    ].joined(separator: "  ")
  }
}

extension Comparison.Summary {
  /// The summary in words, one number a line.
  package var text: String {
    [
      ("estimates", String(rowCount)),
      ("median |rho error| %", resistivityError.fixed(2)),
      ("median rho error (bias) %", bias.fixed(2)),
      ("median |phase error| °", phaseError.fixed(2)),
      ("90th percentile |rho error| %", resistivityError90.fixed(2)),
      ("parts within 2 s.e. (0.954)", withinTwoErrors.fixed(3)),
      ("moduli within 2 s.e. (0.982)", moduliWithinTwoErrors.fixed(3)),
    ].map { $0.padded(32, left: false) + $1.padded(9) }.joined(separator: "\n")
  }
}

/// The value below which a share of the numbers lies, linear between neighbours; numbers that are
/// not finite are left out.
func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.filter(\.isFinite).sorted()
  guard let last = sorted.last else { return .nan }
  let place = share * Double(sorted.count - 1)
  let low = Int(place)
  guard low + 1 < sorted.count else { return last }
  return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - Double(low))
}

/// A positive number with four digits that count.
private func significant(_ value: Double) -> String {
  value >= 1000
    ? value.fixed(0)
    : value >= 100
      ? value.fixed(1)
      : value >= 10
        ? value.fixed(2)
        : value >= 1
          ? value.fixed(3)
          : value >= 0.1 ? value.fixed(4) : value.fixed(5)
}

extension String {
  fileprivate func padded(_ width: Int, left: Bool = true) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return left ? blanks + self : self + blanks
  }
}
