import ComplexModule
package import Model

/// A way in which transfer functions are written for other programs.
package protocol TransferFunctionWriter: SendableMetatype {
  /// The format's name in messages.
  static var name: String { get }

  /// The word for it in the configuration and in `--format`.
  static var key: String { get }

  /// The endings of file names that stand for it, the usual one first.
  static var endings: [String] { get }

  /// The ending of a file with this transfer function.
  static func ending(for function: TransferFunction) -> String

  /// Why the format has no place for a transfer function, in words that follow its name; `nil` where it
  /// has one.
  static func obstacle(_ function: TransferFunction) -> String?

  /// The frequencies that a file will have.
  static func points(_ function: TransferFunction) -> [TransferFunction.Point]

  /// The text of a file.
  ///
  /// - Precondition: `obstacle(function)` is `nil`.
  static func text(of function: TransferFunction, _ note: FileNote) -> String
}

/// What a file says besides the transfer function.
package struct FileNote: Hashable, Sendable {
  /// Lines that say what made it: program, settings, input.
  package var provenance: [String]
  /// The day it was made on, `2024-06-01`.
  package var date: String?
  /// Significant digits of every number; 17 bring back the same double.
  package var digits: Int

  package init(provenance: [String] = [], date: String? = nil, digits: Int = 17) {
    self.provenance = provenance
    self.date = date
    self.digits = digits
  }
}

extension TransferFunctionWriter {
  package static func ending(for function: TransferFunction) -> String { endings[0] }

  package static func points(_ function: TransferFunction) -> [TransferFunction.Point] {
    function.usual.writtenPoints
  }

  package static func canHold(_ function: TransferFunction) -> Bool { obstacle(function) == nil }

  /// Writes a file, replacing an old one only when the new one is complete.
  ///
  /// - Throws: A `UserError` of kind `output`: no place for these channels, or none on the disk.
  package static func write(
    _ function: TransferFunction, to path: String, _ note: FileNote = FileNote()
  ) throws {
    if let obstacle = obstacle(function) {
      throw UserError(
        .output, path, "\(name) \(obstacle)",
        remedy: "write this transfer function in another format")
    }
    try AtomicFile.write(path, text(of: function, note))
  }
}

/// The formats that transfer functions are written in.
package enum TransferFunctionWriters {
  package static let all: [any TransferFunctionWriter.Type] = [
    EDI.self, EMTFXML.self, ZFile.self, JFile.self, ResisticsTransferFunction.self,
  ]

  /// The writer of a word such as `edi`.
  package static func writer(_ key: String) -> (any TransferFunctionWriter.Type)? {
    all.first { $0.key == key.lowercased() }
  }

  /// The writer that a file's name asks for by its ending.
  package static func writer(forFile path: String) -> (any TransferFunctionWriter.Type)? {
    let lower = path.lowercased()
    return all.first { $0.endings.contains { lower.hasSuffix(".\($0)") } }
  }
}

// What several formats ask of a transfer function.
extension TransferFunction {
  /// The function with what the usual formats hold: Hz, Ex and Ey, as far as they are there, from Hx
  /// and Hy, in this order.
  var usual: TransferFunction {
    let kept = [Channel.hz, .ex, .ey].compactMap { outputs.firstIndex(of: $0) }
    let columns = [Channel.hx, .hy].compactMap { inputs.firstIndex(of: $0) }
    var arranged = self
    arranged.outputs = kept.map { outputs[$0] }
    arranged.inputs = columns.map { inputs[$0] }
    for i in points.indices {
      arranged.points[i].estimate = points[i].estimate.arranged(kept, columns)
    }
    return arranged
  }

  /// Why this has none of Ex, Ey, Hz from Hx and Hy with a value at some frequency.
  var obstacleToTheUsualChannels: String? {
    guard Set(inputs) == [.hx, .hy], !Set(outputs).isDisjoint(with: [.ex, .ey, .hz]) else {
      let names = (outputs + inputs).map(\.name).joined(separator: " ")
      return "holds Ex, Ey and Hz from Hx and Hy only, not these channels: \(names)"
    }
    guard !usual.writtenPoints.isEmpty else { return "has no frequency with an estimate to write" }
    return nil
  }

  /// Why the format, which has no place for units, cannot hold the impedance.
  var obstacleToFieldUnits: String? {
    units.areOfField
      ? nil : "holds impedances in (mV/km)/nT only, and this one is in \(units.impedance)"
  }

  /// Why the format's one angle of rotation cannot tell the directions of the channels.
  var obstacleToOneAngle: String? {
    axes == nil
      ? "has one angle for all channels, and these do not lie along two orthogonal axes: turn them"
        + " with --rotate" : nil
  }

  /// Points with any impedance (or tipper, where that is all there is), descending in frequency.
  var writtenPoints: [Point] {
    let electric = outputs.indices.filter { outputs[$0].kind == .electric }
    let rows = electric.isEmpty ? Array(outputs.indices) : electric
    return
      points
      .filter { point in
        rows.contains { point.estimate.values[$0].contains(where: \.isFinite) }
      }
      .sorted { $0.frequency > $1.frequency }
  }
}

extension Estimate {
  /// The estimate with these outputs and inputs only, in this order.
  fileprivate func arranged(_ rows: [Int], _ columns: [Int]) -> Estimate {
    func block<T>(_ matrix: [[T]], _ rows: [Int], _ columns: [Int]) -> [[T]] {
      matrix.isEmpty ? [] : rows.map { row in columns.map { matrix[row][$0] } }
    }
    var arranged = self
    arranged.values = block(values, rows, columns)
    arranged.variances = block(variances, rows, columns)
    arranged.inverseSignalPower = block(inverseSignalPower, columns, columns)
    arranged.residualCovariance = block(residualCovariance, rows, rows)
    arranged.weightSums = weightSums.isEmpty ? [] : rows.map { weightSums[$0] }
    arranged.coherences = coherences.isEmpty ? [] : rows.map { coherences[$0] }
    return arranged
  }
}

/// Letters, digits, `-` and `_`: other programs make file names of it.
func plainIdentifier(_ name: String) -> String {
  let allowed = name.map { letter in
    letter.isASCII && (letter.isLetter || letter.isNumber) || letter == "-" ? letter : "_"
  }
  return allowed.isEmpty ? "site" : String(allowed)
}
