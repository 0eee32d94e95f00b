import Model
import Testing

@Suite struct SamplingRateTests {
  @Test(arguments: [
    (128.0, 128, 1), (65536, 65536, 1), (0.03125, 1, 32), (15.4567, 154_567, 10_000),
    (1.0 / 3, 1, 3), (2.0 / 3, 2, 3), (15.625, 125, 8), (0.1, 1, 10), (8.0 / 7, 8, 7),
    (1e-6, 1, 1_000_000), (1e7, 10_000_000, 1), (4_999.999, 4_999_999, 1000), (0.0001, 1, 10_000),
  ])
  func hertzBecomesTheExactRatio(hertz: Double, samples: Int, seconds: Int) {
    #expect(SamplingRate(hertz: hertz) == SamplingRate(samples: samples, seconds: seconds))
  }

  @Test("every ratio of modest numbers comes back from its hertz")
  func ratios() {
    var generator = FixedGenerator()
    for _ in 0..<5000 {
      let samples = Int.random(in: 1...20_000, using: &generator)
      let seconds = Int.random(in: 1...20_000, using: &generator)
      let rate = SamplingRate(samples: samples, seconds: seconds)
      #expect(SamplingRate(hertz: rate.hertz) == rate)
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity, -.infinity, 1e-10, 1e13, -0.0, .leastNonzeroMagnitude])
  func whatIsNoRateIsNone(hertz: Double) {
    #expect(SamplingRate(hertz: hertz) == nil)
  }

  @Test("any number gives a rate of that many hertz or none, and nothing overflows")
  func anyNumber() {
    var generator = FixedGenerator()
    var last = SamplingRate(samples: 1, seconds: 1)
    for _ in 0..<20_000 {
      let power = Int.random(in: -32...41, using: &generator)
      let hertz = Double(
        sign: .plus, exponent: power, significand: Double.random(in: 1..<2, using: &generator))
      guard let rate = SamplingRate(hertz: hertz) else { continue }
      // A ratio is found to 1e-12; its quotient and the difference are rounded, too.
      #expect(abs(rate.hertz - hertz) <= 1.001e-12 * hertz)
      #expect((rate < last) == (rate.hertz < last.hertz) || abs(rate.hertz - last.hertz) < 1e-9)
      last = rate
    }
  }

  @Test("equal rates are equal whatever they were made from; decimation stays exact")
  func reduced() {
    #expect(SamplingRate(samples: 20, seconds: 640) == SamplingRate(samples: 1, seconds: 32))
    let rate = SamplingRate(samples: 154_567, seconds: 10_000)
    #expect(rate.decimated(by: 4).decimated(by: 8) == rate.decimated(by: 32))
    #expect(rate.decimated(by: 32).interval == 320_000.0 / 154_567)
    #expect(rate.decimated(by: 2) < rate && !(rate < rate))
  }
}
