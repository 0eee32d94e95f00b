internal import Distribution

extension Contract {
  static func broadcast(_ team: borrowing some Team & ~Copyable) throws {
    for root in 0..<team.size {
      let plan = Parcel(number: root, label: "plan of \(root)", samples: [.nan, -0.0, 1])
      let mine = team.rank == Rank(root) ? plan : nil
      let got = try team.broadcast(mine, from: Rank(root))
      try require(got.number == root && got.label == plan.label, "all get the plan", team.rank)
      let bits = got.samples.map(\.bitPattern)
      try require(bits == plan.samples.map(\.bitPattern), "every bit arrives", team.rank)
    }
  }

  static func scatter(_ team: borrowing some Team & ~Copyable) throws {
    for root in 0..<team.size {
      let parts = (0..<team.size).map { part(root: root, rank: $0) }
      let mine: Parcel = try team.scatter(team.rank == Rank(root) ? parts : nil, from: Rank(root))
      try require(mine == part(root: root, rank: team.rank.index), "to each its part", team.rank)
    }
  }

  /// Parts of different sizes, some empty.
  private static func part(root: Int, rank: Int) -> Parcel {
    Parcel(number: 100 * root + rank, samples: ramp(rank * 1000))
  }

  static func gather(_ team: borrowing some Team & ~Copyable) throws {
    for root in 0..<team.size {
      let mine = part(root: root, rank: team.rank.index)
      let all = try team.gather(mine, to: Rank(root))
      if team.rank != Rank(root) {
        try require(all == nil, "only the root gets the parts", team.rank)
      } else {
        let expected = (0..<team.size).map { part(root: root, rank: $0) }
        try require(all == expected, "parts come in rank order", team.rank)
      }
    }
  }

  static func allGather(_ team: borrowing some Team & ~Copyable) throws {
    let all = try team.allGather("site \(team.rank)")
    try require(all == (0..<team.size).map { "site \($0)" }, "all parts, in rank order", team.rank)
    let empty = try team.allGather([Double]())
    try require(empty == [[Double]](repeating: [], count: team.size), "empty parts", team.rank)
  }

  /// Parts of about a megabyte, which a transport may have to cut up.
  static func largeCollectives(_ team: borrowing some Team & ~Copyable) throws {
    func samples(_ rank: Int) -> [Double] { ramp(100_000 + rank) }
    let here = team.rank.index
    let last = Rank(team.size - 1)
    let plan = try team.broadcast(team.rank == last ? samples(99) : nil, from: last)
    try require(plan == samples(99), "a large broadcast arrives", team.rank)
    let parts = (0..<team.size).map { samples($0) }
    let mine = try team.scatter(team.rank == last ? parts : nil, from: last)
    try require(mine == samples(here), "a large part arrives", team.rank)
    let gathered = try team.gather(mine, to: last)
    try require(gathered == (team.rank == last ? parts : nil), "large parts arrive", team.rank)
    let all = try team.allGather(mine)
    try require(all == parts, "large parts arrive everywhere", team.rank)
  }

  /// What rank `rank` adds: sums of these differ in their last bits if the order differs.
  package static func addends(rank: Int, count: Int) -> [Double] {
    var chance = Chance(seed: UInt64(rank) &* 77)
    return (0..<count).map { _ in chance.value() }
  }

  /// What a sum in rank order gives, to the bit.
  package static func sumInRankOrder(size: Int, count: Int) -> [Double] {
    var total = addends(rank: 0, count: count)
    for rank in 1..<max(size, 1) {
      for (i, value) in addends(rank: rank, count: count).enumerated() { total[i] += value }
    }
    return total
  }

  /// Ranks arrive in different orders each time; the bits are those of rank order.
  static func sumOrder(_ team: borrowing some Team & ~Copyable) throws {
    for (round, count) in [0, 1, 2, 7, 1000, 30_001].enumerated() {
      let expected = sumInRankOrder(size: team.size, count: count)
      let late = (team.rank.index + round) % team.size
      var values = addends(rank: team.rank.index, count: count)
      spin(late * 20_000)
      try team.sum(&values)
      try require(
        values.map(\.bitPattern) == expected.map(\.bitPattern),
        "a sum of \(count) has the bits of rank order", team.rank)
    }
  }

  private static func spin(_ steps: Int) {
    var chance = Chance(seed: 1)
    for _ in 0..<steps { _ = chance.next() }
  }

  static func maximum(_ team: borrowing some Team & ~Copyable) throws {
    let here = Double(team.rank.index)
    var values = [here, -here, team.rank.index == 0 ? .nan : 1]
    try team.maximum(&values)
    try require(
      values[0] == Double(team.size - 1) && values[1] == 0, "the largest is found", team.rank)
    try require(values[2].isNaN, "a NaN is not lost", team.rank)
  }

  static func unequalCounts(_ team: borrowing some Team & ~Copyable) throws {
    guard team.size > 1 else { return }
    let count = team.rank == Rank(1) ? 5 : 3
    try requireError(.unequalCounts(smallest: 3, largest: 5), team.rank) { () throws(TeamError) in
      var values = [Double](repeating: 1, count: count)
      try team.sum(&values)
    }
  }

  /// A failure of some ranks is one error on all, and the team goes on after it.
  static func failureSharing(_ team: borrowing some Team & ~Copyable) throws {
    try team.shareFailure(nil)
    let failing = team.size / 2
    let text = "no such file: ω.ats"
    let expected = TeamError.failedElsewhere(rank: Rank(failing), message: text)
    try requireError(expected, team.rank) { () throws(TeamError) in
      try team.shareFailure(team.rank.index == failing ? text : nil)
    }
    let empty = TeamError.failedElsewhere(rank: Rank(failing), message: "")
    try requireError(empty, team.rank) { () throws(TeamError) in
      try team.shareFailure(team.rank.index >= failing ? "" : nil)
    }
    try team.shareFailure(nil)
  }
}
