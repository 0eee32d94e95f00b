internal import Kernels

/// Exact order statistics of values that lie on many ranks.
///
/// Counts the values by their leading bits, then by the next bits among those that lead to the wanted
/// one, until few are left, which are brought together (radix selection). So no rank holds the values of
/// others, and a handful of rounds suffices for any number of them.
struct OrderStatistics<Team: WindowTeam> {
  private let own: [Double]
  private let team: Team
  private let directCount: Int

  /// Bits that one round looks at.
  private let width = 12

  /// - Parameters:
  ///   - own: This rank's values.
  ///   - directCount: As many values of all ranks, or fewer, are brought together.
  init(_ own: [Double], team: Team, directCount: Int) {
    self.own = own
    self.team = team
    self.directCount = directCount
  }

  /// The middle value, or the mean of the middle two; 0 for none.
  ///
  /// - Parameter count: The values of all ranks.
  func median(count: Int) throws(Team.Failure) -> Double {
    guard count > 0 else { return 0 }
    let upper = count / 2
    guard count % 2 == 0 else { return try values([upper], Candidates(count: count))[0] }
    let middle = try values([upper - 1, upper], Candidates(count: count))
    return (middle[0] + middle[1]) / 2
  }

  /// Values whose keys begin with the same bits.
  private struct Candidates {
    var count: Int
    var leading: UInt64 = 0
    var bits = 0

    private var mask: UInt64 { bits == 0 ? 0 : ~0 << UInt64(64 - bits) }

    func select(_ values: [Double]) -> [Double] {
      if bits == 0 { return values }
      let mask = mask
      return values.filter { orderedKey($0) & mask == leading }
    }

    /// How many candidates have each pattern of the next bits.
    func histogram(_ values: [Double], width: Int) -> [Double] {
      var counts = [Int](repeating: 0, count: 1 << width)
      let (mask, shift) = (mask, UInt64(64 - bits - width))
      for value in values {
        let key = orderedKey(value)
        if key & mask == leading { counts[Int((key & ~mask) &>> shift)] += 1 }
      }
      return counts.map { Double($0) }
    }

    /// Those with one pattern of the next bits.
    func narrowed(to pattern: Int, width: Int, count: Int) -> Candidates {
      let place = UInt64(64 - bits - width)
      return Candidates(
        count: count, leading: leading | UInt64(pattern) << place, bits: bits + width)
    }
  }

  /// The values of these ranks among the candidates; one rank, or two that follow each other.
  private func values(_ ranks: [Int], _ candidates: Candidates) throws(Team.Failure) -> [Double] {
    if candidates.bits == 64 { return ranks.map { _ in orderedValue(candidates.leading) } }
    if candidates.count <= directCount {
      var all = try team.carried([]) { $0.append(contentsOf: candidates.select(own)) }
      return pick(ranks, &all)
    }
    let width = min(width, 64 - candidates.bits)
    let counts = try team.added(candidates.histogram(own, width: width))
    var result: [Double] = []
    var before = 0
    for (pattern, count) in counts.enumerated() where count > 0 {
      let inside = ranks.map { $0 - before }.filter { (0..<Int(count)).contains($0) }
      before += Int(count)
      guard !inside.isEmpty else { continue }
      let next = candidates.narrowed(to: pattern, width: width, count: Int(count))
      result += try values(inside, next)
    }
    return result
  }

  private func pick(_ ranks: [Int], _ values: inout [Double]) -> [Double] {
    guard let last = ranks.last else { return [] }
    let upper = orderStatistic(last, in: &values) + 0
    guard ranks.count > 1 else { return [upper] }
    // Everything below the selected place is no larger than it.
    let lower = values[1..<last].reduce(values[0]) { max($0, $1) } + 0
    return [lower, upper]
  }
}

/// Bits that sort as the numbers do; the two zeros are one.
private func orderedKey(_ value: Double) -> UInt64 {
  let pattern = (value + 0).bitPattern
  return pattern ^ (pattern >> 63 == 0 ? 1 << 63 : ~0)
}

private func orderedValue(_ key: UInt64) -> Double {
  Double(bitPattern: key ^ (key >> 63 == 0 ? ~0 : 1 << 63))
}
