/// 128 bits that stand for a longer content: equal contents have equal digests, others practically never.
///
/// For recognising what made a product and for finding damage; no protection against forgery. The value
/// is the same on every machine and in every version of the program.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of bytes.
  package init(of bytes: [UInt8]) {
    var builder = DigestBuilder()
    builder.add(bytes)
    self = builder.digest
  }

  /// 32 hexadecimal digits.
  package var description: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// Takes content part by part; the parts' order counts, and where one ends does not.
package struct DigestBuilder: Sendable {
  private var lane = DigestLane(1)
  private var words: UInt64 = 0

  package init() {}

  /// What has been taken so far.
  package var digest: Digest {
    Digest(
      high: mixed(lane.first ^ words, 0xA076_1D64_78BD_642F),
      low: mixed(lane.second ^ words, 0xE703_7ED1_A0B4_28DB))
  }

  package mutating func add(_ word: UInt64) {
    lane.take(word)
    words &+= 1
  }

  /// Takes the count of the bytes, too.
  package mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for place in start..<min(start + 8, bytes.count) { word = word << 8 | UInt64(bytes[place]) }
      add(word)
    }
  }
}

/// Words that are taken one after the other; lanes of different numbers begin differently.
struct DigestLane {
  private(set) var first: UInt64
  private(set) var second: UInt64

  init(_ number: UInt64) {
    first = 0x9E37_79B9_7F4A_7C15 &* number
    second = 0xD1B5_4A32_D192_ED03 &* number
  }

  @inline(__always)
  mutating func take(_ word: UInt64) {
    first = mixed(first ^ word, 0x8EBC_6AF0_9C88_C6E3)
    second = mixed(second &+ word, 0x5899_65CC_7537_4CC3)
  }
}

/// The two halves of the full product, folded into one another.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = a.multipliedFullWidth(by: b)
  return product.high ^ product.low
}
