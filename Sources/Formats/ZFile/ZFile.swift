import ComplexModule
package import Model

/// The result files of EMTF (`.zss`, `.zrr`, `.zmm`) with their full error covariance.
///
/// The variance of an element is the product of the diagonal elements of the residual covariance
/// and of the inverse signal power that belong to it.
package enum ZFile: TransferFunctionFormat, TransferFunctionWriter {
  package static let name = "EMTF Z-file"
  package static let key = "zfile"
  package static let endings = ["zss", "zrr", "zmm"]

  package static func recognises(_ head: String) -> Bool {
    let head = head.lowercased()
    return head.contains("number of channels") && head.contains("number of frequencies")
      && head.contains("orientations")
  }

  /// Reads a file; the directions of its channels are kept, and nothing is turned.
  ///
  /// - Throws: A `UserError` for missing or wrong numbers with their line, and for fewer or more
  ///   frequencies than the header says.
  package static func read(_ path: String) throws -> TransferFunction {
    var lines = try ZFileLines(path)
    let header = try ZFileHeader(&lines)
    var blocks: [ZFileBlock] = []
    while try lines.skip(to: "period", isRequired: false) {
      blocks.append(try ZFileBlock(&lines, outputCount: header.outputs.count))
    }
    guard blocks.count == header.frequencyCount else {
      throw UserError(
        .data, path, "has \(blocks.count) periods where its header says \(header.frequencyCount)",
        remedy: "copy the file again from its source")
    }
    return transferFunction(header, blocks)
  }

  private static func transferFunction(
    _ header: ZFileHeader, _ blocks: [ZFileBlock]
  ) -> TransferFunction {
    // Some programs number the levels from 1.
    let first = blocks.map(\.level).min() ?? 0
    let points = blocks.map { block in
      var estimate = block.estimate
      if header.lacksCross { forgetCross(&estimate, header.outputs) }
      return TransferFunction.Point(
        frequency: 1 / block.period, level: block.level - first, estimate: estimate)
    }
    let recorded = blocks.first { $0.level == first }?.rate
    return TransferFunction(
      origin: header.origin,
      outputs: header.outputs, inputs: header.inputs,
      rate: recorded ?? SamplingRate(samples: 1, seconds: 1), location: header.location,
      azimuths: header.azimuths, points: points.sorted { $0.frequency > $1.frequency })
  }

  private static func forgetCross(_ estimate: inout Estimate, _ outputs: [Channel]) {
    for row in outputs.indices {
      for column in outputs.indices where (outputs[row] == .hz) != (outputs[column] == .hz) {
        estimate.residualCovariance[row][column] = ComplexValue(.nan, .nan)
      }
    }
  }
}
