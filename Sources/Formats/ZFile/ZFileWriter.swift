import ComplexModule
package import Model

extension ZFile {
  package static func ending(for function: TransferFunction) -> String {
    function.origin.remote == nil ? "zss" : "zrr"
  }

  package static func obstacle(_ function: TransferFunction) -> String? {
    if let obstacle = function.obstacleToTheUsualChannels ?? function.obstacleToFieldUnits {
      return obstacle
    }
    return points(function).isEmpty
      ? "needs the covariances of signal and residuals, and no frequency has them with all values"
      : nil
  }

  /// The format has no mark for a missing value: a frequency is whole or left out.
  ///
  /// Only covariances of Ex
  /// and Ey with Hz, which EMTF XML has no place for, may be missing.
  package static func points(_ function: TransferFunction) -> [TransferFunction.Point] {
    function.usual.writtenPoints.filter { point in
      hasCovariances(point.estimate, function.usual.outputs)
        && point.estimate.values.allSatisfy { $0.allSatisfy(\.isFinite) }
    }
  }

  /// Whether covariances of Ex and Ey with Hz are missing, which files have as 0, with a remark.
  package static func lacksCross(_ function: TransferFunction) -> Bool {
    points(function).contains { !$0.estimate.residualCovariance.joined().allSatisfy(\.isFinite) }
  }

  private static func hasCovariances(_ estimate: Estimate, _ outputs: [Channel]) -> Bool {
    guard !estimate.inverseSignalPower.isEmpty, !estimate.residualCovariance.isEmpty else {
      return false
    }
    let power = estimate.inverseSignalPower.joined().allSatisfy(\.isFinite)
    return power
      && outputs.indices.allSatisfy { row in
        outputs.indices.allSatisfy { column in
          (outputs[row] == .hz) != (outputs[column] == .hz)
            || estimate.residualCovariance[row][column].isFinite
        }
      }
  }

  /// Numbers have `note.digits` significant digits; with 5 they have EMTF's own columns.
  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    let usual = function.usual
    let points = points(function).sorted { $0.period < $1.period }
    let lines = head(usual, points.count) + points.flatMap { block($0, usual, note.digits) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func head(_ function: TransferFunction, _ count: Int) -> [String] {
    let site = plainIdentifier(function.origin.output)
    let place = function.location ?? Location(latitude: 0, longitude: 0, elevation: 0)
    let channels = function.inputs + function.outputs
    var lines = [
      "TRANSFER FUNCTIONS IN MEASUREMENT COORDINATES",
      "********* WITH FULL ERROR COVARIANCE ********",
      processing(function),
      "station: \(site)",
      "coordinate \(place.latitude) \(place.longitude) declination "
        + (function.metadata.declination ?? 0).fixed(2),
      "number of channels \(padded("\(channels.count)", 4))  number of frequencies "
        + padded("\(count)", 4),
      " orientations and tilts of each channel",
    ]
    for (index, channel) in channels.enumerated() {
      let azimuth =
        channel == .hz
        ? 0
        : index < function.inputs.count
          ? function.azimuth(ofInput: channel) : function.azimuth(ofOutput: channel)
      lines.append(
        padded("\(index + 1)", 5) + " " + padded(degrees(azimuth), 8) + "     0.00 \(site)  "
          + channel.name)
    }
    return lines + [""]
  }

  /// What the header has no place for; EMTF's own text of this line is free.
  private static func processing(_ function: TransferFunction) -> String {
    let origin = function.origin
    var remarks = ["output=\(origin.output)", "input=\(origin.input)"]
    remarks += origin.remote.map { ["remote=\($0)"] } ?? []
    // The format's coordinates are numbers always.
    remarks.append(function.location.map { "elevation=\($0.elevation)" } ?? "coordinate=unknown")
    if lacksCross(function) { remarks.append("covariances with Hz=unknown") }
    let kind = origin.remote == nil ? "Robust Single station" : "Robust Remote Reference"
    return "\(kind), skindepth: \(remarks.joined(separator: "; "))"
  }

  private static func block(
    _ point: TransferFunction.Point, _ function: TransferFunction, _ digits: Int
  ) -> [String] {
    let estimate = point.estimate
    func row(_ values: some Sequence<ComplexValue>) -> String {
      values.map { $0.isFinite ? $0 : .zero }
        .map { number($0.real, digits) + number($0.imaginary, digits) }.joined()
    }
    func triangle(_ matrix: [[ComplexValue]]) -> [String] {
      matrix.enumerated().map { row($0.element.prefix($0.offset + 1)) }
    }
    let period =
      digits >= 17 ? "\(point.period)" : point.period.fixed(point.period >= 0.1 ? 5 : 10)
    return [
      "period : \(padded(period, 12))    decimation level \(padded("\(point.level + 1)", 3))    "
        + "freq. band from    0 to    0",
      "number of data point \(estimate.windowCount) sampling freq. \(function.rate.hertz) Hz",
      " Transfer Functions",
    ] + estimate.values.map(row) + [" Inverse Coherent Signal Power Matrix"]
      + triangle(estimate.inverseSignalPower) + [" Residual Covariance"]
      + triangle(estimate.residualCovariance)
  }

  private static func degrees(_ azimuth: Double) -> String {
    let short = azimuth.fixed(2)
    return DecimalNumber.parse(short) == azimuth ? short : "\(azimuth)"
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    padded(scientific(value, digits: digits), digits + 7)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}
