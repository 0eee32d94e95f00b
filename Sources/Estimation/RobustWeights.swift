/// Weight functions of a residual's size relative to the scale of all residuals.
///
/// The residual of a window is the root of a mean over several harmonics and two parts each, so it
/// clusters about its median; the limits are multiples of that median.
enum RobustWeight {
  /// 1 / max(size, 1): the fit of least absolute residuals, a safe way to begin.
  case absolute
  /// Huber's: 1, and beyond the limit falling as 1 / size.
  case huber(limit: Double)
  /// Tukey's biweight: falls smoothly to 0 at the limit.
  case bisquare(limit: Double)

  /// `size · weight'(size)`: how much of the weight is lost when the residual grows.
  func slope(_ size: Double) -> Double {
    switch self {
    case .absolute: return size <= 1 ? 0 : -1 / size
    case .huber(let limit): return size <= limit ? 0 : -limit / size
    case .bisquare(let limit):
      let square = (size / limit) * (size / limit)
      return square >= 1 ? 0 : -4 * square * (1 - square)
    }
  }
}

extension RobustWeight {
  /// Multiplies weights by those of residuals, in units of `unit`.
  func multiply(_ weights: inout [Double], residuals: [Double], unit: Double) {
    var weights = weights.mutableSpan
    let residuals = residuals.span
    precondition(weights.count == residuals.count, "shape")
    // One loop a kind, so that none chooses window by window.
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
    }
  }

  /// The slope for each residual in units of `unit`, in the place of the residuals.
  func replaceBySlopes(_ residuals: inout [Double], unit: Double) {
    for w in residuals.indices { residuals[w] = slope(residuals[w] / unit) }
  }
}
