import Model
import Testing

@Suite("Sets of windows")
struct WindowRangesTests {
  /// Sets of small numbers, all bits of a seed.
  private func ranges(_ seed: Int) -> (WindowRanges, Set<Int>) {
    let numbers = (0..<12).filter { seed >> $0 & 1 == 1 }.map { $0 - 5 }
    // In pieces that touch and in no order.
    return (WindowRanges(numbers.reversed().map { $0..<$0 + 1 }), Set(numbers))
  }

  @Test("behave as sets do", arguments: [0, 1, 0b1011_0011_0101, 0xFFF, 0x5A5, 0x0F0])
  func sets(seed: Int) {
    for other in stride(from: 0, through: 0xFFF, by: 37) {
      let ((a, x), (b, y)) = (ranges(seed), ranges(other))
      #expect(a.count == x.count && a.numbers == x.sorted())
      #expect(a.union(b).numbers == x.union(y).sorted())
      #expect(a.intersection(b).numbers == x.intersection(y).sorted())
      #expect(a.subtracting(b).numbers == x.subtracting(y).sorted())
      for window in -7...9 {
        #expect(a.contains(window) == x.contains(window))
        #expect(a.rank(of: window) == x.count { $0 < window })
      }
    }
  }

  @Test("are kept as sorted ranges that do not touch")
  func joined() {
    let ranges = WindowRanges([7..<9, 3..<5, 5..<6, 9..<9, 8..<12])
    #expect(ranges.ranges == [3..<6, 7..<12])
    #expect(ranges.description == "3-5, 7-11")
  }

  @Test("are made of marks")
  func marks() {
    let found = WindowRanges(from: 10, where: [true, false, false, true, true])
    #expect(found == WindowRanges([10..<11, 13..<15]))
    #expect(WindowRanges(from: 3, where: []).isEmpty)
  }
}
