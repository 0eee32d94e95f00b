internal import CMPI
package import Distribution

extension MPITeam {
  package func post<T: Scalar>(
    _ items: [T], to receiver: Rank, channel: Int32
  ) throws(TeamError) {
    let most = pieceBytes / MemoryLayout<T>.stride
    var sent = 0
    var count = most
    // A full piece says that another follows, be it an empty one.
    while count == most {
      count = min(most, items.count - sent)
      try sendPiece(items, from: sent, count: count, to: receiver, channel: channel)
      sent += count
    }
  }

  package func take<T: Scalar>(
    _ type: T.Type, from sender: Rank?, channel: Int32, waiting: Bool
  ) throws(TeamError) -> (items: [T], source: Rank)? {
    let wanted = sender.map { Int32($0.index) } ?? skd_any_source()
    guard
      let first = try takePiece(type, from: wanted, channel: channel, waiting: waiting)
    else { return nil }
    var items = first.items
    var last = first.items.count
    while last == pieceBytes / MemoryLayout<T>.stride {
      // From the same sender: pieces of one rank keep their order, those of two may mix.
      let next = try takePiece(type, from: first.source, channel: channel, waiting: true)
      last = next?.items.count ?? 0
      items += next?.items ?? []
    }
    return (items, Rank(Int(first.source)))
  }

  private func sendPiece<T: Scalar>(
    _ items: [T], from start: Int, count: Int, to receiver: Rank, channel: Int32
  ) throws(TeamError) {
    let code = unsafe items.withUnsafeBufferPointer { items in
      let piece = unsafe UnsafeBufferPointer(rebasing: items[start..<start + count])
      return unsafe skd_send(
        comm, piece.baseAddress, Int32(count), T.kind.rawValue, Int32(receiver.index), channel)
    }
    try check(code, "MPI_Send")
  }

  private func takePiece<T: Scalar>(
    _ type: T.Type, from sender: Int32, channel: Int32, waiting: Bool
  ) throws(TeamError) -> (items: [T], source: Int32)? {
    let arrival =
      waiting
      ? skd_probe(comm, sender, channel, T.kind.rawValue)
      : skd_look(comm, sender, channel, T.kind.rawValue)
    try check(arrival.error, waiting ? "MPI_Mprobe" : "MPI_Improbe")
    if arrival.found == 0 { return nil }
    guard arrival.count >= 0 else {
      throw .unreadable(from: Rank(Int(arrival.source)), problem: .invalid("run of \(type)"))
    }
    return (try receive(arrival), arrival.source)
  }

  /// Receives what a probe has matched, straight into a new array.
  private func receive<T: Scalar>(_ arrival: skd_arrival) throws(TeamError) -> [T] {
    let count = Int(arrival.count)
    var code = skd_success()
    let items = unsafe [T](unsafeUninitializedCapacity: count) { room, filled in
      code = unsafe skd_receive(
        arrival.message, room.baseAddress, arrival.count, T.kind.rawValue)
      filled = code == skd_success() ? count : 0
    }
    try check(code, "MPI_Mrecv")
    return items
  }
}
