// Collective calls made of sends and receives, for teams that have nothing better.
// Each has a channel of its own below zero, out of the way of every tag.

private enum Channel {
  static let broadcast: Int32 = -1
  static let scatter: Int32 = -2
  static let gather: Int32 = -3
  static let reduce: Int32 = -4
}

extension Team where Self: ~Copyable {
  package func broadcastBytes(
    _ bytes: [UInt8], from root: Rank
  ) throws(TeamError) -> [UInt8] {
    guard rank == root else { return try expect(UInt8.self, from: root, Channel.broadcast) }
    for other in others { try post(bytes, to: other, channel: Channel.broadcast) }
    return bytes
  }

  package func scatterBytes(
    _ parts: [[UInt8]], from root: Rank
  ) throws(TeamError) -> [UInt8] {
    guard rank == root else { return try expect(UInt8.self, from: root, Channel.scatter) }
    for other in others { try post(parts[other.index], to: other, channel: Channel.scatter) }
    return parts[rank.index]
  }

  package func gatherBytes(
    _ bytes: [UInt8], to root: Rank
  ) throws(TeamError) -> [[UInt8]]? {
    guard rank == root else {
      try post(bytes, to: root, channel: Channel.gather)
      return nil
    }
    var parts = [[UInt8]](repeating: bytes, count: size)
    for other in others {
      parts[other.index] = try expect(UInt8.self, from: other, Channel.gather)
    }
    return parts
  }

  package func allGatherBytes(_ bytes: [UInt8]) throws(TeamError) -> [[UInt8]] {
    let parts = try gatherBytes(bytes, to: .master)
    return try broadcast(parts, from: .master)
  }

  package func reduce(_ values: inout [Double], by reduction: Reduction) throws(TeamError) {
    try checkCounts(values.count)
    guard rank == .master else {
      try post(values, to: .master, channel: Channel.reduce)
      values = try expect(Double.self, from: .master, Channel.reduce)
      return
    }
    for other in others {
      let next = try expect(Double.self, from: other, Channel.reduce)
      var folded = values.mutableSpan
      reduction.fold(next.span, into: &folded)
    }
    for other in others { try post(values, to: other, channel: Channel.reduce) }
  }

  package func barrier() throws(TeamError) {
    _ = try allGatherBytes([])
  }

  private func checkCounts(_ count: Int) throws(TeamError) {
    let counts: [Int] = try allGather(count)
    let smallest = counts.min() ?? count
    let largest = counts.max() ?? count
    if smallest != largest { throw .unequalCounts(smallest: smallest, largest: largest) }
  }

  /// The other ranks, in order.
  private var others: [Rank] { (0..<size).map { Rank($0) }.filter { $0 != rank } }

  private func expect<T: Scalar>(
    _ type: T.Type, from sender: Rank, _ channel: Int32
  ) throws(TeamError) -> [T] {
    guard let arrival = try take(type, from: sender, channel: channel, waiting: true) else {
      throw .deadlock(waiting: [rank])
    }
    return arrival.items
  }
}
