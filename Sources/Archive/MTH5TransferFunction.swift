import ComplexModule
import HDF5
import Model

/// MTH5's form of a transfer function: outputs Ex, Ey, Hz and inputs Hx, Hy, whatever was estimated.
///
/// What was not estimated is zero: mt_metadata takes no other shape, and reads zero as "none".
enum MTH5TransferFunction {
  static let outputs: [Channel] = [.ex, .ey, .hz]
  static let inputs: [Channel] = [.hx, .hy]
  static func units(_ function: TransferFunction) -> String {
    let electric =
      function.units.electric == "mV" ? "milliVolt" : "milliVolt per kilometer"
    return "\(electric) per \(function.units.magnetic == "mV" ? "milliVolt" : "nanoTesla")"
  }

  static func canHold(_ function: TransferFunction) -> Bool {
    !function.points.isEmpty && function.outputs.allSatisfy(outputs.contains)
      && Set(function.inputs) == Set(inputs)
  }

  /// - Precondition: `canHold(function)`.
  static func write(
    _ function: TransferFunction, id: String, runs: [String], site: SiteDescription,
    to group: borrowing Group
  ) throws(HDF5Error) {
    try group.setAttributes([
      "id": .text(id), "mth5_type": "TransferFunction", "units": .text(units(function)),
      "sign_convention": "+", "coordinate_system": function.axes == 0 ? "geographic" : "station",
      "processed_date": .text(site.createdText),
      "processing_type": .text(
        function.origin.remote == nil ? "robust" : "robust remote reference"),
      "processing_parameters": "[]", "runs_processed": .text(JSONText.list(runs)),
      "remote_references": .text(JSONText.list(function.origin.remote.map { [$0] } ?? [])),
      "software.name": .text(site.software.name), "software.version": .text(site.software.version),
    ])
    let n = function.points.count
    try add("period", function.points.map(\.period), [n], ("real", [], []), to: group)
    let place = Places(function)
    try add(
      "transfer_function", place.map(outputs, inputs) { $0.values }, [n, 3, 2],
      ("complex", outputs, inputs), to: group)
    try add(
      "transfer_function_error",
      place.map(outputs, inputs) { $0.variances }.map { $0.squareRoot() },
      [n, 3, 2], ("real", outputs, inputs), to: group)
    try add(
      "inverse_signal_power", place.map(inputs, inputs) { $0.inverseSignalPower }, [n, 2, 2],
      ("complex", inputs, inputs), to: group)
    try add(
      "residual_covariance", place.map(outputs, outputs) { $0.residualCovariance }, [n, 3, 3],
      ("complex", outputs, outputs), to: group)
  }

  private static func add<T: HDF5Scalar>(
    _ name: String, _ values: [T], _ shape: [Int],
    _ description: (type: String, outputs: [Channel], inputs: [Channel]), to group: borrowing Group
  ) throws(HDF5Error) {
    let dataset = try group.createDataset(name, values: values, shape: shape)
    try dataset.setAttributes([
      "name": .text(name), "mth5_type": "estimate", "data_type": .text(description.type),
      "output_channels": .text(JSONText.list(description.outputs.map(MTH5.component))),
      "input_channels": .text(JSONText.list(description.inputs.map(MTH5.component))),
      "units": name == "period" ? "samples per second" : "", "description": "",
    ])
  }

  /// Cells of the summary's row between the place and the references.
  static func summary(_ function: TransferFunction, id: String) -> [Cell] {
    let periods = function.points.map(\.period)
    return [
      .text(id), .text(units(function)),
      .boolean(function.outputs.contains { $0.kind == .electric }),
      .boolean(function.outputs.contains(.hz)), .boolean(true),
      .real(periods.min() ?? 0), .real(periods.max() ?? 0),
    ]
  }
}

/// Where MTH5's channels are in a transfer function's matrices.
private struct Places {
  let function: TransferFunction

  init(_ function: TransferFunction) {
    self.function = function
  }

  /// The matrices `[point, row, column]` in MTH5's order of channels, zero where there is none.
  func map<T: AdditiveArithmetic>(
    _ rows: [Channel], _ columns: [Channel], _ matrix: (Estimate) -> [[T]]
  ) -> [T] {
    let (rows, columns) = (rows.map(index), columns.map(index))
    return function.points.flatMap { point in
      let values = matrix(point.estimate)
      return rows.flatMap { row in
        columns.map { column in
          guard let row, let column else { return T.zero }
          return values[row][column]
        }
      }
    }
  }

  private func index(_ channel: Channel) -> Int? {
    function.outputs.firstIndex(of: channel) ?? function.inputs.firstIndex(of: channel)
  }
}
