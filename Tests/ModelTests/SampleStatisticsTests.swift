import Model
import Testing

@Suite struct SampleStatisticsTests {
  private func statistics(_ values: [Double], by size: Int) -> SampleStatistics {
    var statistics = SampleStatistics()
    for start in stride(from: 0, to: values.count, by: size) {
      statistics.add(Array(values[start..<min(start + size, values.count)]).span)
    }
    return statistics
  }

  @Test("moments and extremes, whatever the slices", arguments: [1, 7, 1000])
  func moments(size: Int) {
    let values = (0..<1000).map { 1e6 + Double(($0 * 7919) % 1000) }
    let statistics = statistics(values, by: size)
    #expect(statistics.count == 1000 && statistics.minimum == 1e6)
    #expect(statistics.maximum == 1e6 + 999 && !statistics.isConstant && statistics.clipped == 0)
    #expect(abs(statistics.mean - (1e6 + 499.5)) < 1e-9)
    // Of the numbers 0 to n − 1: (n² − 1)/12.
    #expect(abs(statistics.standardDeviation - (999_999.0 / 12).squareRoot()) < 1e-7)
  }

  @Test("rows of equal samples at the ends of the range are clipped", arguments: [1, 2, 5, 100])
  func clipped(size: Int) {
    let values: [Double] = [0, 5, 5, 5, 1, 9, 9, 2, 2, 2, 2, 9, 9, 9, 9, -3, -3, -3, 9]
    let statistics = statistics(values, by: size)
    #expect(statistics.clipped == 4 + 3)
    #expect(statistics.longestConstant == 4)
  }

  @Test func constant() {
    let statistics = statistics([2, 2, 2, 2], by: 3)
    #expect(statistics.isConstant && statistics.clipped == 0 && statistics.standardDeviation == 0)
    #expect(statistics.longestConstant == 4)
  }

  @Test func nonFinite() {
    let statistics = statistics([1, .nan, 3, .infinity, 3, 3], by: 2)
    #expect(statistics.nonFinite == 2 && statistics.count == 4 && statistics.mean == 2.5)
    #expect(statistics.longestConstant == 2)
    #expect(SampleStatistics().standardDeviation.isNaN)
  }
}
