/// Why the members of a team could not work together.
package enum TeamError: Error, Hashable, Sendable {
  /// A member failed, and the others stop with its message.
  case failedElsewhere(rank: Rank, message: String)
  /// The library that carries the messages refused an operation.
  case transport(operation: String, errorClass: Int32, text: String, rank: Rank)
  /// A message came that is not what its tag promises.
  case unreadable(from: Rank, problem: WireError)
  /// A message was addressed to, or expected from, a rank that the team has not.
  case noSuchRank(Rank, size: Int)
  /// A rank wanted to send to itself or to receive from itself; between ranks only.
  case withItself(Rank)
  /// The members gave different numbers of values to a reduction.
  case unequalCounts(smallest: Int, largest: Int)
  /// Every rank waits for another one, so none can go on.
  case deadlock(waiting: [Rank])
}

extension TeamError {
  func isFailure(of rank: Rank) -> Bool {
    guard case .failedElsewhere(let failed, _) = self else { return false }
    return failed == rank
  }
}

extension TeamError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failedElsewhere(let rank, let message): "rank \(rank) failed: \(message)"
    case .transport(let operation, let errorClass, let text, let rank):
      "\(operation) failed on rank \(rank): \(text) (class \(errorClass))"
    case .unreadable(let source, let problem): "unreadable message from rank \(source): \(problem)"
    case .noSuchRank(let rank, let size): "no rank \(rank) in a team of \(size)"
    case .withItself(let rank): "rank \(rank) exchanges messages with other ranks only"
    case .unequalCounts(let smallest, let largest):
      "the ranks gave from \(smallest) to \(largest) values to one reduction"
    case .deadlock(let ranks):
      "ranks \(ranks.map(\.description).joined(separator: ", ")) wait for each other"
    }
  }
}
