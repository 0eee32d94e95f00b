import ComplexModule
import HDF5
import Model

extension MTH5TransferFunction {
  /// Reads a transfer function that another program wrote.
  ///
  /// What MTH5 does not store comes back as zero (windows, levels) or as not known (weights, coherences,
  /// errors that the file does not have).
  ///
  /// - Parameter station: The site's name, which stands for inputs and outputs.
  /// - Throws: `UserError` if the group has no periods or no estimates of matching shape.
  static func read(
    _ group: borrowing Group, station: String, location: Location?, file: String
  ) throws -> TransferFunction {
    guard try group.exists("period") else { throw complaint(group, file, "it has no periods") }
    let periods = try group.dataset("period").read(Double.self)
    let channels = try channels(group)
    let values: [Complex<Double>] = try joined("", group)
    let errors: [Double] = try joined("_error", group)
    let (rows, columns) = (channels.outputs.count, channels.inputs.count)
    guard periods.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw complaint(group, file, "a period is no positive number")
    }
    guard !periods.isEmpty, rows > 0, columns > 0,
      values.count == periods.count * rows * columns
    else {
      throw complaint(group, file, "its estimates do not have the shape its channels say")
    }
    let raw = Raw(
      periods: periods, values: TransferFunctionGroup.matrices(values, rows, columns),
      errors: errors.count == values.count
        ? TransferFunctionGroup.matrices(errors, rows, columns) : nil,
      powers: try optional("inverse_signal_power", group, columns, columns),
      covariances: try optional("residual_covariance", group, rows, rows))
    // A row of zeros stands for an output that was not estimated.
    let kept = (0..<rows).filter { row in
      raw.values.contains { $0[row].contains { $0 != .zero } }
    }
    let remotes = try group.attribute("remote_references")?.text.flatMap(JSONText.init)?.array
    var function = TransferFunction(
      origin: TransferFunction.Origin(
        output: station, input: station, remote: remotes?.first?.string),
      outputs: kept.map { channels.outputs[$0] }, inputs: channels.inputs,
      rate: SamplingRate(samples: 1, seconds: 1), location: location,
      points: raw.points(kept).sorted { $0.frequency > $1.frequency })
    let stated = try group.attribute("units")?.text
    for electric in ["mV/km", "mV"] {
      for magnetic in ["nT", "mV"] {
        var other = function
        other.units = FieldUnits(electric: electric, magnetic: magnetic)
        if stated == units(other) { function = other }
      }
    }
    return function
  }

  private static func channels(
    _ group: borrowing Group
  ) throws -> (outputs: [Channel], inputs: [Channel]) {
    guard try group.exists("transfer_function") else {
      let hasTipper = try group.exists("tipper")
      return (hasTipper ? outputs : [.ex, .ey], inputs)
    }
    let dataset = try group.dataset("transfer_function")
    func list(_ name: String) throws -> [Channel]? {
      let names = try dataset.attribute(name)?.text.flatMap(JSONText.init)?.array
      return names?.compactMap { $0.string.flatMap { Channel($0) } }
    }
    return (try list("output_channels") ?? outputs, try list("input_channels") ?? inputs)
  }

  /// `transfer_function`, or `impedance` and `tipper` put together.
  private static func joined<T: HDF5Scalar>(
    _ suffix: String, _ group: borrowing Group
  ) throws -> [T] {
    if try group.exists("transfer_function\(suffix)") {
      return try group.dataset("transfer_function\(suffix)").read()
    }
    var parts: [[[T]]] = []
    for (name, rows) in [("impedance", 2), ("tipper", 1)] where try group.exists(name + suffix) {
      let matrices = TransferFunctionGroup.matrices(
        try group.dataset(name + suffix).read(T.self), rows, 2)
      parts.append(matrices.map { Array($0.joined()) })
    }
    guard let first = parts.first else { return [] }
    return first.indices.flatMap { index in
      parts.flatMap { $0.indices.contains(index) ? $0[index] : [] }
    }
  }

  private static func optional(
    _ name: String, _ group: borrowing Group, _ rows: Int, _ columns: Int
  ) throws -> [[[Complex<Double>]]]? {
    guard try group.exists(name) else { return nil }
    return TransferFunctionGroup.matrices(try group.dataset(name).read(), rows, columns)
  }

  private static func complaint(
    _ group: borrowing Group, _ file: String, _ problem: String
  ) -> UserError {
    UserError(
      .data, file, at: group.path, "the transfer function cannot be read: \(problem)",
      remedy: "Write it again with the program that made it")
  }
}

/// The numbers of a transfer function as they are stored.
private struct Raw {
  let periods: [Double]
  let values: [[[Complex<Double>]]]
  let errors: [[[Double]]]?
  let powers: [[[Complex<Double>]]]?
  let covariances: [[[Complex<Double>]]]?

  func points(_ kept: [Int]) -> [TransferFunction.Point] {
    periods.indices.map { index in
      let unknown = [Double](repeating: .nan, count: kept.count)
      let estimate = Estimate(
        values: kept.map { values[index][$0] },
        variances: kept.map { row in
          errors?[index][row].map { $0 * $0 } ?? values[index][row].map { _ in .nan }
        },
        inverseSignalPower: matrix(powers, index) ?? [],
        residualCovariance: (matrix(covariances, index)).map { matrix in
          kept.map { row in kept.map { matrix[row][$0] } }
        } ?? [],
        windowCount: 0, weightSums: unknown, coherences: unknown, passes: 0, converged: true)
      return TransferFunction.Point(frequency: 1 / periods[index], level: 0, estimate: estimate)
    }
  }

  /// A placeholder of one matrix stands for none.
  private func matrix(_ all: [[[Complex<Double>]]]?, _ index: Int) -> [[Complex<Double>]]? {
    guard let all, all.count == periods.count else { return nil }
    return all[index]
  }
}
