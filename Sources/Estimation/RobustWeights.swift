internal import RealModule

/// The functions from which a configuration chooses, by resistics' names.
package enum WeightFunction: String, Sendable, Hashable, CaseIterable {
  case huber, bisquare, hampel, trimmedMean, andrewsWave, leastsq

  /// For residuals of windows, in units of their median.
  ///
  /// The residual of a window is the root of a mean over several harmonics and two parts each, so it
  /// clusters about its median, and limits are narrower than for single values.
  var ofWindows: RobustWeight {
    switch self {
    case .huber: .huber(limit: 1.5)
    case .bisquare: .bisquare(limit: 3)
    case .hampel: .hampel(1.5, 2, 3)
    case .trimmedMean: .trimmed(limit: 2)
    case .andrewsWave: .andrews(scale: 3 / .pi)
    case .leastsq: .leastSquares
    }
  }

  /// For single complex residuals, in units of their median divided by 0.6745, with resistics' constants:
  /// 95 % of the efficiency of least squares for normal noise in the smooth ones.
  package var ofEquations: RobustWeight {
    switch self {
    case .huber: .huber(limit: 1.345)
    case .bisquare: .bisquare(limit: 4.685)
    case .hampel: .hampel(2, 4, 8)
    case .trimmedMean: .trimmed(limit: 2)
    case .andrewsWave: .andrews(scale: 1.339)
    case .leastsq: .leastSquares
    }
  }

  /// Whether far residuals keep an influence, so that bursts on inputs have to be held back otherwise.
  var isMonotone: Bool { self == .huber }
}

/// Weight functions of a residual's size relative to the scale of all residuals.
package enum RobustWeight: Sendable, Hashable {
  /// 1 / max(size, 1): the fit of least absolute residuals, a safe way to begin.
  case absolute
  /// Huber's: 1, and beyond the limit falling as 1 / size.
  case huber(limit: Double)
  /// Tukey's biweight: falls smoothly to 0 at the limit.
  case bisquare(limit: Double)
  /// Hampel's three parts: 1, falling as 1 / size, and falling to 0.
  case hampel(Double, Double, Double)
  /// 1, and nothing beyond the limit.
  case trimmed(limit: Double)
  /// Andrews' wave: `sin(x) / x` of the size in units of the scale, to its first zero.
  case andrews(scale: Double)
  /// 1 always.
  case leastSquares

  /// The weight of a residual of this size.
  func weight(_ size: Double) -> Double {
    switch self {
    case .absolute: return 1 / max(size, 1)
    case .huber(let limit): return size <= limit ? 1 : limit / size
    case .bisquare(let limit):
      let ratio = size / limit
      let rest = 1 - ratio * ratio
      return ratio >= 1 ? 0 : rest * rest
    case .hampel(let first, let second, let third):
      if size <= first { return 1 }
      let falling = first / size
      return size <= second ? falling : falling * max(0, third - size) / (third - second)
    case .trimmed(let limit): return size <= limit ? 1 : 0
    case .andrews(let scale):
      let angle = size / scale
      return angle == 0 ? 1 : angle < .pi ? Double.sin(angle) / angle : 0
    case .leastSquares: return 1
    }
  }

  /// `size · weight'(size)`: how much of the weight is lost when the residual grows.
  func slope(_ size: Double) -> Double {
    switch self {
    case .absolute: return size <= 1 ? 0 : -1 / size
    case .huber(let limit): return size <= limit ? 0 : -limit / size
    case .bisquare(let limit):
      let square = (size / limit) * (size / limit)
      return square >= 1 ? 0 : -4 * square * (1 - square)
    case .hampel(let first, let second, let third):
      if size <= first || size >= third { return 0 }
      return size <= second ? -first / size : -first / size * third / (third - second)
    case .andrews(let scale):
      let angle = size / scale
      return angle == 0 || angle >= .pi ? 0 : Double.cos(angle) - Double.sin(angle) / angle
    case .trimmed, .leastSquares: return 0
    }
  }
}

extension RobustWeight {
  /// Multiplies weights by those of residuals, in units of `unit`.
  func multiply(_ weights: inout [Double], residuals: [Double], unit: Double) {
    var weights = weights.mutableSpan
    let residuals = residuals.span
    precondition(weights.count == residuals.count, "shape")
    // One loop for each of those that every fit goes through, so that none chooses window by window.
    switch self {
    case .absolute:
      for w in residuals.indices { weights[w] *= 1 / max(residuals[w] / unit, 1) }
    case .huber(let limit):
      for w in residuals.indices {
        let size = residuals[w] / unit
        weights[w] *= size <= limit ? 1 : limit / size
      }
    case .bisquare(let limit):
      for w in residuals.indices {
        let ratio = residuals[w] / unit / limit
        let rest = 1 - ratio * ratio
        weights[w] *= ratio >= 1 ? 0 : rest * rest
      }
    case .leastSquares: break
    case .hampel, .trimmed, .andrews:
      for w in residuals.indices { weights[w] *= weight(residuals[w] / unit) }
    }
  }

  /// The slope for each residual in units of `unit`, in the place of the residuals.
  func replaceBySlopes(_ residuals: inout [Double], unit: Double) {
    for w in residuals.indices { residuals[w] = slope(residuals[w] / unit) }
  }
}
