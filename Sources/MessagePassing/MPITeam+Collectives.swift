internal import CMPI
package import Distribution

// Above the tags of messages, for collectives that are too large for one MPI call.
private enum Channel {
  static let scatter = TagLimit.channels + 1
  static let gather = TagLimit.channels + 2
}

extension MPITeam {
  package func barrier() throws(TeamError) {
    try check(skd_barrier(comm), "MPI_Barrier")
  }

  package func broadcastBytes(
    _ bytes: [UInt8], from root: Rank
  ) throws(TeamError) -> [UInt8] {
    let count = try shareCounts(bytes.count)[root.index]
    var result = rank == root ? bytes : [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let piece = min(pieceBytes, count - done)
      let code = unsafe result.withUnsafeMutableBytes { raw in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: raw[done..<done + piece])
        return unsafe skd_broadcast(comm, part.baseAddress, Int32(piece), Int32(root.index))
      }
      try check(code, "MPI_Bcast")
      done += piece
    }
    return result
  }

  package func scatterBytes(
    _ parts: [[UInt8]], from root: Rank
  ) throws(TeamError) -> [UInt8] {
    let counts = try broadcastCounts(parts.map(\.count), from: root)
    guard let layout = Layout(counts: counts, most: pieceBytes) else {
      return try scatterSingly(parts, from: root)
    }
    var all: [UInt8] = []
    all.reserveCapacity(rank == root ? layout.total : 0)
    if rank == root { for part in parts { all += part } }
    var mine = [UInt8](repeating: 0, count: counts[rank.index])
    let code = unsafe skd_scatter(
      comm, all, layout.counts, layout.places, &mine, Int32(mine.count), Int32(root.index))
    try check(code, "MPI_Scatterv")
    return mine
  }

  package func gatherBytes(
    _ bytes: [UInt8], to root: Rank
  ) throws(TeamError) -> [[UInt8]]? {
    let counts = try shareCounts(bytes.count)
    guard let layout = Layout(counts: counts, most: pieceBytes) else {
      return try gatherSingly(bytes, to: root)
    }
    var all = [UInt8](repeating: 0, count: rank == root ? layout.total : 0)
    let code = unsafe skd_gather(
      comm, bytes, Int32(bytes.count), &all, layout.counts, layout.places, Int32(root.index))
    try check(code, "MPI_Gatherv")
    return rank == root ? layout.split(all) : nil
  }

  package func allGatherBytes(_ bytes: [UInt8]) throws(TeamError) -> [[UInt8]] {
    let counts = try shareCounts(bytes.count)
    guard let layout = Layout(counts: counts, most: pieceBytes) else {
      return try allGatherSingly(bytes)
    }
    if layout.total == 0 { return counts.map { _ in [] } }
    var all = [UInt8](repeating: 0, count: layout.total)
    let code = unsafe skd_gather_everywhere(
      comm, bytes, Int32(bytes.count), &all, layout.counts, layout.places)
    try check(code, "MPI_Allgatherv")
    return layout.split(all)
  }

  /// The count of every rank, on every rank.
  func shareCounts(_ count: Int) throws(TeamError) -> [Int] {
    var counts = [Int64](repeating: 0, count: size)
    let code = unsafe skd_share_counts(comm, Int64(count), &counts)
    try check(code, "MPI_Allgather")
    return counts.map { Int($0) }
  }

  /// The counts of the root, on every rank.
  private func broadcastCounts(_ counts: [Int], from root: Rank) throws(TeamError) -> [Int] {
    var shared = rank == root ? counts.map { Int64($0) } : [Int64](repeating: 0, count: size)
    let bytes = Int32(size * MemoryLayout<Int64>.stride)
    let code = unsafe skd_broadcast(comm, &shared, bytes, Int32(root.index))
    try check(code, "MPI_Bcast")
    return shared.map { Int($0) }
  }
}

// One by one, where all parts together are too large for one call.
extension MPITeam {
  private func scatterSingly(
    _ parts: [[UInt8]], from root: Rank
  ) throws(TeamError) -> [UInt8] {
    guard rank == root else {
      return try takeAll(from: root, channel: Channel.scatter)
    }
    for other in 0..<size where other != root.index {
      try post(parts[other], to: Rank(other), channel: Channel.scatter)
    }
    return parts[rank.index]
  }

  private func gatherSingly(_ bytes: [UInt8], to root: Rank) throws(TeamError) -> [[UInt8]]? {
    guard rank == root else {
      try post(bytes, to: root, channel: Channel.gather)
      return nil
    }
    var parts = [[UInt8]](repeating: bytes, count: size)
    for other in 0..<size where other != root.index {
      parts[other] = try takeAll(from: Rank(other), channel: Channel.gather)
    }
    return parts
  }

  private func allGatherSingly(_ bytes: [UInt8]) throws(TeamError) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for root in 0..<size { parts.append(try broadcastBytes(bytes, from: Rank(root))) }
    return parts
  }

  private func takeAll(from sender: Rank, channel: Int32) throws(TeamError) -> [UInt8] {
    try take(UInt8.self, from: sender, channel: channel, waiting: true)?.items ?? []
  }
}

/// Where the parts of the ranks lie in one run of bytes.
private struct Layout {
  let counts: [Int32]
  let places: [Int32]
  let total: Int

  /// - Returns: `nil` if all parts together have more bytes than `most`.
  init?(counts: [Int], most: Int) {
    var places: [Int32] = []
    var total = 0
    for count in counts {
      guard total <= most, count <= most else { return nil }
      places.append(Int32(total))
      total += count
    }
    guard total <= most else { return nil }
    self.counts = counts.map { Int32($0) }
    self.places = places
    self.total = total
  }

  func split(_ bytes: [UInt8]) -> [[UInt8]] {
    zip(places, counts).map { place, count in
      Array(bytes[Int(place)..<Int(place) + Int(count)])
    }
  }
}
