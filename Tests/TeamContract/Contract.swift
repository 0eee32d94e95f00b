package import Distribution

/// What every kind of team must do, as functions to run on each rank.
///
/// They throw instead of recording an issue, because they run on threads and processes that no
/// test knows of; a throw ends the whole team, and the rank and the reason come out with it.
package enum Contract {
  /// Runs all of it, with every rank in step.
  package static func all(_ team: borrowing some Team & ~Copyable) throws {
    try identity(team)
    try pointToPointOrder(team)
    try anySource(team)
    try tagsApart(team)
    try polling(team)
    try wrongPartners(team)
    try emptyMessages(team)
    try largeBuffers(team)
    try largeFromAll(team)
    try exchangeInGlobalOrder(team)
    try collectives(team)
    try team.barrier()
  }

  /// The part without point-to-point messages.
  package static func collectives(_ team: borrowing some Team & ~Copyable) throws {
    try broadcast(team)
    try scatter(team)
    try gather(team)
    try allGather(team)
    try largeCollectives(team)
    try sumOrder(team)
    try maximum(team)
    try unequalCounts(team)
    try failureSharing(team)
  }
}

/// A sentence of the contract that a team broke.
package struct Broken: Error, CustomStringConvertible {
  package let description: String
}

/// Checks one sentence of the contract.
func require(
  _ holds: Bool, _ sentence: String, _ rank: Rank, line: Int = #line, file: String = #fileID
) throws {
  if !holds { throw Broken(description: "\(sentence) (rank \(rank), \(file):\(line))") }
}

/// A message with parts of several kinds.
package struct Parcel: Wire, Equatable {
  package var number: Int
  package var label: String
  package var samples: [Double]

  package init(number: Int, label: String = "", samples: [Double] = []) {
    self.number = number
    self.label = label
    self.samples = samples
  }

  package init(reading reader: inout WireReader) throws(WireError) {
    number = try reader.read()
    label = try reader.read()
    samples = try reader.read()
  }

  package func write(to writer: inout WireWriter) {
    writer.write(number)
    writer.write(label)
    writer.write(samples)
  }
}

enum Tags {
  static let parcel = Tag<Parcel>(1)
  static let reply = Tag<Parcel>(2)
  static let text = Tag<String>(3)
  static let values = Tag<Values>(4)
  static let bytes = Tag<[UInt8]>(5)
}

/// Numbers that look random and are the same everywhere.
package struct Chance {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

  package mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }

  /// Values of very different sizes, so that the order of a sum shows in its bits.
  package mutating func value() -> Double {
    let exponent = Double(next() % 40) - 20
    var scale = 1.0
    for _ in 0..<Int(exponent.magnitude) { scale *= exponent < 0 ? 0.1 : 10 }
    return (Double(next() >> 11) / 9_007_199_254_740_992 - 0.5) * scale
  }
}
