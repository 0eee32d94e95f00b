import ComplexModule
import Model

/// What stands before the first period of a Z-file.
struct ZFileHeader {
  var origin = TransferFunction.Origin(output: "", input: "")
  var azimuths = Azimuths()
  /// Whether zeros stand for covariances of Ex and Ey with Hz.
  var lacksCross = false
  var location: Location?
  var inputs: [Channel] = []
  var outputs: [Channel] = []
  var frequencyCount = 0

  /// Reads up to the last line of the channels' table.
  init(_ lines: inout ZFileLines) throws {
    for _ in 0..<2 { lines.advance() }
    let own = ZFileHeader.ownRemarks(lines.text)
    lacksCross = own["covariances with Hz"] == "unknown"
    lines.advance()
    let station = ZFileHeader.station(lines.text)
    origin = TransferFunction.Origin(
      output: own["output"] ?? station, input: own["input"] ?? station, remote: own["remote"])
    _ = try lines.skip(to: "coordinate")
    let fields = lines.text.split(whereSeparator: \.isWhitespace)
    if own["coordinate"] != "unknown", fields.count >= 3,
      let latitude = DecimalNumber.parse(fields[1]),
      let longitude = DecimalNumber.parse(fields[2])
    {
      // The format has no elevation but in our own remarks.
      let elevation = own["elevation"].flatMap { DecimalNumber.parse($0) } ?? 0
      location = Formats.location(latitude, longitude, elevation).0
    }
    _ = try lines.skip(to: "number of channels")
    let channelCount = try lines.count(after: "number of channels")
    frequencyCount = try lines.count(after: "number of frequencies")
    guard (3...100).contains(channelCount) else {
      throw lines.problem(
        "says \(channelCount) channels: there are two inputs and an output or more")
    }
    _ = try lines.skip(to: "orientations")
    let table = try (0..<channelCount).map { _ in try ZFileHeader.channel(&lines) }
    let channels = table.map(\.channel)
    inputs = Array(channels[..<2])
    outputs = Array(channels[2...])
    guard inputs == [.hx, .hy], Set(channels).count == channels.count else {
      throw lines.problem("ends a table of channels that does not begin with Hx and Hy, each once")
    }
    for (channel, azimuth) in table where channel != .hz && azimuth != channel.nominalAzimuth {
      if inputs.contains(channel) {
        azimuths.inputs[channel] = azimuth
      } else {
        azimuths.outputs[channel] = azimuth
      }
    }
    lines.advance()
  }

  /// What our own files say in the line of the processing: `key=value` after `skindepth:`.
  private static func ownRemarks(_ line: String) -> [String: String] {
    guard let mark = line.firstRange(of: "skindepth:") else { return [:] }
    let pairs = line[mark.upperBound...].split(separator: ";").map {
      $0.split(separator: "=", maxSplits: 1).map(\.trimmed)
    }
    return Dictionary(
      pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// `station: NAME`, or the name alone.
  private static func station(_ line: String) -> String {
    let name =
      line.lowercased().hasPrefix("station") ? line.drop { $0 != ":" }.dropFirst() : line[...]
    return name.trimmed
  }

  /// A line `number azimuth tilt station type`.
  private static func channel(
    _ lines: inout ZFileLines
  ) throws -> (channel: Channel, azimuth: Double) {
    lines.advance()
    let fields = lines.text.split(whereSeparator: \.isWhitespace)
    guard fields.count >= 4, let azimuth = DecimalNumber.parse(fields[1]), azimuth.isFinite,
      let channel = Channel(String(fields[fields.count - 1]))
    else { throw lines.problem("is no line `number azimuth tilt station channel`") }
    return (channel, azimuth)
  }
}

/// One period of a Z-file.
struct ZFileBlock {
  /// Seconds.
  var period: Double
  var level: Int
  /// The rate of the decimation level.
  var rate: SamplingRate
  var estimate: Estimate

  /// Reads from the line of the period to the last of its numbers.
  init(_ lines: inout ZFileLines, outputCount: Int) throws {
    period = try lines.number(after: "period")
    guard period > 0, (1 / period).isFinite else {
      throw lines.problem("has a period that is not above 0")
    }
    level = try lines.count(after: "level")
    _ = try lines.skip(to: "number of data point")
    let windows = try lines.count(after: "number of data point")
    guard let rate = SamplingRate(hertz: try lines.number(after: "sampling freq.")) else {
      throw lines.problem("has no sampling frequency above 0")
    }
    self.rate = rate
    _ = try lines.skip(to: "transfer functions")
    let values = try (0..<outputCount).map { _ in try lines.complexRow(2) }
    _ = try lines.skip(to: "inverse coherent signal power")
    let power = try lines.hermitian(2)
    _ = try lines.skip(to: "residual covariance")
    let residuals = try lines.hermitian(outputCount)
    let variances = (0..<outputCount).map { o in
      (0..<2).map { residuals[o][o].real * power[$0][$0].real }
    }
    guard variances.allSatisfy({ $0.allSatisfy { $0 >= 0 } }) else {
      throw lines.problem("ends a block with a negative variance")
    }
    estimate = Estimate(readValues: values, variances: variances, inputCount: 2)
    estimate.inverseSignalPower = power
    estimate.residualCovariance = residuals
    estimate.windowCount = windows
  }
}
