internal import Distribution
internal import Estimation
internal import Model

extension RankRun {
  /// Solves problems that no rank can hold, all ranks together; a collective call.
  func solve<T: Team & ~Copyable>(_ problems: [Int], _ keys: [Digest]?, _ team: borrowing T) throws {
    preconditionFailure("to be merged")
  }
}
