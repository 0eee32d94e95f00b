import Glibc
import Model

/// A binary header, the least significant byte first; what lies behind its end reads as zero.
struct HeaderBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  /// The byte at a place.
  func byte(_ place: Int) -> Int {
    bytes.indices.contains(place) ? Int(bytes[place]) : 0
  }

  /// An integer of `T`'s width.
  func integer<T: FixedWidthInteger>(_ type: T.Type, _ place: Int) -> T {
    (0..<T.bitWidth / 8).reduce(0) { value, i in
      value | T(truncatingIfNeeded: byte(place + i)) << (8 * i)
    }
  }

  /// An integer of `T`'s width as a number that arithmetic can be done with.
  func number<T: FixedWidthInteger>(_ type: T.Type, _ place: Int) -> Int {
    Int(truncatingIfNeeded: integer(type, place))
  }

  func float(_ place: Int) -> Float { Float(bitPattern: integer(UInt32.self, place)) }

  func double(_ place: Int) -> Double { Double(bitPattern: integer(UInt64.self, place)) }

  /// A text of at most `length` bytes that ends at a zero, without blanks at its ends.
  func text(_ place: Int, _ length: Int) -> String {
    let field = bytes.dropFirst(place).prefix(length).prefix { $0 != 0 }
    return String(decoding: field, as: UTF8.self).trimmed
  }
}

extension Double {
  /// The decimal number that was meant by a float: 0.1, not 0.10000000149.
  init(meantBy float: Float) {
    self = Double("\(float)") ?? Double(float)
  }
}

/// What a recording is called that its files have no name for: `2024-06-01_12-00-00_128Hz`.
func recordingName(_ start: Instant, _ rate: SamplingRate) -> String {
  let time = start.timeText(decimals: 0).split(separator: ":").joined(separator: "-")
  let isSlow = rate.samples == 1 && rate.seconds > 1
  let speed =
    isSlow ? "\(rate.seconds)s" : rate.seconds == 1 ? "\(rate.samples)Hz" : "\(rate.hertz)Hz"
  return "\(start.dateText)_\(time)_\(speed)"
}

/// A number as a text whose order among its like is that of the numbers.
func sortable(_ number: Int) -> String {
  String(repeating: "0", count: max(0, 12 - "\(number)".count)) + "\(number)"
}

/// What is needed of an electrode line: how long it is, and where it points to.
struct ElectrodeLine {
  /// Metres.
  let length: Double
  /// Degrees clockwise from north.
  let azimuth: Double
  /// Whether the electrodes are given against the direction that the channel is meant to have.
  let isReversed: Bool

  /// The line from one electrode to another: x north, y east, z down, in metres.
  init(_ channel: Channel, from a: [Double], to b: [Double]) {
    let (dx, dy, dz) = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
    length = (dx * dx + dy * dy + dz * dz).squareRoot()
    let measured = dx == 0 && dy == 0 ? channel.nominalAzimuth : degrees(dy, dx)
    // The samples have the channel's polarity, in whatever order its electrodes are listed.
    let turned = (measured - channel.nominalAzimuth).remainder(dividingBy: 360)
    isReversed = abs(turned) > 90
    azimuth = isReversed ? measured - 180 * (measured > 0 ? 1 : -1) : measured
  }
}

/// The direction of a horizontal vector, degrees clockwise from north.
private func degrees(_ east: Double, _ north: Double) -> Double {
  // The axes exactly, as no rounding of π lets them be.
  if east == 0 { return north < 0 ? 180 : 0 }
  if north == 0 { return east < 0 ? -90 : 90 }
  return atan2(east, north) * 180 / .pi
}
