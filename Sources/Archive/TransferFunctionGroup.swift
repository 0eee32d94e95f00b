import ComplexModule
import HDF5
import Model

/// Our own, complete form of a transfer function: any channels, and all that is known of it.
enum TransferFunctionGroup {
  static func write(_ function: TransferFunction, to group: borrowing Group) throws(HDF5Error) {
    try group.setAttributes(attributes(function))
    let (n, outputs, inputs) = (
      function.points.count, function.outputs.count, function.inputs.count
    )
    let estimates = function.points.map(\.estimate)
    try group.createDataset("frequency", values: function.points.map(\.frequency))
    try group.createDataset("level", values: function.points.map { Int64($0.level) })
    try group.createDataset(
      "transfer_function", values: estimates.flatMap { $0.values.joined() },
      shape: [n, outputs, inputs])
    try group.createDataset(
      "variance", values: estimates.flatMap { $0.variances.joined() }, shape: [n, outputs, inputs])
    try group.createDataset(
      "inverse_signal_power", values: estimates.flatMap { $0.inverseSignalPower.joined() },
      shape: [n, inputs, inputs])
    try group.createDataset(
      "residual_covariance", values: estimates.flatMap { $0.residualCovariance.joined() },
      shape: [n, outputs, outputs])
    try group.createDataset("window_count", values: estimates.map { Int64($0.windowCount) })
    try group.createDataset(
      "weight_sum", values: estimates.flatMap(\.weightSums), shape: [n, outputs])
    try group.createDataset(
      "coherence", values: estimates.flatMap(\.coherences), shape: [n, outputs])
    if estimates.contains(where: { !$0.errorFloors.isEmpty }) {
      let floors = estimates.flatMap { estimate in
        estimate.errorFloors.isEmpty
          ? [Double](repeating: 0, count: outputs) : estimate.errorFloors
      }
      try group.createDataset("error_floor", values: floors, shape: [n, outputs])
    }
    let doubts = estimates.flatMap { estimate in
      function.outputs.indices.flatMap { output in
        function.inputs.indices.map { estimate.doubts(output: output, input: $0).rawValue }
      }
    }
    let dataset = try group.createDataset("doubt", values: doubts, shape: [n, outputs, inputs])
    try dataset.setAttribute("meaning", to: .text(DoubtFlags.meaning))
    try group.createDataset("passes", values: estimates.map { Int64($0.passes) })
    try group.createDataset("converged", values: estimates.map { UInt8($0.converged ? 1 : 0) })
  }

  private static func attributes(_ function: TransferFunction) -> [String: AttributeValue] {
    var values: [String: AttributeValue] = [
      "outputs": .texts(function.outputs.map(\.name)),
      "inputs": .texts(function.inputs.map(\.name)),
      "output_site": .text(function.origin.output), "input_site": .text(function.origin.input),
      "rate_samples": .integer(Int64(function.rate.samples)),
      "rate_seconds": .integer(Int64(function.rate.seconds)),
    ]
    if !function.units.areOfField { values["units"] = .text(function.units.impedance) }
    if let remote = function.origin.remote { values["remote_site"] = .text(remote) }
    if let location = function.location {
      values["location"] = .reals([location.latitude, location.longitude, location.elevation])
    }
    values.merge(attributes(of: function.instruments)) { $1 }
    // Only what differs from the nominal directions, so that files without it are as they always were.
    for (name, azimuths) in [
      ("output_azimuths", function.outputs.map { function.azimuth(ofOutput: $0) }),
      ("input_azimuths", function.inputs.map { function.azimuth(ofInput: $0) }),
    ] where function.azimuths != Azimuths() { values[name] = .reals(azimuths) }
    return values
  }

  private static func attributes(of instruments: [Instrument]) -> [String: AttributeValue] {
    guard !instruments.isEmpty else { return [:] }
    return [
      "instrument_channels": .texts(instruments.map(\.channel.name)),
      "instrument_azimuths": .reals(instruments.map(\.azimuth)),
      "instrument_dipole_lengths": .reals(instruments.map { $0.dipoleLength ?? 0 }),
      "instrument_sensors": .texts(instruments.map(\.sensor)),
    ]
  }

  /// Nothing where a file of an older version has none.
  private static func instruments(_ attributes: [String: AttributeValue]) -> [Instrument] {
    let names = attributes["instrument_channels"]?.texts ?? []
    let sensors = attributes["instrument_sensors"]?.texts ?? []
    guard case .reals(let azimuths)? = attributes["instrument_azimuths"],
      case .reals(let lengths)? = attributes["instrument_dipole_lengths"],
      Set([names.count, sensors.count, azimuths.count, lengths.count]).count == 1
    else { return [] }
    return names.indices.compactMap { index in
      Channel(names[index]).map {
        Instrument(
          $0, azimuth: azimuths[index], dipoleLength: lengths[index] > 0 ? lengths[index] : nil,
          sensor: sensors[index])
      }
    }
  }

  private static func azimuths(
    _ attributes: [String: AttributeValue], _ outputs: [Channel], _ inputs: [Channel]
  ) -> Azimuths {
    func directions(_ name: String, _ channels: [Channel]) -> [Channel: Double] {
      guard case .reals(let angles)? = attributes[name], angles.count == channels.count else {
        return [:]
      }
      return zip(channels, angles).reduce(into: [:]) { result, pair in
        if pair.1 != pair.0.nominalAzimuth { result[pair.0] = pair.1 }
      }
    }
    return Azimuths(
      outputs: directions("output_azimuths", outputs), inputs: directions("input_azimuths", inputs))
  }

  /// - Throws: `UserError` if the group is not as `write` made it.
  static func read(_ group: borrowing Group, file: String) throws -> TransferFunction {
    let attributes = try group.attributes()
    let outputs = (attributes["outputs"]?.texts ?? []).compactMap { Channel($0) }
    let inputs = (attributes["inputs"]?.texts ?? []).compactMap { Channel($0) }
    let samples = Int(attributes["rate_samples"]?.integer ?? 0)
    let seconds = Int(attributes["rate_seconds"]?.integer ?? 0)
    guard !outputs.isEmpty, !inputs.isEmpty, samples > 0, seconds > 0 else {
      throw UserError(
        .data, file, at: group.path, "the transfer function lacks its channels or sampling rate",
        remedy: "Process the site again")
    }
    var function = TransferFunction(
      origin: TransferFunction.Origin(
        output: attributes["output_site"]?.text ?? "", input: attributes["input_site"]?.text ?? "",
        remote: attributes["remote_site"]?.text),
      outputs: outputs, inputs: inputs, rate: SamplingRate(samples: samples, seconds: seconds),
      location: location(attributes), azimuths: azimuths(attributes, outputs, inputs),
      points: try points(group, outputs.count, inputs.count, file: file))
    if let units = attributes["units"]?.text.flatMap({ FieldUnits(impedance: $0) }) {
      function.units = units
    }
    function.instruments = instruments(attributes)
    return function
  }

  private static func location(_ attributes: [String: AttributeValue]) -> Location? {
    guard case .reals(let values)? = attributes["location"], values.count == 3 else { return nil }
    return Location(latitude: values[0], longitude: values[1], elevation: values[2])
  }

  private static func points(
    _ group: borrowing Group, _ outputs: Int, _ inputs: Int, file: String
  ) throws -> [TransferFunction.Point] {
    let frequencies = try group.dataset("frequency").read(Double.self)
    /// A table with so many numbers for each frequency.
    func list<T: HDF5Scalar>(_ name: String, _ perPoint: Int = 1) throws -> [T] {
      let values = try group.dataset(name).read(T.self)
      guard values.count == frequencies.count * perPoint else {
        throw UserError(
          .data, file, at: "\(group.path)/\(name)",
          "there are \(values.count) values where \(frequencies.count) frequencies need "
            + "\(frequencies.count * perPoint)",
          remedy: "Process the site again")
      }
      return values
    }
    func table<T: HDF5Scalar>(_ name: String, _ rows: Int, _ columns: Int) throws -> [[[T]]] {
      matrices(try list(name, rows * columns), rows, columns)
    }
    let levels: [Int64] = try list("level")
    let values: [[[Complex<Double>]]] = try table("transfer_function", outputs, inputs)
    let variances: [[[Double]]] = try table("variance", outputs, inputs)
    let powers: [[[Complex<Double>]]] = try table("inverse_signal_power", inputs, inputs)
    let covariances: [[[Complex<Double>]]] = try table("residual_covariance", outputs, outputs)
    let counts: [Int64] = try list("window_count")
    let weights: [[[Double]]] = try table("weight_sum", 1, outputs)
    let coherences: [[[Double]]] = try table("coherence", 1, outputs)
    let passes: [Int64] = try list("passes")
    let converged: [UInt8] = try list("converged")
    let doubts: [[[UInt8]]]? =
      try group.exists("doubt") ? try table("doubt", outputs, inputs) : nil
    let floors: [[[Double]]]? =
      try group.exists("error_floor") ? try table("error_floor", 1, outputs) : nil
    return frequencies.indices.map { index in
      var estimate = Estimate(
        values: values[index], variances: variances[index], inverseSignalPower: powers[index],
        residualCovariance: covariances[index], windowCount: Int(counts[index]),
        weightSums: weights[index][0], coherences: coherences[index][0],
        passes: Int(passes[index]), converged: converged[index] != 0)
      estimate.doubts = doubts.map { DoubtFlags(ofAll: $0[index].flatMap(\.self)) } ?? []
      estimate.errorFloors = floors.map { $0[index][0] } ?? []
      return TransferFunction.Point(
        frequency: frequencies[index], level: Int(levels[index]), estimate: estimate)
    }
  }

  /// Cuts row-major values into matrices; what is left over at the end is dropped.
  static func matrices<T>(_ values: [T], _ rows: Int, _ columns: Int) -> [[[T]]] {
    let size = rows * columns
    guard size > 0 else { return [] }
    return stride(from: 0, to: values.count - size + 1, by: size).map { start in
      (0..<rows).map { row in
        Array(values[start + row * columns..<start + (row + 1) * columns])
      }
    }
  }
}
