import Spectra
import TestSupport
import Testing

@Suite("The decimator")
struct DecimatorTests {
  static let chains = [[2], [3], [8], [2, 4], [4, 4], [5, 2]]

  /// The outputs of a range, from the slice of the series that they need and no more.
  private func decimated(_ decimator: Decimator, _ series: [Double], _ outputs: Range<Int>)
    -> [Double]
  {
    let inputs = decimator.inputs(for: outputs)
    let source = sourceRange(ofContinued: inputs, count: series.count)
    let slice = Array(series[source])
    let input = continued(slice.span, first: source.lowerBound, over: inputs, count: series.count)
    return decimator.apply(input, outputs: outputs.count)
  }

  @Test("gives the same bits whatever the blocks", arguments: chains)
  func blocks(steps: [Int]) {
    let decimator = Decimator(steps: steps)
    var draws = Draws("decimator")
    let series = draws.normals(decimator.reach + 733)
    let count = decimator.outputCount(series.count)
    let whole = decimated(decimator, series, 0..<count)
    for _ in 0..<3 {
      var (cut, start) = ([Double](), 0)
      while start < count {
        let end = min(count, start + draws.integer(in: 1...40))
        cut += decimated(decimator, series, start..<end)
        start = end
      }
      #expect(cut == whole)
    }
  }

  @Test(
    "in steps equals one step after the other, away from the ends", arguments: [[2, 4], [4, 4]])
  func chain(steps: [Int]) {
    let chain = Decimator(steps: steps)
    var draws = Draws("chain")
    let series = draws.normals(6 * chain.reach)
    let count = chain.outputCount(series.count)
    let whole = decimated(chain, series, 0..<count)
    let separate = steps.reduce(series) { series, step in
      let decimator = Decimator(steps: [step])
      return decimated(decimator, series, 0..<decimator.outputCount(series.count))
    }
    let inner = chain.reach / chain.factor + 1..<count - chain.reach / chain.factor - 1
    #expect(separate.count == count && inner.count > 10)
    for j in inner { #expect(whole[j] == separate[j], "\(j)") }
  }

  @Test("keeps a straight line, up to and at the ends", arguments: chains)
  func line(steps: [Int]) {
    let decimator = Decimator(steps: steps)
    let series = (0..<decimator.reach + 300).map { 5 - 0.25 * Double($0) }
    let result = decimated(decimator, series, 0..<decimator.outputCount(series.count))
    for (j, value) in result.enumerated() {
      #expect(abs(value - (5 - 0.25 * Double(j * decimator.factor))) < 1e-9, "\(j)")
    }
  }

  @Test("has the factor and the number of outputs of its steps")
  func counts() {
    let decimator = Decimator(steps: [2, 4])
    #expect(decimator.factor == 8)
    #expect(decimator.outputCount(1) == 1)
    #expect(decimator.outputCount(801) == 101)
    #expect(decimator.inputs(for: 3..<3).isEmpty)
    #expect(decimator.inputs(for: 10..<11) == 80 - decimator.reach..<80 + decimator.reach + 1)
  }

  @Test("a series is continued by turning it about its end samples")
  func continuation() {
    let series: [Double] = [1, 2, 4, 8, 16]
    let result = continued(series.span, first: 0, over: -3..<8, count: 5)
    #expect(result == [-6, -2, 0, 1, 2, 4, 8, 16, 24, 28, 30])
  }

  @Test("the source of a continuation is what it needs and no sample more")
  func source() {
    var draws = Draws("source")
    let series = draws.normals(30)
    for _ in 0..<300 {
      let lower = draws.integer(in: -20...35)
      let range = lower..<draws.integer(in: lower + 1...max(lower + 1, 50))
      guard range.lowerBound < 30 || range.upperBound <= 58 else { continue }
      let source = sourceRange(ofContinued: range, count: 30)
      let whole = continued(series.span, first: 0, over: range, count: 30)
      // What lies outside of the source must not matter.
      let masked = series.indices.map { source.contains($0) ? series[$0] : .nan }
      #expect(continued(masked.span, first: 0, over: range, count: 30) == whole, "\(range)")
      let slice = Array(series[source])
      #expect(
        continued(slice.span, first: source.lowerBound, over: range, count: 30) == whole)
      for end in [source.lowerBound, source.upperBound - 1] {
        var without = series
        without[end] = .nan
        let result = continued(without.span, first: 0, over: range, count: 30)
        let isNeeded = result.contains { $0.isNaN }
        #expect(isNeeded, "\(range) does not need sample \(end)")
      }
    }
  }
}
