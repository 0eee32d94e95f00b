internal import RealModule

/// A taper (data window) by its name in the configuration; all are periodic, as FFT analysis wants them.
///
/// Formulas: Harris (1978) doi:10.1109/PROC.1978.10837 and Nuttall (1981); the four-term
/// coefficients are those of SciPy's `get_window`, whose names these are.
package enum Taper: String, CaseIterable, Sendable, Hashable {
  case barthann, bartlett, blackman, blackmanharris, bohman, hamming, hann, nuttall, parzen
  /// No taper.
  case boxcar

  /// The taper's values for a window of `size` samples: the first `size` of a symmetric one of
  /// `size + 1`.
  package func values(size: Int) -> [Double] {
    (0..<size).map { sample in
      self == .parzen
        ? Taper.parzen(sample: sample, size: size) : value(Double(sample) / Double(size))
    }
  }

  /// The value at `x` of the window's length, 0 <= x < 1.
  private func value(_ x: Double) -> Double {
    // Distance from the middle: 1 at the edge, 0 in the middle.
    let edge = abs(2 * x - 1)
    switch self {
    case .boxcar: return 1
    case .bartlett: return 1 - edge
    case .hann: return cosines([0.5, 0.5], x)
    case .hamming: return cosines([0.54, 0.46], x)
    case .blackman: return cosines([0.42, 0.5, 0.08], x)
    case .blackmanharris: return cosines([0.35875, 0.48829, 0.14128, 0.01168], x)
    case .nuttall: return cosines([0.3635819, 0.4891775, 0.1365995, 0.0106411], x)
    case .barthann: return 0.62 - 0.48 * abs(x - 0.5) + 0.38 * Double.cos(2 * .pi * (x - 0.5))
    case .bohman: return (1 - edge) * Double.cos(.pi * edge) + Double.sin(.pi * edge) / .pi
    case .parzen: preconditionFailure("needs the size")
    }
  }

  private func cosines(_ a: [Double], _ x: Double) -> Double {
    var sum = 0.0
    for (k, term) in a.enumerated() {
      sum += (k % 2 == 0 ? term : -term) * Double.cos(2 * .pi * Double(k) * x)
    }
    return sum
  }

  /// The piecewise cubic, whose zero is half a sample outside the symmetric window.
  private static func parzen(sample: Int, size: Int) -> Double {
    let distance = abs(Double(sample) - Double(size) / 2)
    let x = distance / (Double(size + 1) / 2)
    let inner = 1 - 6 * x * x * (1 - x)
    let outer = 2 * (1 - x) * (1 - x) * (1 - x)
    return distance <= Double(size) / 4 ? inner : outer
  }
}
