/// A set of numbers below a bound that finds its lowest one in a few steps, and allocates nothing.
///
/// A bit for each number, above them a bit for each word of 64 that is not empty, and so on: a
/// million numbers take four layers.
struct LowestFirst: Sendable {
  private(set) var count = 0
  private var words: [UInt64] = []
  /// Where each layer starts in `words`; the last layer is one word.
  private var layers: [Int] = []

  init(bound: Int) {
    var width = bound
    repeat {
      width = max(1, (width + 63) / 64)
      layers.append(words.count)
      words.append(contentsOf: repeatElement(0, count: width))
    } while width > 1
  }

  var isEmpty: Bool { count == 0 }

  /// The lowest number of the set.
  var first: Int? {
    guard count > 0 else { return nil }
    var index = 0
    for start in layers.reversed() {
      index = index << 6 | words[start + index].trailingZeroBitCount
    }
    return index
  }

  func contains(_ number: Int) -> Bool {
    words[number >> 6] & bit(number) != 0
  }

  mutating func insert(_ number: Int) {
    guard !contains(number) else { return }
    count += 1
    var index = number
    for start in layers {
      words[start + index >> 6] |= bit(index)
      index >>= 6
    }
  }

  mutating func remove(_ number: Int) {
    guard contains(number) else { return }
    count -= 1
    var index = number
    for start in layers {
      let word = start + index >> 6
      words[word] &= ~bit(index)
      if words[word] != 0 { return }
      index >>= 6
    }
  }

  private func bit(_ number: Int) -> UInt64 { 1 << UInt64(number & 63) }
}
