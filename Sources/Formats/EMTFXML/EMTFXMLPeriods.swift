import ComplexModule
import Model

// The periods of a file, and what the schema has no place for.
extension EMTFXML.Writer {
  private typealias Cell = EMTFXML.Cell

  mutating func writeData() {
    let (points, parts) = (points, parts)
    element("Data", [("count", "\(points.count)")]) { writer in
      for point in points {
        let period = writer.number(point.period)
        writer.element("Period", [("value", period), ("units", "secs")]) { writer in
          for part in parts { writer.write(part, point.estimate) }
        }
      }
    }
    element(
      "PeriodRange",
      [
        ("min", number(points.first?.period ?? 0)), ("max", number(points.last?.period ?? 0)),
      ]
    ) { _ in }
  }

  private mutating func write(_ part: EMTFXML.Part, _ estimate: Estimate) {
    let function = function
    let rows = part.outputs.filter { function.outputs.contains($0) }
    let stem = part.name.uppercased()
    let cells = rows.flatMap { output in
      EMTFXML.inputs.map { input in
        // `Zxy` is of Ex from Hy; the tipper's `Tx` of Hz from Hx.
        let letters = output == .hz ? [input] : [output, input]
        let name = stem + letters.map { String($0.name.suffix(1)) }.joined()
        return Cell(name: name, output: output, input: input)
      }
    }
    let size = "\(rows.count) \(EMTFXML.inputs.count)"
    complex(part.name, size, cells, [("units", part.units(function))]) { cell in
      function.element(cell.output, cell.input).map { estimate.values[$0.output][$0.input] }
    }
    real("\(part.name).VAR", size, cells) { cell in
      function.element(cell.output, cell.input).map { estimate.variances[$0.output][$0.input] }
    }
    let pairs = EMTFXML.Writer.squares(EMTFXML.inputs)
    complex("\(part.name).INVSIGCOV", "2 2", pairs, []) { cell in
      EMTFXML.Writer.covariance(estimate.inverseSignalPower, function.inputs, cell)
    }
    complex(
      "\(part.name).RESIDCOV", "\(rows.count) \(rows.count)", EMTFXML.Writer.squares(rows), []
    ) {
      cell in
      EMTFXML.Writer.covariance(estimate.residualCovariance, function.outputs, cell)
    }
  }

  /// What the schema has no place for, apart from what other programs read.
  mutating func writeCross() {
    let function = function
    let electric = function.outputs.filter { $0.kind == .electric }
    guard function.outputs.contains(.hz), !electric.isEmpty else { return }
    let cells = electric.map { Cell(name: nil, output: $0, input: .hz) }
    let points = points
    element(EMTFXML.crossName) { writer in
      for point in points {
        let period = writer.number(point.period)
        writer.element("Period", [("value", period), ("units", "secs")]) { writer in
          writer.complex("RESIDCOV", "\(cells.count) 1", cells, []) { cell in
            EMTFXML.Writer.covariance(point.estimate.residualCovariance, function.outputs, cell)
          }
        }
      }
    }
  }

  private static func squares(_ channels: [Channel]) -> [Cell] {
    channels.flatMap { row in channels.map { Cell(name: nil, output: row, input: $0) } }
  }

  private static func covariance(
    _ matrix: [[ComplexValue]], _ channels: [Channel], _ cell: Cell
  ) -> ComplexValue? {
    guard let row = channels.firstIndex(of: cell.output),
      let column = channels.firstIndex(of: cell.input), matrix.indices.contains(row)
    else { return nil }
    return matrix[row][column]
  }

  private mutating func complex(
    _ name: String, _ size: String, _ cells: [Cell], _ more: [(String, String)],
    _ value: (Cell) -> ComplexValue?
  ) {
    let values = cells.map { cell in
      value(cell).flatMap { $0.isFinite ? "\(number($0.real)) \(number($0.imaginary))" : nil }
    }
    table(name, [("type", "complex"), ("size", size)] + more, cells, values)
  }

  private mutating func real(
    _ name: String, _ size: String, _ cells: [Cell], _ value: (Cell) -> Double?
  ) {
    let values = cells.map { cell in value(cell).flatMap { $0.isFinite ? number($0) : nil } }
    table(name, [("type", "real"), ("size", size)], cells, values)
  }

  /// What is not known is not written, be it one value or all of them.
  private mutating func table(
    _ name: String, _ attributes: [(String, String)], _ cells: [Cell], _ values: [String?]
  ) {
    guard values.contains(where: { $0 != nil }) else { return }
    element(name, attributes) { writer in
      for (cell, value) in zip(cells, values) {
        guard let value else { continue }
        let names =
          (cell.name.map { [("name", $0)] } ?? [])
          + [("output", cell.output.name), ("input", cell.input.name)]
        writer.leaf("value", value, names)
      }
    }
  }
}
