import Model
import Synthesis

/// The comparisons of one site side by side, a line a period.
struct CompactComparison {
  let site: String
  let columns: [Column]

  /// A run.
  struct Column {
    let name: String
    let axes: String
    let comparison: Comparison
  }

  private static let elements = [Comparison.Element.xy, .yx]

  /// The table, then a line for each run with its medians.
  var text: String {
    let rows = columns.flatMap(\.comparison.rows)
    let periods = Set(rows.map(\.period)).sorted()
    let lines = [title] + axes + [head] + periods.map(line) + columns.map(summary)
    return lines.joined(separator: "\n")
  }

  private var title: String {
    let names = columns.dropLast().map { padded($0.name, CompactComparison.width, left: false) }
    let last = columns.last.map { [$0.name] } ?? []
    return padded("site \(site)", 13, left: false) + (names + last).joined(separator: " ")
  }

  /// A line for all runs, or one for each where they differ.
  private var axes: [String] {
    guard let first = columns.first else { return [] }
    return columns.allSatisfy { $0.axes == first.axes }
      ? ["  axes: \(first.axes)"] : columns.map { "  axes of \($0.name): \($0.axes)" }
  }

  private var head: String {
    " period s " + columns.map { _ in "   xy: rho %      °   yx: rho %      °  windows" }.joined()
  }

  /// Of a run's columns.
  private static let width = 48

  private func line(_ period: Double) -> String {
    padded(shown(period), 9)
      + " "
      + columns.map { column in
        let rows = column.comparison.rows.filter { $0.period == period }
        return rows.isEmpty
          ? padded("", CompactComparison.width + 1)
          : cells(rows) + padded("\(rows.map(\.windowCount).max() ?? 0)", 9)
      }.joined()
  }

  private func cells(_ rows: [Comparison.Row]) -> String {
    CompactComparison.elements.map { element in
      guard
        let row = rows.first(where: { $0.output == element.output && $0.input == element.input })
      else { return padded("-", 20) }
      return padded(row.resistivityError.fixed(2), 13) + padded(row.phaseError.fixed(2), 7)
    }.joined()
  }

  private func summary(_ column: Column) -> String {
    let summary = column.comparison.selecting(CompactComparison.elements).summary
    let share = (100 * summary.withinTwoErrors).fixed(0)
    return "  \(site) \(column.name): median error of rho \(summary.resistivityError.fixed(2)) %"
      + " (bias \(summary.bias.fixed(2)) %), of phase \(summary.phaseError.fixed(2))°;"
      + " \(share) % of parts within 2 standard errors"
  }

  private func shown(_ period: Double) -> String {
    period.fixed(period < 1 ? 4 : period < 10 ? 3 : period < 100 ? 2 : 1)
  }

  private func padded(_ text: String, _ width: Int, left: Bool = true) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.count))
    return left ? spaces + text : text + spaces
  }
}
