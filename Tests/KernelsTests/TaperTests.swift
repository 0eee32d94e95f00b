import ComplexModule
import Kernels
import TestSupport
import Testing

@Suite("Tapers")
struct TaperTests {
  /// The first five of eight values as SciPy's `get_window` gives them, with so many decimals.
  static let known: [(Taper, [Double])] = [
    (.hamming, [0.08, 0.21473, 0.54, 0.86527, 1]), (.hann, [0, 0.14645, 0.5, 0.85355, 1]),
    (.blackman, [0, 0.06645, 0.34, 0.77355, 1]),
    (.nuttall, [0.00036, 0.02521, 0.22698, 0.70196, 1]),
    (.parzen, [0.00274, 0.07407, 0.34156, 0.76955, 1]),
    (.bohman, [0, 0.0483, 0.31831, 0.75541, 1]), (.barthann, [0, 0.1713, 0.5, 0.8287, 1]),
    (.bartlett, [0, 0.25, 0.5, 0.75, 1]), (.boxcar, [1, 1, 1, 1, 1]),
  ]

  @Test("have SciPy's values", arguments: known)
  func values(taper: Taper, expected: [Double]) {
    #expect(distance(Array(taper.values(size: 8).prefix(5)), expected) < 5.1e-6)
  }

  @Test("are symmetric about the middle as periodic windows are", arguments: Taper.allCases)
  func symmetric(taper: Taper) {
    for size in [8, 9, 64] {
      let values = taper.values(size: size)
      for n in 1..<size {
        #expect(abs(values[n] - values[size - n]) < 1e-15, "\(size): \(n)")
      }
    }
  }

  @Test("sums of cosines have no more harmonics than terms")
  func harmonics() {
    for (taper, terms) in [(Taper.hann, 2), (.hamming, 2), (.blackman, 3), (.blackmanharris, 4)] {
      let values = spectrum(taper.values(size: 40))
      #expect(values[terms - 1].length > 0.1)
      #expect(values[terms...].allSatisfy { $0.length < 1e-13 }, "\(taper)")
    }
  }
}
