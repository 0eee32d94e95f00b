/// The ranks that work on one run together, as seen by one of them.
///
/// Three kinds exist: one rank alone (`SoloTeam`), pretend ranks on threads (`ThreadTeams`), and
/// processes under MPI. The same code runs on all of them.
///
/// Rules that every kind keeps:
/// - Messages from one rank to another with one tag arrive in the order sent.
/// - A send may wait until the receiver takes the message, so two ranks that both send first
///   may wait for ever. Exchange in a global order.
/// - Collective calls (all but send and receive) are made by every rank, in the same order.
/// - A team belongs to the thread that was given it.
///
/// The requirements below carry bare scalars; callers use the typed forms in the extensions.
package protocol Team: ~Copyable {
  /// This member's number.
  var rank: Rank { get }

  /// How many members the team has.
  var size: Int { get }

  /// The name of the computer that this rank runs on.
  var hostName: String { get }

  /// This rank's place among the ranks of its computer, from 0.
  var localRank: Int { get }

  /// How many ranks of the team share this computer: the divisor of its cores.
  var ranksOnThisHost: Int { get }

  /// Sends scalars to another rank; `send` is the typed form.
  func post<T: Scalar>(_ items: [T], to receiver: Rank, channel: Int32) throws(TeamError)

  /// Receives scalars from another rank, or from any; `receive` is the typed form.
  ///
  /// - Returns: `nil` only if `waiting` is false and nothing has arrived.
  func take<T: Scalar>(
    _ type: T.Type, from sender: Rank?, channel: Int32, waiting: Bool
  ) throws(TeamError) -> (items: [T], source: Rank)?

  /// Gives the bytes of the root to every rank; what the others pass is not looked at.
  func broadcastBytes(_ bytes: [UInt8], from root: Rank) throws(TeamError) -> [UInt8]

  /// Gives part `r` of the root's parts to rank `r`; what the others pass is not looked at.
  func scatterBytes(_ parts: [[UInt8]], from root: Rank) throws(TeamError) -> [UInt8]

  /// Gives every rank's bytes to the root, in rank order, and `nil` to the others.
  func gatherBytes(_ bytes: [UInt8], to root: Rank) throws(TeamError) -> [[UInt8]]?

  /// Gives every rank's bytes to every rank, in rank order.
  func allGatherBytes(_ bytes: [UInt8]) throws(TeamError) -> [[UInt8]]

  /// Folds the values of all ranks, element by element and in rank order, into all ranks.
  ///
  /// The order is part of the contract: `((rank 0 ∘ rank 1) ∘ rank 2) ∘ …`. So every kind of team
  /// and every run gives the same bits for the same number of ranks.
  ///
  /// - Throws: `TeamError.unequalCounts` on all ranks if the counts differ.
  func reduce(_ values: inout [Double], by reduction: Reduction) throws(TeamError)

  /// Returns when every rank has called it.
  func barrier() throws(TeamError)
}

/// What a team carries without looking inside.
package protocol Scalar: BitwiseCopyable, Sendable {
  static var kind: ScalarKind { get }
}

/// The scalars that exist, for a transport that must name them.
package enum ScalarKind: Int32, Sendable {
  case byte = 0
  case double = 1
}

extension UInt8: Scalar {
  package static var kind: ScalarKind { .byte }
}

extension Double: Scalar {
  package static var kind: ScalarKind { .double }
}

/// How two values become one.
package enum Reduction: Sendable {
  case sum
  /// The larger value; a NaN on any rank gives NaN, so that a bad value is not lost.
  case maximum

  /// Folds each element of `next` into the same element of `values`.
  package func fold(_ next: Span<Double>, into values: inout MutableSpan<Double>) {
    precondition(next.count == values.count, "folding \(next.count) into \(values.count) values")
    switch self {
    case .sum: for i in next.indices { values[i] += next[i] }
    case .maximum: for i in next.indices { values[i] = larger(values[i], next[i]) }
    }
  }

  private func larger(_ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN { return .nan }
    return Swift.max(a, b)
  }
}
