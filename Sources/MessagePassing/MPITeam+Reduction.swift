internal import CMPI
package import Distribution

extension MPITeam {
  // Not MPI_Allreduce: its order, and so its bits, depend on the library and on who shares a host.
  package func reduce(_ values: inout [Double], by reduction: Reduction) throws(TeamError) {
    let counts = try shareCounts(values.count)
    let smallest = counts.min() ?? values.count
    let largest = counts.max() ?? values.count
    if smallest != largest { throw .unequalCounts(smallest: smallest, largest: largest) }
    let most = max(size, pieceBytes / MemoryLayout<Double>.stride)
    var start = 0
    while start < values.count {
      let end = min(start + most, values.count)
      let folded = try fold(Array(values[start..<end]), by: reduction)
      values.replaceSubrange(start..<end, with: folded.prefix(end - start))
      start = end
    }
  }

  /// Each rank folds one block of all ranks, in rank order, and all share the folded blocks.
  ///
  /// - Returns: The folded values, and maybe some zeros after them.
  private func fold(_ values: [Double], by reduction: Reduction) throws(TeamError) -> [Double] {
    let block = (values.count + size - 1) / size
    let padding = [Double](repeating: 0, count: block * size - values.count)
    let mine = values + padding
    var blocks = [Double](repeating: 0, count: block * size)
    let exchanged = unsafe skd_exchange_blocks(comm, mine, Int32(block), &blocks)
    try check(exchanged, "MPI_Alltoall")
    var folded = Array(blocks[0..<block])
    for other in 1..<max(size, 1) {
      var target = folded.mutableSpan
      reduction.fold(
        blocks.span.extracting(other * block..<(other + 1) * block), into: &target)
    }
    let shared = unsafe skd_share_blocks(comm, folded, Int32(block), &blocks)
    try check(shared, "MPI_Allgather")
    return blocks
  }
}
