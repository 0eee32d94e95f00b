import RealModule
import Testing

@testable import Kernels

@Suite("The low-pass of resistics")
struct ChebyshevTests {
  @Test("has the poles that SciPy's design has")
  func design() {
    // scipy.signal.cheby1(8, 0.05, 0.1, output="sos"), the two last columns.
    let expected = [
      (-1.850812586868, 0.9560228793580), (-1.802154946343, 0.8789015970367),
      (-1.781983894131, 0.8225319103330), (-1.776773614382, 0.7926973961361),
    ]
    let sections = ChebyshevLowPass.sections(edge: 0.1)
    #expect(sections.count == 4)
    for (section, pair) in zip(sections, expected) {
      #expect(abs(section.first - pair.0) < 1e-12 && abs(section.squaredRadius - pair.1) < 1e-12)
    }
    // SciPy's sections have their gain in one place.
    let gain = sections.reduce(1) { $0 * $1.gain }
    #expect(abs(gain / 2.024853103986e-8 - 1) < 1e-10)
  }

  @Test("has 0 to 0.1 dB of ripple up to its edge and is 84 dB down at 1.5 edges", arguments: 2...8)
  func gain(factor: Int) {
    let filter = ChebyshevLowPass(factor: factor)
    let edge = 0.4 / Double(factor)
    for step in 0...100 {
      let gain = filter.gain(at: edge * Double(step) / 100)
      #expect(gain <= 1 + 1e-12 && gain >= Double.exp10(-0.005) - 1e-12, "\(step)")
    }
    for step in 0...100 where factor > 2 {
      let frequency = 1.5 * edge + (0.5 - 1.5 * edge) * Double(step) / 100
      #expect(abs(filter.gain(at: frequency)) < 6e-5, "\(step)")
    }
  }

  @Test("towards the end of a constant series both runs agree", arguments: [2, 4, 8])
  func steady(factor: Int) {
    let filter = ChebyshevLowPass(factor: factor)
    let input = [Double](repeating: 3, count: 2 * filter.reach)
    var result = [Double](repeating: 0, count: filter.reach / factor)
    var output = result.mutableSpan
    filter.end(input.span, into: &output)
    #expect(result.allSatisfy { abs($0 - 3 * Double.exp10(-0.005)) < 1e-11 })
  }
}
