/// The number of one member of a team, counted from 0.
package struct Rank: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let index: Int

  /// The rank that makes the plan, merges and reports.
  package static let master = Rank(0)

  package init(_ index: Int) {
    self.index = index
  }

  package var description: String { "\(index)" }

  package static func < (left: Rank, right: Rank) -> Bool { left.index < right.index }
}

/// What a message is about, and which type it has.
///
/// The type travels with the tag, so a sender and a receiver who share a tag cannot disagree about
/// the message. Declare each once: `static let request = Tag<Request>(1)`.
package struct Tag<Message>: Sendable {
  package let channel: Int32

  /// - Parameter channel: 0 to 31 999; every MPI accepts these, and teams use others themselves.
  package init(_ channel: Int32) {
    precondition((0..<TagLimit.channels).contains(channel), "tag \(channel) is outside 0..<32000")
    self.channel = channel
  }
}

/// Where the tags of messages end and those of the teams themselves begin.
package enum TagLimit {
  package static let channels: Int32 = 32_000
}

/// The message type of a bare run of numbers, sent without an envelope: `Tag<Values>`.
package enum Values {}
