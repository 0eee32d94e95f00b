import Kernels
import RealModule
import TestSupport
import Testing

@Suite("A recursive filter") struct RecursiveFilterTests {
  /// Numbers from SciPy, to the digits given.
  private func expect(_ filter: RecursiveFilter, b: [Double], a: [Double]) {
    #expect(filter.b.count == b.count && filter.a.count == a.count)
    for (ours, theirs) in zip(filter.b + filter.a, b + a) {
      #expect(abs(ours - theirs) < 2e-12, "\(ours) \(theirs)")
    }
  }

  @Test("of Butterworth has SciPy's coefficients")
  func butterworth() {
    expect(
      .butterworth(.lowPass(4.0 / 128), order: 5),
      b: [1, 5, 10, 10, 5, 1].map { $0 * 6.741264023259e-6 },
      a: [
        1, -4.364893859915, 7.656604330294, -6.743712895061, 2.981271433255, -0.529053288125,
      ])
  }

  @Test("of Bessel that stops a band has SciPy's coefficients")
  func bessel() {
    expect(
      .besselBandStop(45.0 / 512, 55.0 / 512),
      b: [0.900750524641, -2.951313836976, 4.218999881103, -2.951313836976, 0.900750524641],
      a: [1, -3.108339794305, 4.212200249751, -2.794287879647, 0.808300680633])
  }

  /// The amplitude of a sine after the filter, away from its start.
  private func gain(_ filter: RecursiveFilter, at frequency: Double) -> Double {
    let input = (0..<20_000).map { Double.sin(2 * .pi * frequency * Double($0)) }
    return filter.run(input).suffix(4000).map(abs).max() ?? .nan
  }

  @Test("passes its band and half of the power at its corners")
  func shapes() {
    let half = 0.5.squareRoot()
    let shapes: [(RecursiveFilter.Shape, pass: Double, corner: Double, stop: Double)] = [
      (.lowPass(0.1), 0.01, 0.1, 0.3), (.highPass(0.1), 0.3, 0.1, 0.02),
      (.bandPass(0.05, 0.1), 0.0713, 0.05, 0.2), (.bandStop(0.05, 0.1), 0.2, 0.1, 0.0713),
    ]
    for (shape, pass, corner, stop) in shapes {
      let filter = RecursiveFilter.butterworth(shape, order: 5)
      // Sines that are sampled seldom miss their tops.
      #expect(abs(gain(filter, at: pass + 1e-4) - 1) < 0.01, "\(shape)")
      #expect(abs(gain(filter, at: corner + 1e-4) - half) < 0.02, "\(shape)")
      #expect(gain(filter, at: stop) < 0.01, "\(shape)")
    }
  }

  @Test("forth and back gives the same backwards, and passes a line through its ends")
  func forthAndBack() {
    var draws = Draws("gustafsson")
    for count in [700, 1500] {
      let series = draws.normals(count)
      let filter = GustafssonFilter(
        .butterworth(.lowPass(0.05), order: 5), impulseLength: 500)
      let forward = filter.apply(series)
      let backward = Array(filter.apply(series.reversed()).reversed())
      for (a, b) in zip(forward, backward) { #expect(abs(a - b) < 1e-9) }
      let constant = filter.apply([Double](repeating: 3, count: count))
      for value in constant { #expect(abs(value - 3) < 1e-9) }
    }
  }
}
