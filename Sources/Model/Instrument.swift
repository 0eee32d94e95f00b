import RealModule

/// What a channel was measured with.
package struct Instrument: Hashable, Sendable {
  package var channel: Channel
  /// Degrees clockwise from north.
  package var azimuth: Double
  /// Metres; `nil` where it is not known, or not the same in all recordings.
  package var dipoleLength: Double?
  /// Model and serial number of the sensor; of several, separated by commas.
  package var sensor: String

  package init(
    _ channel: Channel, azimuth: Double, dipoleLength: Double? = nil, sensor: String = ""
  ) {
    self.channel = channel
    self.azimuth = azimuth
    self.dipoleLength = dipoleLength
    self.sensor = sensor
  }

  /// Of the same channel in several recordings; `nil` for none.
  package init?(_ headers: [ChannelHeader]) {
    guard let first = headers.first else { return nil }
    let lengths = Set(headers.map(\.dipoleLength))
    var sensors: [String] = []
    for header in headers {
      let name = [header.sensor, header.serial].filter { !$0.isEmpty }.joined(separator: " ")
      if !name.isEmpty, !sensors.contains(name) { sensors.append(name) }
    }
    self.init(
      first.channel.component, azimuth: first.azimuth,
      dipoleLength: lengths.count == 1 ? first.dipoleLength : nil,
      sensor: sensors.joined(separator: ", "))
  }

  /// The electrode ahead of the middle of the line, metres north and east; the other one lies
  /// opposite.
  package var electrode: (north: Double, east: Double)? {
    guard channel.kind == .electric, let dipoleLength else { return nil }
    let angle = azimuth * .pi / 180
    return (dipoleLength / 2 * Double.cos(angle), dipoleLength / 2 * Double.sin(angle))
  }
}

extension TransferFunction {
  package func instrument(_ channel: Channel) -> Instrument? {
    instruments.first { $0.channel == channel }
  }
}
