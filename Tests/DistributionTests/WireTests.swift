import Distribution
import TeamContract
import Testing

@Suite("Wire format", .timeLimit(.minutes(3)))
struct WireTests {
  @Test("every primitive comes back with all its bits")
  func primitives() throws {
    #expect(try returned(Int.min) == .min)
    #expect(try returned(Int64.max) == .max)
    #expect(try returned(Int32(-7)) == -7)
    #expect(try returned(UInt8(255)) == 255)
    #expect(try returned(UInt64.max) == .max)
    #expect(try returned(true))
    #expect(try returned(-0.0).sign == .minus)
    #expect(try returned(Double(nan: 5, signaling: false)).bitPattern == 0x7FF8_0000_0000_0005)
    #expect(try returned(Float.pi) == .pi)
    #expect(try returned("Ω·m, E, 東") == "Ω·m, E, 東")
    #expect(try returned(String?.none) == nil)
    #expect(try returned(String?.some("")) == "")
    #expect(try returned([[1.5], [], [2, .infinity]]) == [[1.5], [], [2, .infinity]])
    #expect(try returned([Float](repeating: 2, count: 3)) == [2, 2, 2])
    #expect(try returned(["a", nil]) == ["a", nil])
    #expect(try returned(Colour.blue) == .blue)
  }

  @Test("the bytes are these: a version, then the lowest byte first")
  func layout() {
    #expect(Envelope.seal(Int32(0x0102_0304)) == [1, 4, 3, 2, 1])
    #expect(Envelope.seal("é") == [1, 2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0xA9])
    #expect(Envelope.seal([1.0]) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(Envelope.seal(UInt8?.some(9)) == [1, 1, 9])
  }

  @Test("every shorter message is refused")
  func truncated() {
    let bytes = Envelope.seal(sample)
    for count in 0..<bytes.count {
      #expect(throws: WireError.self) {
        try Envelope.open(Array(bytes.prefix(count)), as: Parcel.self)
      }
    }
  }

  @Test("a longer message is refused")
  func overlong() {
    #expect(throws: WireError.overlong(left: 1)) {
      try Envelope.open(Envelope.seal(sample) + [0], as: Parcel.self)
    }
  }

  @Test("another version is refused by its number")
  func otherVersion() {
    #expect(throws: WireError.otherVersion(2)) { try Envelope.open([2, 0], as: UInt8.self) }
  }

  @Test("counts beyond the bytes are refused before memory is taken")
  func counts() {
    for count in [Int64(-1), 2, 1 << 40, .max, .min] {
      let bytes = Envelope.seal(count) + [7]
      let refusal = WireError.impossibleCount(count)
      #expect(throws: refusal) { try Envelope.open(bytes, as: [Double].self) }
      #expect(throws: refusal) { try Envelope.open(bytes, as: [Int32].self) }
      #expect(throws: refusal) { try Envelope.open(bytes, as: [[String]].self) }
      #expect(throws: refusal) { try Envelope.open(bytes, as: String.self) }
    }
    #expect(throws: WireError.truncated(needed: 8, left: 1)) {
      try Envelope.open(Envelope.seal(1) + [7], as: [Double].self)
    }
  }

  @Test("values that a type has not are refused")
  func invalid() {
    #expect(throws: WireError.invalid("Bool")) { try Envelope.open([1, 2], as: Bool.self) }
    #expect(throws: WireError.invalid("UTF-8 text")) {
      try Envelope.open([1, 1, 0, 0, 0, 0, 0, 0, 0, 0xFF], as: String.self)
    }
    #expect(throws: WireError.invalid("Colour")) { try Envelope.open([1, 9], as: Colour.self) }
  }

  @Test("bytes of chance never do more than throw")
  func noise() {
    var chance = Chance(seed: 3)
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes = (0..<Int(chance.next() % 64)).map { _ in UInt8(truncatingIfNeeded: chance.next())
      }
      if !bytes.isEmpty { bytes[0] = Envelope.version }
      if isAccepted(bytes, as: Parcel.self) { accepted += 1 }
      _ = isAccepted(bytes, as: [[String?]].self)
      _ = isAccepted(bytes, as: [[Double]]?.self)
    }
    #expect(accepted < 100)
  }

  @Test("damaged messages never do more than throw or differ")
  func damage() {
    var chance = Chance(seed: 4)
    let whole = Envelope.seal(sample)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0...chance.next() % 3 {
        let place = Int(chance.next() % UInt64(bytes.count))
        bytes[place] = UInt8(truncatingIfNeeded: chance.next() >> 20)
      }
      if !isAccepted(bytes, as: Parcel.self) { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test("a million doubles move as one block, much faster than one by one")
  func bulkSpeed() throws {
    let numbers = [Double](repeating: 1.25, count: 1_000_000)
    let clock = ContinuousClock()
    let wrapped = numbers.map(Wrapped.init)
    var back: [Double] = []
    let single = try clock.measure { _ = try returned(wrapped) }
    // The best of some, because the machine may be busy.
    var bulk = single
    for _ in 0..<5 { bulk = min(bulk, try clock.measure { back = try returned(numbers) }) }
    #expect(back == numbers)
    #expect(bulk * 2 < single, "bulk \(bulk), one by one \(single)")
  }

  private let sample = Parcel(number: 12, label: "Hx", samples: [1, 2, 3])

  private func returned<T: Wire>(_ value: T) throws(WireError) -> T {
    try Envelope.open(Envelope.seal(value))
  }

  private func isAccepted<T: Wire>(_ bytes: [UInt8], as type: T.Type) -> Bool {
    (try? Envelope.open(bytes, as: type)) != nil
  }
}

private enum Colour: UInt8, Wire {
  case red, blue
}

/// A double that has no bulk form.
private struct Wrapped: Wire {
  let value: Double

  init(_ value: Double) { self.value = value }
  init(reading reader: inout WireReader) throws(WireError) { value = try reader.read() }
  func write(to writer: inout WireWriter) { writer.write(value) }
}
