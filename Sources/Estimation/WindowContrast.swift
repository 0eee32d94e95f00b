internal import ComplexModule
internal import Kernels
internal import Model

/// How estimates are made blind to a part of the cross-powers that is the same in all windows.
///
/// With `S_or = a_r + Z S_ir` the constants drop out when windows are weighted with `w (h - mean h)` in the
/// place of `w`: strong windows against weak ones. `h` is the power of the inputs `P / (P + median P)` (with a
/// remote reference, that of the references), which is bounded, so that no window rules. Constant parts come
/// from noise that goes on all the time: its
/// own power in the inputs, and machines that reach inputs and outputs together. The price is larger
/// errors, and there is no estimate from windows of equal power.
struct WindowContrast<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  /// `h` of each of this rank's windows.
  private let heights: [Double]

  init(_ problem: SpreadProblem<Team>) throws(Team.Failure) {
    self.problem = problem
    let powers = try problem.relativePowers(of: problem.part.powerChannels)
    let typical = max(try problem.median(powers), .leastNormalMagnitude)
    heights = powers.map { $0 / ($0 + typical) }
  }

  /// The weights `w (h - mean h)`.
  func contrasted(_ weights: [Double]) throws(Team.Failure) -> [Double] {
    let sums = try problem.totals(width: 2) { group, sums in
      var (sum, product) = (0.0, 0.0)
      for window in group {
        sum += weights[window]
        product += weights[window] * heights[window]
      }
      sums += [sum, product]
    }
    let mean = sums[0] > 0 ? sums[1] / sums[0] : 0
    var result = weights
    for window in result.indices { result[window] *= heights[window] - mean }
    return result
  }
}
