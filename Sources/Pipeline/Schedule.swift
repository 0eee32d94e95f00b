/// Which rank does which item: rounds in which every thread of every rank has one item.
///
/// Every rank makes the same schedule from the widths of all pools, so nobody has to ask.
struct Schedule {
  /// Threads of each rank.
  let widths: [Int]

  /// One round: the items of each rank.
  struct Round {
    let items: Range<Int>
    /// The rank of each of the items.
    let ranks: [Int]

    /// The items of one rank.
    func items(of rank: Int) -> [Int] {
      zip(items, ranks).filter { $0.1 == rank }.map(\.0)
    }
  }

  /// The rounds for `count` items; the last one is dealt evenly over the ranks.
  func rounds(count: Int) -> [Round] {
    let seats = seatOrder
    return stride(from: 0, to: count, by: seats.count).map { start in
      let items = start..<min(start + seats.count, count)
      return Round(items: items, ranks: Array(seats.prefix(items.count)))
    }
  }

  /// The ranks in turn, each as often as it has threads: first all first threads, then all second ones.
  private var seatOrder: [Int] {
    let deepest = widths.max() ?? 1
    return (0..<deepest).flatMap { thread in
      widths.indices.filter { widths[$0] > thread }
    }
  }
}
