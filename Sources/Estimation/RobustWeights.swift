internal import Kernels

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

  func weight(_ size: Double) -> Double {
    switch self {
    case .absolute: return 1 / max(size, 1)
    case .huber(let limit): return size <= limit ? 1 : limit / size
    case .bisquare(let limit):
      let ratio = size / limit
      return ratio >= 1 ? 0 : (1 - ratio * ratio) * (1 - ratio * ratio)
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
    }
  }
}

/// The residuals of one output: their sizes relative to their median, and the median itself.
struct ScaledResiduals {
  let sizes: [Double]
  let scale: Double

  /// Takes residual powers.
  ///
  /// - Parameters:
  ///   - floor: When the median is below it, what is left is rounding and all sizes are zero.
  ///   - scale: A median to hold on to, instead of the residuals' own.
  init(powers: [Double], floor: Double, scale held: Double?) {
    let residuals = powers.map { $0.squareRoot() }
    let unit = held ?? median(residuals)
    scale = unit
    sizes = unit > floor ? residuals.map { $0 / unit } : residuals.map { _ in 0 }
  }
}
