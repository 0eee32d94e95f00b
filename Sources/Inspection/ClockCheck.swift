import Kernels
import Model

/// The lag of a recording's magnetic field behind that of its neighbours, block by block.
struct ClockCheck {
  /// Samples, by block; `nil` where no neighbour can tell.
  let lags: [Int?]

  /// The phases of so large a part of the harmonics must agree.
  static let enough = 0.25

  init(_ local: Excerpt, _ neighbours: [Excerpt], plan: ExcerptPlan) {
    let transforms = Correlation.Transforms(length: plan.blockLength)
    let angle = local.header.azimuth(of: .hx) ?? 0
    let ours = local.horizontalBlocks(to: angle)
    let theirs = neighbours.map { $0.horizontalBlocks(to: angle) }
    lags = plan.blocks.indices.map { block in
      let seen = theirs.compactMap { ClockCheck.lag(ours, $0, block, transforms) }
      guard !seen.isEmpty else { return nil }
      return Int(Kernels.median(seen.map(Double.init)).rounded())
    }
  }

  /// - Parameters:
  ///   - ours: Hx and Hy, by block.
  ///   - theirs: The neighbour's.
  private static func lag(
    _ ours: [[[Double]?]], _ theirs: [[[Double]?]], _ block: Int,
    _ transforms: Correlation.Transforms
  ) -> Int? {
    let pairs = zip(ours, theirs).compactMap { a, b -> (first: [Double], second: [Double])? in
      guard a.indices.contains(block), b.indices.contains(block), let first = a[block],
        let second = b[block]
      else { return nil }
      return (first, second)
    }
    guard let correlation = Correlation(pairs, transforms), correlation.height > enough else {
      return nil
    }
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

  /// A stretch of blocks with another lag than all before and after it, which have one.
  ///
  /// A clock that slips and is set right again does so, and a piece of another time that was put
  /// in.
  var excursion: (usual: Int, within: Int, blocks: ClosedRange<Int>)? {
    let known = lags.enumerated().compactMap { block, lag in lag.map { (block, $0) } }
    guard known.count >= 4, let usual = known.first?.1,
      let first = known.firstIndex(where: { abs($0.1 - usual) > 1 }),
      let last = known.lastIndex(where: { abs($0.1 - usual) > 1 }), last < known.count - 1
    else { return nil }
    let within = known[first].1
    guard known[first...last].allSatisfy({ abs($0.1 - within) <= 1 }),
      known.count - last + first >= 5
    else { return nil }
    return (usual, within, known[first].0...known[last].0)
  }

  /// Whether the lags wander without a single step.
  var wanders: Bool {
    let known = lags.compactMap(\.self)
    guard known.count >= 4, step == nil, offset == nil, excursion == nil, let low = known.min(),
      let high = known.max()
    else { return false }
    return high - low > 2 && known.filter { abs($0) > 1 }.count > known.count / 2
  }
}

extension Excerpt {
  /// Hx and Hy by block along axes whose x points to `angle`.
  fileprivate func horizontalBlocks(to angle: Double) -> [[[Double]?]] {
    let pair = [Channel.hx, .hy].map { blocks[$0] ?? [] }
    guard let turn = PairTurn(header, .hx, .hy, to: angle), !turn.isIdentity,
      pair[0].count == pair[1].count
    else { return pair }
    let turned = zip(pair[0], pair[1]).map { a, b -> ([Double], [Double])? in
      guard let a, let b else { return nil }
      return turn.turn(a, b)
    }
    return [turned.map { $0?.0 }, turned.map { $0?.1 }]
  }
}
