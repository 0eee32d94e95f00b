internal import ComplexModule
internal import RealModule

/// The response of a digital Butterworth filter that runs forth and back: real, between 0 and 1, and a half
/// at the corners.
///
/// Frequencies are fractions of the sampling rate.
package struct ButterworthMagnitude: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    case lowPass(Double)
    case highPass(Double)
    case bandPass(Double, Double)
    case bandStop(Double, Double)
  }

  private let shape: Shape
  private let order: Int

  /// A filter whose corners lie between 0 and a half, of two the lower first.
  package init(_ shape: Shape, order: Int) {
    self.shape = shape
    self.order = order
  }

  /// The response at a frequency from 0 to a half.
  package func value(at frequency: Double) -> Double {
    // The bilinear transform bends the axis of frequencies as the tangent.
    func bent(_ frequency: Double) -> Double { Double.tan(.pi * frequency) }
    let x = frequency < 0.5 ? bent(frequency) : .infinity
    let ratio: Double
    switch shape {
    case .lowPass(let corner): ratio = x / bent(corner)
    case .highPass(let corner): ratio = bent(corner) / x
    case .bandPass(let low, let high):
      ratio = x == 0 || x == .infinity ? .infinity : band(x, bent(low), bent(high))
    case .bandStop(let low, let high):
      ratio = x == 0 || x == .infinity ? 0 : 1 / band(x, bent(low), bent(high))
    }
    return 1 / (1 + Double.pow(abs(ratio), 2 * order))
  }

  /// The distance from the band's middle, 1 at its corners.
  private func band(_ x: Double, _ low: Double, _ high: Double) -> Double {
    abs((x * x - low * high) / (x * (high - low)))
  }

  /// Samples after which the answer to an impulse has fallen to 10^-11.
  package var length: Double {
    let slowest = poles.map { -Double.log((1 + $0).length / (1 - $0).length) }.min() ?? 1
    return 25.3 / slowest
  }

  /// Poles of the analogue filter whose axis is bent.
  private var poles: [Complex<Double>] {
    let prototype = (0..<order).map { k in
      Complex<Double>(
        length: 1, phase: .pi / 2 + .pi * (2 * Double(k) + 1) / (2 * Double(order)))
    }
    switch shape {
    case .lowPass(let corner): return prototype.map { $0 * Complex(Double.tan(.pi * corner)) }
    case .highPass(let corner): return prototype.map { Complex(Double.tan(.pi * corner)) / $0 }
    case .bandPass(let low, let high), .bandStop(let low, let high):
      let (a, b) = (Double.tan(.pi * low), Double.tan(.pi * high))
      let isPass = if case .bandPass = shape { true } else { false }
      return prototype.flatMap { pole -> [Complex<Double>] in
        let half = isPass ? pole * Complex((b - a) / 2) : Complex((b - a) / 2) / pole
        let root = Complex.sqrt(half * half - Complex(a * b))
        return [half + root, half - root]
      }
    }
  }
}
