import Kernels
import Model
import RealModule
import Spectra
import TestSupport
import Testing

@Suite("The decimator")
struct DecimatorTests {
  static let chains: [[Int]] = [[2], [3], [8], [2, 4], [4, 4], [5, 2]]
  static let resisticsChains: [[Int]] = [[2], [8], [4, 2]]

  /// The outputs of a range, from the slice of the series that they need and no more.
  private func decimated(_ decimator: Decimator, _ series: [Double], _ outputs: Range<Int>)
    -> [Double]
  {
    let source = decimator.source(of: outputs, count: series.count)
    let slice = Array(series[source])
    return decimator.apply(
      slice.span, first: source.lowerBound, outputs: outputs, count: series.count)
  }

  private func decimated(_ decimator: Decimator, _ series: [Double]) -> [Double] {
    decimated(decimator, series, 0..<decimator.outputCount(series.count))
  }

  @Test("gives the same bits whatever the blocks", arguments: chains)
  func blocks(steps: [Int]) {
    var draws = Draws("decimator")
    let series = draws.normals(LowPassChain(steps: steps).reach + 733)
    for _ in 0..<3 {
      expectSameBits(Decimator(steps: steps), series, blocks: 1...40, &draws)
    }
  }

  @Test("of resistics gives the same bits whatever the blocks", arguments: resisticsChains)
  func resisticsBlocks(steps: [Int]) {
    var draws = Draws("decimator")
    let series = draws.normals(3733)
    expectSameBits(
      Decimator(steps: steps, filter: .chebyshev), series, blocks: 1...series.count / 10, &draws)
  }

  private func expectSameBits(
    _ decimator: Decimator, _ series: [Double], blocks: ClosedRange<Int>, _ draws: inout Draws
  ) {
    let whole = decimated(decimator, series)
    var (cut, start) = ([Double](), 0)
    while start < whole.count {
      let end = min(whole.count, start + draws.integer(in: blocks))
      cut += decimated(decimator, series, start..<end)
      start = end
    }
    #expect(cut == whole)
  }

  @Test(
    "in steps equals one step after the other, away from the ends", arguments: [[2, 4], [4, 4]])
  func chain(steps: [Int]) {
    let reach = LowPassChain(steps: steps).reach
    let chain = Decimator(steps: steps)
    var draws = Draws("chain")
    let series = draws.normals(6 * reach)
    let whole = decimated(chain, series)
    let separate = steps.reduce(series) { decimated(Decimator(steps: [$1]), $0) }
    let inner = reach / chain.factor + 1..<whole.count - reach / chain.factor - 1
    #expect(separate.count == whole.count && inner.count > 10)
    for j in inner { #expect(whole[j] == separate[j], "\(j)") }
  }

  @Test("of resistics in steps equals one step after the other, up to and at the ends")
  func chebyshevChain() {
    var draws = Draws("chain")
    let series = draws.normals(7001)
    let separate = [8, 4].reduce(series) {
      decimated(Decimator(steps: [$1], filter: .chebyshev), $0)
    }
    #expect(decimated(Decimator(steps: [8, 4], filter: .chebyshev), series) == separate)
  }

  /// `sosfiltfilt(cheby1(8, 0.05, 0.8 / q, output="sos"), x, padlen=27)[::q]`, step by step.
  @Test("of resistics gives what SciPy gives, of short series and at both ends")
  func scipy() {
    let short = (0..<45).map { Double.sin(0.3 * Double($0)) + 0.01 * Double($0 * $0) - 2 }
    let expected = [
      4: [
        -1.960832721581, -0.919849135945, -0.681725564239, -1.020368144761, -0.474338392763,
        1.683471008251, 4.444018642044, 6.611650172737, 7.918593526934, 9.847278301006,
        13.319181180987, 17.720284360211,
      ],
      8: [
        -1.971707814631, -0.807505524406, -0.427013122287, 4.517515866238, 7.787787813915,
        13.622559273859,
      ],
    ]
    for (factor, values) in expected {
      let result = decimated(Decimator(steps: [factor], filter: .chebyshev), short)
      #expect(result.count == values.count)
      // SciPy's own recursion leaves about this much.
      #expect(zip(result, values).allSatisfy { abs($0 - $1) < 1e-10 })
    }
    let long = (0..<300).map { Double.sin(0.3 * Double($0)) + 0.01 * Double($0) }
    let twice = decimated(Decimator(steps: [8, 2], filter: .chebyshev), long)
    let values = [
      -0.016475642015, 0.155558259747, 0.32173890092, 0.459339875182, 0.633353210122,
      0.778219301844, 0.936588888016, 1.101411836372, 1.239706058211, 1.420616231778,
      1.550467953018, 1.72954952489, 1.875316404489, 2.020042408545, 2.212786375078,
      2.303320380858, 2.545858885217, 2.593142688764, 2.841029876857,
    ]
    #expect(twice.count == values.count)
    #expect(zip(twice, values).allSatisfy { abs($0 - $1) < 1e-10 })
  }

  @Test("keeps a straight line, up to and at the ends", arguments: chains)
  func line(steps: [Int]) {
    let decimator = Decimator(steps: steps)
    let series = (0..<3000).map { 5 - 0.25 * Double($0) }
    for (j, value) in decimated(decimator, series).enumerated() {
      #expect(abs(value - (5 - 0.25 * Double(j * decimator.factor))) < 1e-9, "\(j)")
    }
  }

  @Test(
    "has the factor and the number of outputs of its steps", arguments: DecimationFilter.allCases)
  func counts(filter: DecimationFilter) {
    let decimator = Decimator(steps: [2, 4], filter: filter)
    #expect(decimator.factor == 8)
    #expect(decimator.outputCount(1) == 1)
    #expect(decimator.outputCount(801) == 101)
    #expect(decimator.source(of: 3..<3, count: 9).isEmpty)
  }

  @Test("takes series that are longer than their continuation at every step")
  func shortest() {
    let reach = LowPassChain(steps: [2, 4]).reach
    #expect(Decimator(steps: [2, 4]).takes(count: reach + 1))
    #expect(!Decimator(steps: [2, 4]).takes(count: reach))
    let resistics = Decimator(steps: [2, 4], filter: .chebyshev)
    #expect(resistics.takes(count: 55))
    #expect(!resistics.takes(count: 54))
    #expect(decimated(resistics, [Double](repeating: 1, count: 55)).count == 7)
  }

  @Test("counts the coefficients of all steps")
  func coefficients() {
    let (two, four) = (LowPassChain(steps: [2]).reach, LowPassChain(steps: [4]).reach)
    let count = Decimator(steps: [4, 2]).coefficientCount
    #expect(count == 2 * two + 1 + 2 * (2 * four + 1))
  }

  @Test("a series is continued by turning it about its end samples")
  func continuation() {
    let series: [Double] = [1, 2, 4, 8, 16]
    let result = continued(series.span, first: 0, over: -3..<8, count: 5)
    #expect(result == [-6, -2, 0, 1, 2, 4, 8, 16, 24, 28, 30])
  }

  @Test("needs no sample outside of its source", arguments: DecimationFilter.allCases)
  func sourceOfOutputs(filter: DecimationFilter) {
    let decimator = Decimator(steps: [4, 2], filter: filter)
    var draws = Draws("source")
    let series = draws.normals(5000)
    for outputs in [0..<1, 3..<40, 300..<301, 600..<625] {
      let source = decimator.source(of: outputs, count: series.count)
      let masked = series.indices.map { source.contains($0) ? series[$0] : .nan }
      let result = decimator.apply(masked.span, first: 0, outputs: outputs, count: series.count)
      #expect(result == decimated(decimator, series, outputs))
      #expect(result.allSatisfy { $0.isFinite })
    }
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
