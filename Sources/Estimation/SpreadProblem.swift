internal import ComplexModule
internal import Kernels
internal import Model

/// A regression problem whose windows lie on the ranks of a team, as one of them sees it.
///
/// Everything that a solver learns of all windows it learns here: their count, sums in groups, medians and
/// maxima. Each is the same on every rank and has the bits that one rank with all windows finds. Calls
/// that throw are collective.
package struct SpreadProblem<Team: WindowTeam> {
  /// This rank's windows; whole groups, but for the last of all.
  let part: RegressionProblem
  let team: Team
  /// Windows of a group.
  let groupSize: Int
  /// Windows of all ranks.
  let windowCount: Int

  /// - Parameters:
  ///   - part: This rank's windows, cut anywhere; there may be none.
  ///   - groupSize: Only tests of small problems have another one.
  init(_ part: RegressionProblem, team: Team, groupSize: Int = WindowGroups.size)
    throws(Team.Failure)
  {
    precondition(groupSize <= WindowGroups.size, "a dot product sums larger groups in parts")
    self.part = try part.regrouped(by: groupSize, team)
    self.team = team
    self.groupSize = groupSize
    windowCount = Int(try team.added([Double(self.part.windowCount)])[0])
  }

  var inputs: [Int] { Array(part.inputs) }
  var outputs: Range<Int> { part.outputs }
  var references: [Int] { part.references }
  private var powers: CrossPowers { part.crossPowers }

  /// The groups of this rank's windows.
  var groups: [Range<Int>] { WindowGroups.ranges(count: part.windowCount, size: groupSize) }

  /// Adds the sums of the groups of all ranks, one after another.
  ///
  /// - Parameters:
  ///   - width: How many sums a group has.
  ///   - append: Appends the sums of one of this rank's groups.
  func totals(width: Int, _ append: (Range<Int>, inout [Double]) -> Void) throws(Team.Failure)
    -> [Double]
  {
    // All ranks sum their groups at the same time, and only then wait for their turn.
    var sums: [Double] = []
    for group in groups { append(group, &sums) }
    return try team.carried([Double](repeating: 0, count: width)) { totals in
      for (i, sum) in sums.enumerated() { totals[i % width] += sum }
    }
  }

  /// The Hermitian matrix of cross-powers summed over windows with weights.
  ///
  /// - Parameters:
  ///   - weights: One for each of this rank's windows.
  ///   - elements: What is summed; all else is zero.
  func weightedSum(_ weights: [Double], _ elements: PowerElements) throws(Team.Failure)
    -> ComplexMatrix
  {
    let sums = try totals(width: elements.planes.count) { group, sums in
      elements.appendSums(weights.span.extracting(group), powers, windows: group, to: &sums)
    }
    return elements.matrix(sums)
  }

  /// The same with weights that are made group by group.
  func weightedSum(_ elements: PowerElements, weights: (Range<Int>) -> [Double])
    throws(Team.Failure) -> ComplexMatrix
  {
    let sums = try totals(width: elements.planes.count) { group, sums in
      elements.appendSums(weights(group).span, powers, windows: group, to: &sums)
    }
    return elements.matrix(sums)
  }

  /// The sum of each array over all windows, value after value: ranks wait for each other.
  func sumsInTurn(_ own: [[Double]]) throws(Team.Failure) -> [Double] {
    try team.carried([Double](repeating: 0, count: own.count)) { totals in
      for (k, values) in own.enumerated() { totals[k] = values.reduce(totals[k], +) }
    }
  }

  /// How many windows the ranks before this one hold.
  func windowsBefore() throws(Team.Failure) -> Int {
    var before = 0.0
    _ = try team.carried([0]) { values in
      before = values[0]
      values[0] += Double(part.windowCount)
    }
    return Int(before)
  }

  /// Fills an array that has one place for each of this rank's windows.
  func fill(_ values: inout [Double], _ combination: PlaneCombination) {
    var span = values.mutableSpan
    // Group by group, so that what is added to stays near the processor.
    for group in groups {
      combination.write(powers, windows: group, to: &span, at: group.lowerBound)
    }
  }

  /// The power of each of this rank's windows in some channels, each in units of its own median.
  func relativePowers(of channels: [Int]) throws(Team.Failure) -> [Double] {
    var total = [Double](repeating: 0, count: part.windowCount)
    var powers = total
    for channel in channels {
      fill(&powers, part.power(of: channel))
      let typical = max(try median(powers), .leastNormalMagnitude)
      for w in powers.indices { total[w] += max(0, powers[w]) / typical }
    }
    return total
  }

  /// The median of one value for each window, the mean of the middle two for an even count.
  func median(_ own: [Double]) throws(Team.Failure) -> Double {
    try OrderStatistics(own, team: team, directCount: groupSize).median(count: windowCount)
  }
}

extension WindowGroups {
  /// Consecutive ranges of `size`, the last one of what is left.
  static func ranges(count: Int, size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
