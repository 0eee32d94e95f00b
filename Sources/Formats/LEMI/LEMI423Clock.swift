import Model

/// The times of the records of a LEMI-423 file, in ticks: samples since 1970.
///
/// The rate is not in the file: it is one more than the largest tick of a second.
struct LEMI423Clock {
  /// A time that no jump interrupts.
  struct Stretch {
    /// Records of the file.
    var records: Range<Int>
    /// Ticks of the first record.
    var ticks: Int
  }

  private let header: LEMI423Header
  private let file: InputFile
  /// Samples a second.
  let rate: Int

  /// Finds the rate.
  ///
  /// - Throws: A `UserError` when there is less than a second of samples.
  init(_ header: LEMI423Header) throws {
    self.header = header
    file = try InputFile(header.path)
    rate = try LEMI423Clock.rate(header, file)
  }

  /// Seconds and tick of a record.
  private static func stamp(_ bytes: HeaderBytes, _ place: Int) -> (second: Int, tick: Int) {
    (bytes.number(UInt32.self, place), bytes.number(UInt16.self, place + 4))
  }

  private static func rate(_ header: LEMI423Header, _ file: InputFile) throws -> Int {
    // Four seconds of the fastest recorder; a rate needs the end of one.
    let count = min(header.recordCount, 4 << 16)
    let bytes = HeaderBytes(
      try file.bytes(at: LEMI423Header.length, count: count * header.recordLength))
    var (largest, turns) = (0, 0)
    var last: (second: Int, tick: Int)?
    for record in 0..<bytes.count / header.recordLength where turns < 4 {
      let now = stamp(bytes, record * header.recordLength)
      if let last, now.second != last.second { turns += 1 }
      largest = max(largest, now.tick)
      last = now
    }
    guard turns > 0 else {
      throw UserError(
        .data, header.path, "has less than a second of samples, so that its rate cannot be told",
        remedy: "take the file out of the survey")
    }
    return largest + 1
  }

  /// The time of a record, in ticks.
  private func ticks(_ record: Int) throws -> Int {
    let place = LEMI423Header.length + record * header.recordLength
    let stamp = LEMI423Clock.stamp(HeaderBytes(try file.bytes(at: place, count: 6)), 0)
    return stamp.second * rate + stamp.tick
  }

  /// The parts of the file between which the clock jumps, looked for at every second.
  func stretches() throws -> [Stretch] {
    guard header.recordCount > 0 else { return [] }
    var first = 0
    var origin = try ticks(0)
    var found: [Stretch] = []
    func end(_ next: Int) throws {
      found.append(Stretch(records: first..<next, ticks: origin))
      guard next < header.recordCount else { return }
      first = next
      origin = try ticks(next)
    }
    var known = 0
    while known < header.recordCount - 1 {
      let next = min(known + rate, header.recordCount - 1)
      if try ticks(next) - origin == next - first {
        known = next
      } else {
        let jump = try firstJump(after: known, notAfter: next, origin - first)
        try end(jump)
        known = jump
      }
    }
    try end(header.recordCount)
    return found
  }

  /// The first record whose ticks are not its number and `offset`, if there is one jump alone.
  private func firstJump(after low: Int, notAfter high: Int, _ offset: Int) throws -> Int {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try ticks(middle) == middle + offset { low = middle } else { high = middle }
    }
    return high
  }
}
