import Kernels
import Model

/// The lag of a recording's magnetic field behind that of its neighbours, block by block.
struct ClockCheck {
  /// Samples, by block; `nil` where no neighbour can tell.
  let lags: [Int?]

  /// The phases of so large a part of the harmonics must agree.
  static let enough = 0.25

  init(_ local: Excerpt, _ neighbours: [Excerpt], plan: ExcerptPlan) {
    lags = plan.blocks.indices.map { block in
      let seen = neighbours.compactMap { ClockCheck.lag(local, $0, block) }
      guard !seen.isEmpty else { return nil }
      return Int(Kernels.median(seen.map(Double.init)).rounded())
    }
  }

  private static func lag(_ local: Excerpt, _ other: Excerpt, _ block: Int) -> Int? {
    let pairs = [Channel.hx, .hy].compactMap { channel -> (first: [Double], second: [Double])? in
      guard let a = local.blocks[channel]?[block], let b = other.blocks[channel]?[block] else {
        return nil
      }
      return (a, b)
    }
    guard let correlation = Correlation(pairs), correlation.height > enough else { return nil }
    return correlation.lag
  }

  /// The lag that most blocks before, and most after, some block have, and that block; `nil` without a step.
  var step: (before: Int, after: Int, block: Int)? {
    let known = lags.enumerated().compactMap { block, lag in lag.map { (block, $0) } }
    guard known.count >= 4 else { return nil }
    for split in 1..<known.count {
      let (early, late) = (known[..<split].map(\.1), known[split...].map(\.1))
      guard let before = early.last, let after = late.first, abs(after - before) > 1,
        early.allSatisfy({ abs($0 - before) <= 1 }), late.allSatisfy({ abs($0 - after) <= 1 })
      else { continue }
      return (before, after, known[split].0)
    }
    return nil
  }

  /// A lag that all blocks share.
  var offset: Int? {
    let known = lags.compactMap(\.self)
    guard known.count >= 3, let first = known.first, abs(first) > 1,
      known.allSatisfy({ abs($0 - first) <= 1 })
    else { return nil }
    return first
  }

  /// Whether the lags wander without a single step.
  var wanders: Bool {
    let known = lags.compactMap(\.self)
    guard known.count >= 4, step == nil, offset == nil, let low = known.min(),
      let high = known.max()
    else { return false }
    return high - low > 2 && known.filter { abs($0) > 1 }.count > known.count / 2
  }
}
