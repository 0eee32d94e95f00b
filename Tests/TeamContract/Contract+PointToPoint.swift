internal import Distribution

extension Contract {
  static func identity(_ team: borrowing some Team & ~Copyable) throws {
    let ranks = try team.allGather(team.rank.index)
    try require(ranks == Array(0..<team.size), "ranks count from 0", team.rank)
    try require(!team.hostName.isEmpty, "a host has a name", team.rank)
    let places = try team.allGather([team.localRank, team.ranksOnThisHost])
    try require(
      places.allSatisfy { (0..<$0[1]).contains($0[0]) }, "a local rank has a place", team.rank)
  }

  /// Every rank sends a row of messages to every other; each arrives in order.
  static func pointToPointOrder(_ team: borrowing some Team & ~Copyable) throws {
    for step in 1..<max(team.size, 1) {
      let next = Rank((team.rank.index + step) % team.size)
      let previous = Rank((team.rank.index + team.size - step) % team.size)
      for i in 0..<20 {
        let label = "from \(team.rank)"
        try team.send(Parcel(number: i, label: label), to: next, tag: Tags.parcel)
      }
      for i in 0..<20 {
        let (parcel, source) = try team.receive(Tags.parcel, from: previous)
        try require(parcel.number == i, "messages keep their order", team.rank)
        try require(source == previous, "the source is told", team.rank)
        try require(parcel.label == "from \(previous)", "the message is the sender's", team.rank)
      }
    }
  }

  /// The way units are handed out: ask, answer, and tell at the end that nothing is left.
  static func anySource(_ team: borrowing some Team & ~Copyable) throws {
    guard team.rank == .master else { return try askUntilDone(team) }
    var handedOut = 0
    var dismissed: Set<Rank> = []
    while dismissed.count < team.size - 1 {
      let (request, source) = try team.receive(Tags.parcel)
      try require(request.number == source.index, "any source is told truly", team.rank)
      let answer = handedOut < 50 ? handedOut : -1
      try team.send(Parcel(number: answer), to: source, tag: Tags.reply)
      if answer < 0 { dismissed.insert(source) } else { handedOut += 1 }
    }
    let expected = team.size == 1 ? 0 : 50
    try require(handedOut == expected, "all work is handed out once", team.rank)
  }

  private static func askUntilDone(_ team: borrowing some Team & ~Copyable) throws {
    var last = -1
    while true {
      try team.send(Parcel(number: team.rank.index), to: .master, tag: Tags.parcel)
      let unit = try team.receive(Tags.reply, from: .master).message.number
      if unit < 0 { return }
      try require(unit > last, "units come in order", team.rank)
      last = unit
    }
  }

  /// Tags are separate queues: what was sent last can be received first.
  static func tagsApart(_ team: borrowing some Team & ~Copyable) throws {
    guard team.size > 1 else { return }
    if team.rank == .master {
      try team.send(Parcel(number: 7), to: Rank(1), tag: Tags.parcel)
      try team.send("later", to: Rank(1), tag: Tags.text)
    } else if team.rank == Rank(1) {
      let text = try team.receive(Tags.text, from: .master).message
      let parcel = try team.receive(Tags.parcel, from: .master).message
      try require(text == "later" && parcel.number == 7, "tags are apart", team.rank)
    }
  }

  /// Looking for a message does not wait, and finds one that has come.
  static func polling(_ team: borrowing some Team & ~Copyable) throws {
    let early = try team.receiveIfPresent(Tags.text)
    try require(early == nil, "no message is found before one is sent", team.rank)
    try team.barrier()
    if team.rank != .master { return try team.send("here", to: .master, tag: Tags.text) }
    var sources: Set<Rank> = []
    while sources.count < team.size - 1 {
      guard let (text, source) = try team.receiveIfPresent(Tags.text) else { continue }
      try require(text == "here", "a message is found whole", team.rank)
      sources.insert(source)
    }
  }

  static func wrongPartners(_ team: borrowing some Team & ~Copyable) throws {
    let outside = Rank(team.size)
    try requireError(.noSuchRank(outside, size: team.size), team.rank) { () throws(TeamError) in
      try team.send("x", to: outside, tag: Tags.text)
    }
    try requireError(.withItself(team.rank), team.rank) { () throws(TeamError) in
      try team.send("x", to: team.rank, tag: Tags.text)
    }
    try requireError(.withItself(team.rank), team.rank) { () throws(TeamError) in
      _ = try team.receive(Tags.text, from: team.rank)
    }
  }

  static func emptyMessages(_ team: borrowing some Team & ~Copyable) throws {
    guard team.size > 1 else { return }
    let last = Rank(team.size - 1)
    if team.rank == .master {
      try team.send(values: [], to: last, tag: Tags.values)
      try team.send([], to: last, tag: Tags.bytes)
    } else if team.rank == last {
      let values = try team.receiveValues(Tags.values, from: .master).values
      let bytes = try team.receive(Tags.bytes, from: .master).message
      try require(values.isEmpty && bytes.isEmpty, "empty messages arrive empty", team.rank)
    }
  }

  /// A million doubles around the ring, as bare values and inside a message.
  static func largeBuffers(_ team: borrowing some Team & ~Copyable) throws {
    guard team.size > 1 else { return }
    let samples = ramp(1_000_000)
    if team.rank == .master {
      for other in 1..<team.size {
        try team.send(values: samples, to: Rank(other), tag: Tags.values)
        let parcel = Parcel(number: other, label: "µV/√Hz", samples: samples)
        try team.send(parcel, to: Rank(other), tag: Tags.parcel)
      }
      return
    }
    let (values, source) = try team.receiveValues(Tags.values)
    try require(source == .master && values == samples, "a million values arrive", team.rank)
    let parcel = try team.receive(Tags.parcel, from: .master).message
    try require(
      parcel == Parcel(number: team.rank.index, label: "µV/√Hz", samples: samples),
      "a large message arrives whole", team.rank)
  }

  /// Large messages of several ranks at once, for whoever comes first: none mix.
  static func largeFromAll(_ team: borrowing some Team & ~Copyable) throws {
    let rounds = 5
    let mine = [Double](repeating: Double(team.rank.index), count: 30_000 + team.rank.index)
    if team.rank != .master {
      for _ in 0..<rounds { try team.send(values: mine, to: .master, tag: Tags.values) }
      return
    }
    for _ in 0..<rounds * (team.size - 1) {
      let (values, source) = try team.receiveValues(Tags.values)
      try require(
        values == [Double](repeating: Double(source.index), count: 30_000 + source.index),
        "large messages of several ranks do not mix", team.rank)
    }
  }

  /// Above the size that libraries buffer, neighbours must not both send first.
  static func exchangeInGlobalOrder(_ team: borrowing some Team & ~Copyable) throws {
    let here = team.rank.index
    let mine = [Double](repeating: Double(here), count: 20_000)
    for low in 0..<team.size {
      for high in low + 1..<max(team.size, low + 1) where here == low || here == high {
        let partner = Rank(here == low ? high : low)
        if here == low { try team.send(values: mine, to: partner, tag: Tags.values) }
        let theirs = try team.receiveValues(Tags.values, from: partner).values
        if here == high { try team.send(values: mine, to: partner, tag: Tags.values) }
        try require(
          theirs == [Double](repeating: Double(partner.index), count: 20_000),
          "partners exchange large buffers", team.rank)
      }
    }
  }

  static func ramp(_ count: Int) -> [Double] {
    (0..<count).map { Double($0) * 0.25 - 7 }
  }

  static func requireError(
    _ expected: TeamError, _ rank: Rank, _ body: () throws(TeamError) -> Void
  ) throws {
    do throws(TeamError) {
      try body()
    } catch {
      return try require(error == expected, "the error is \(expected), not \(error)", rank)
    }
    throw Broken(description: "no error where \(expected) is due (rank \(rank))")
  }
}
