/// A set of windows by their global numbers, as ranges that are sorted and do not touch.
package struct WindowRanges: Hashable, Sendable {
  /// In ascending order, none empty, with a gap between each and the next.
  package private(set) var ranges: [Range<Int>]
  /// How many windows come before each range.
  private var ranks: [Int]
  package let count: Int

  /// No windows.
  package static let none = WindowRanges([])

  /// The windows of all these ranges, which may overlap and come in any order.
  package init(_ ranges: [Range<Int>]) {
    var joined: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    var ranks: [Int] = []
    var sum = 0
    for range in joined {
      ranks.append(sum)
      sum += range.count
    }
    (self.ranges, self.ranks, count) = (joined, ranks, sum)
  }

  /// The windows of a run of numbers that are marked.
  package init(from first: Int, where marks: [Bool]) {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (offset, mark) in (marks + [false]).enumerated() {
      if mark, start == nil { start = offset }
      if !mark, let begin = start {
        ranges.append(first + begin..<first + offset)
        start = nil
      }
    }
    self.init(ranges)
  }

  package var isEmpty: Bool { count == 0 }

  /// Every window's number, ascending.
  package var numbers: [Int] { ranges.flatMap { Array($0) } }

  package func contains(_ window: Int) -> Bool {
    let place = firstRange(endingAfter: window)
    return place < ranges.count && ranges[place].contains(window)
  }

  /// How many of the windows have smaller numbers.
  package func rank(of window: Int) -> Int {
    let place = firstRange(endingAfter: window)
    guard place < ranges.count else { return count }
    return ranks[place] + max(0, window - ranges[place].lowerBound)
  }

  /// The range that has the window, or else the first one behind it.
  private func firstRange(endingAfter window: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= window { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package func union(_ other: WindowRanges) -> WindowRanges {
    WindowRanges(ranges + other.ranges)
  }

  package func intersection(_ other: WindowRanges) -> WindowRanges {
    var (a, b) = (0, 0)
    var common: [Range<Int>] = []
    while a < ranges.count, b < other.ranges.count {
      let (x, y) = (ranges[a], other.ranges[b])
      if x.overlaps(y) { common.append(x.clamped(to: y)) }
      if x.upperBound < y.upperBound { a += 1 } else { b += 1 }
    }
    return WindowRanges(common)
  }

  /// The windows that `other` does not have.
  package func subtracting(_ other: WindowRanges) -> WindowRanges {
    guard let first = ranges.first, let last = ranges.last else { return self }
    var gaps: [Range<Int>] = []
    var start = first.lowerBound
    for range in other.ranges where range.upperBound > start {
      if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < last.upperBound { gaps.append(start..<last.upperBound) }
    return intersection(WindowRanges(gaps))
  }
}

extension WindowRanges: CustomStringConvertible {
  /// As `12-40, 55`.
  package var description: String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)" }
      .joined(separator: ", ")
  }
}
