internal import Kernels
internal import Model

/// One stage of a robust iteration.
struct RobustStage {
  let weight: RobustWeight
  /// The relative change of the estimate that ends the stage.
  let tolerance: Double
  let scale: ScaleRule
  /// Whether windows of more than the median input power count only for that much.
  let boundsPower: Bool
}

/// What residuals are measured in.
enum ScaleRule {
  /// Their median, found anew in each pass.
  case median
  /// The median of the stage's first pass.
  case firstMedian
  /// The M-scale of `SEstimateScale`, found anew in each pass.
  case sEstimate
  /// The last scale of the stage before.
  case kept
}

/// The scale `s` of residuals for which the mean of `ρ(r / s)` is a half, with the biweight's
/// `ρ(u) = 1 - (1 - u²)³`, and 1 beyond 1.
///
/// Half of the residuals may be anything without making it large or small (Rousseeuw & Yohai 1984). It is
/// about 2.2 medians, for windows of one harmonic as for windows of many.
struct SEstimateScale<Team: WindowTeam> {
  let problem: SpreadProblem<Team>

  private static var tolerance: Double { 1e-6 }
  private static var passes: Int { 100 }

  /// - Parameters:
  ///   - residuals: Those of this rank's windows.
  ///   - start: A guess above 0.
  func value(_ residuals: [Double], from start: Double) throws(Team.Failure) -> Double {
    var scale = start
    for _ in 0..<Self.passes {
      let unit = scale
      let mean = try sum(residuals, unit) / Double(problem.windowCount)
      scale *= (2 * mean).squareRoot()
      if abs(scale - unit) <= Self.tolerance * unit || scale == 0 { break }
    }
    return scale
  }

  private func sum(_ residuals: [Double], _ unit: Double) throws(Team.Failure) -> Double {
    try problem.totals(width: 1) { group, sums in
      var sum = 0.0
      for window in group {
        let ratio = residuals[window] / unit
        let rest = 1 - ratio * ratio
        sum += ratio >= 1 ? 1 : 1 - rest * rest * rest
      }
      sums.append(sum)
    }[0]
  }
}
