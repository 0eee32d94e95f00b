package import ComplexModule

/// The response of a magnetic sensor as its kind has it, without the single sensor's own deviations.
///
/// A gain, with a first-order high-pass ix/(1 + ix) at each of some corners and a low-pass 1/(1 + ix) at
/// each of others, x the frequency over the corner's.
package struct CoilModel: Hashable, Sendable {
  package let name: String
  /// mV/nT between the corners.
  package let gain: Double
  /// Hertz.
  package let highPasses: [Double]
  package let lowPasses: [Double]

  package init(name: String, gain: Double, highPasses: [Double], lowPasses: [Double]) {
    self.name = name
    self.gain = gain
    self.highPasses = highPasses
    self.lowPasses = lowPasses
  }

  /// The model of a sensor.
  ///
  /// - Parameters:
  ///   - sensor: As recorders write it: `MFS06e`, `MFS-06`, `FGS03e`, in any case.
  ///   - chopper: Whether the chopper was on; where that is not known it is taken as on, which differs
  ///     below a few hertz.
  /// - Returns: `nil` for a sensor that is not known here.
  package static func named(_ sensor: String, chopper: Bool?) -> CoilModel? {
    let plain = sensor.uppercased().filter { $0.isLetter || $0.isNumber }
    guard let kind = kinds.first(where: { $0.names.contains(plain) }) else { return nil }
    let isOff = chopper == false
    let corners = kind.highPasses + (isOff && kind.hasChopper ? [0.72] : [])
    let state = kind.hasChopper ? ", chopper \(isOff ? "off" : "on")" : ""
    return CoilModel(
      name: plain + state, gain: kind.gain, highPasses: corners, lowPasses: kind.lowPasses)
  }

  private struct Kind {
    let names: [String]
    let gain: Double
    let highPasses, lowPasses: [Double]
    let hasChopper: Bool
  }

  /// The maker's parameters, as programs of the maker have them.
  private static let kinds = [
    Kind(
      names: ["MFS06", "MFS06E"], gain: 800, highPasses: [4], lowPasses: [8192, 28_300],
      hasChopper: true),
    Kind(
      names: ["MFS07"], gain: 640, highPasses: [32], lowPasses: [45_000, 28_300], hasChopper: true),
    Kind(
      names: ["MFS07E"], gain: 640, highPasses: [32], lowPasses: [40_000, 50_000],
      hasChopper: false),
    Kind(
      names: ["MFS12E"], gain: 800, highPasses: [16], lowPasses: [8192, 28_300], hasChopper: false),
    Kind(names: ["SHFT02E"], gain: 50, highPasses: [], lowPasses: [3e5], hasChopper: false),
    Kind(names: ["FGS02"], gain: 0.75, highPasses: [], lowPasses: [], hasChopper: false),
    Kind(names: ["FGS03E"], gain: 0.1, highPasses: [], lowPasses: [], hasChopper: false),
    Kind(names: ["FGS05E"], gain: 0.143, highPasses: [], lowPasses: [], hasChopper: false),
  ]

  /// The sensors that have a model.
  package static var knownSensors: [String] { kinds.flatMap(\.names) }

  /// The response at a frequency in hertz, mV/nT.
  package func value(at frequency: Double) -> Complex<Double> {
    let highs = highPasses.reduce(Complex(gain)) { product, corner in
      let x = Complex(0, frequency / corner)
      return product * x / (1 + x)
    }
    return lowPasses.reduce(highs) { $0 / (1 + Complex(0, frequency / $1)) }
  }
}
