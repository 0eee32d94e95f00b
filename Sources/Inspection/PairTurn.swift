import ComplexModule
import Model
import RealModule

/// Takes a pair of channels from the directions in which they were laid out to orthogonal axes.
struct PairTurn {
  /// `[new][old]`.
  private let factors: [[Double]]

  /// The largest part of a right angle's sine that channels along one line have.
  static let least = 0.1

  /// - Parameter angle: Of the new x, degrees clockwise from north.
  /// - Returns: `nil` without both channels, or where they lie along one line.
  init?(_ header: RecordingHeader, _ x: Channel, _ y: Channel, to angle: Double) {
    guard let a = header.azimuth(of: x), let b = header.azimuth(of: y) else { return nil }
    let (sineA, cosineA) = PairTurn.direction(a - angle)
    let (sineB, cosineB) = PairTurn.direction(b - angle)
    let area = cosineA * sineB - sineA * cosineB
    guard abs(area) > PairTurn.least else { return nil }
    factors = [[sineB / area, -sineA / area], [-cosineB / area, cosineA / area]]
  }

  /// Whether it leaves everything as it is.
  var isIdentity: Bool { factors == [[1, 0], [0, 1]] }

  func turn(_ x: Complex<Double>, _ y: Complex<Double>) -> (Complex<Double>, Complex<Double>) {
    (
      x.multiplied(by: factors[0][0]) + y.multiplied(by: factors[0][1]),
      x.multiplied(by: factors[1][0]) + y.multiplied(by: factors[1][1])
    )
  }

  func turn(_ x: [Double], _ y: [Double]) -> ([Double], [Double]) {
    (
      zip(x, y).map { factors[0][0] * $0 + factors[0][1] * $1 },
      zip(x, y).map { factors[1][0] * $0 + factors[1][1] * $1 }
    )
  }

  /// Sine and cosine, exact at the right angles, where most channels are.
  private static func direction(_ degrees: Double) -> (sine: Double, cosine: Double) {
    let rest = degrees.remainder(dividingBy: 360)
    switch rest {
    case 0: return (0, 1)
    case 90: return (1, 0)
    case -90: return (-1, 0)
    case 180, -180: return (0, -1)
    default: return (.sin(rest * .pi / 180), .cos(rest * .pi / 180))
    }
  }
}

extension RecordingHeader {
  /// Degrees clockwise from north; `nil` without the channel.
  func azimuth(of channel: Channel) -> Double? {
    channels.first { $0.channel == channel }?.azimuth
  }

  /// Whether both channels are there and lie along one line, so that nothing is known of the field
  /// across it.
  func isOneLine(_ x: Channel, _ y: Channel) -> Bool {
    has(x) && has(y) && PairTurn(self, x, y, to: 0) == nil
  }
}
