internal import ComplexModule
package import Distribution
package import Model

// How transfer functions travel.

extension TransferFunction: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      origin: try reader.read(), outputs: try reader.read(), inputs: try reader.read(),
      rate: try reader.read(), location: try reader.read(), points: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(origin)
    writer.write(outputs)
    writer.write(inputs)
    writer.write(rate)
    writer.write(location)
    writer.write(points)
  }
}

extension TransferFunction.Origin: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      output: try reader.read(), input: try reader.read(), remote: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(output)
    writer.write(input)
    writer.write(remote)
  }
}

extension TransferFunction.Point: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      frequency: try reader.read(), level: try reader.read(), estimate: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(frequency)
    writer.write(level)
    writer.write(estimate)
  }
}

extension Estimate: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      values: try reader.readMatrix(), variances: try reader.read(),
      inverseSignalPower: try reader.readMatrix(), residualCovariance: try reader.readMatrix(),
      windowCount: try reader.read(), weightSums: try reader.read(),
      coherences: try reader.read(), passes: try reader.read(), converged: try reader.read())
    errorFloors = try reader.read()
    gainChanges = try reader.read()
    doubts = DoubtFlags(rawValue: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(matrix: values)
    writer.write(variances)
    writer.write(matrix: inverseSignalPower)
    writer.write(matrix: residualCovariance)
    writer.write(windowCount)
    writer.write(weightSums)
    writer.write(coherences)
    writer.write(passes)
    writer.write(converged)
    writer.write(errorFloors)
    writer.write(gainChanges)
    writer.write(doubts.rawValue)
  }
}

extension WireReader {
  /// Rows of complex numbers, real and imaginary parts in turn.
  fileprivate mutating func readMatrix() throws(WireError) -> [[Complex<Double>]] {
    let rows: [[Double]] = try read()
    return rows.map { row in
      stride(from: 0, to: row.count - row.count % 2, by: 2).map { Complex(row[$0], row[$0 + 1]) }
    }
  }
}

extension WireWriter {
  fileprivate mutating func write(matrix: [[Complex<Double>]]) {
    write(matrix.map { row in row.flatMap { [$0.real, $0.imaginary] } })
  }
}
