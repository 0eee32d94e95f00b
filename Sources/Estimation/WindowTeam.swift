internal import Kernels

/// The ranks that hold the windows of one problem, as one of them sees the others.
///
/// Each rank holds consecutive windows, in the order of the ranks. All ranks make the same calls in the
/// same order. A solver needs nothing else of the others, so that it knows of no team and no message.
package protocol WindowTeam {
  /// What may go wrong between ranks; `Never` for one rank.
  associatedtype Failure: Error

  /// Lets one rank after the other, the first one first, change the values.
  ///
  /// So sums over windows are added in the order of the windows, wherever they lie.
  ///
  /// - Parameters:
  ///   - values: What the first rank begins with; what the others pass is not looked at.
  ///   - change: What this rank does with what the rank before it left; it may change the count.
  /// - Returns: What the last rank left, on every rank.
  func carried(_ values: [Double], _ change: (inout [Double]) -> Void) throws(Failure) -> [Double]

  /// Adds the whole numbers of all ranks, element by element, in any order.
  ///
  /// - Parameter counts: Equally many on every rank; their sums stay below 2^53.
  /// - Returns: The sums, on every rank.
  func added(_ counts: [Double]) throws(Failure) -> [Double]
}

extension WindowTeam {
  package func added(_ counts: [Double]) throws(Failure) -> [Double] {
    try carried([Double](repeating: 0, count: counts.count)) { sums in
      for i in counts.indices { sums[i] += counts[i] }
    }
  }
}

/// One rank that holds all windows.
package struct SoleRank: WindowTeam {
  package init() {}

  package func carried(_ values: [Double], _ change: (inout [Double]) -> Void) -> [Double] {
    var values = values
    change(&values)
    return values
  }

  package func added(_ counts: [Double]) -> [Double] { counts }
}

/// The groups in which windows are summed.
package enum WindowGroups {
  /// Windows of a group.
  ///
  /// A rank whose windows begin at a multiple of it, and are none of them silent, solves without a copy
  /// of its cross-powers.
  package static let size = sumGroupSize
}
