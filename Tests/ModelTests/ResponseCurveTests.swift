import ComplexModule
import Model
import Testing

@Suite("The response of a sensor") struct ResponseCurveTests {
  /// The MFS-06 with its chopper on, as a table with so many points a decade.
  private func table(
    pointsPerDecade: Int, from low: Int = -2, to high: Int = 4,
    interpolation: ChannelResponse.Interpolation = .smooth, extends: Bool = true
  ) throws -> ChannelResponse {
    let model = try #require(CoilModel.named("MFS06e", chopper: true))
    let frequencies = (low * pointsPerDecade...high * pointsPerDecade).map {
      power(Double($0) / Double(pointsPerDecade))
    }
    let values = frequencies.map { model.value(at: $0) }
    return ChannelResponse(
      frequencies: frequencies, amplitudes: values.map(\.length), phases: values.map(\.phase),
      source: "test", interpolation: interpolation, extends: extends)
  }

  private func power(_ exponent: Double) -> Double { Double.tenTo(exponent) }

  private func largestError(_ response: ChannelResponse, _ low: Double, _ high: Double) throws
    -> Double
  {
    let model = try #require(CoilModel.named("MFS06", chopper: true))
    let curve = ResponseCurve(response)
    return (0...400).map { step in
      let frequency = power(low + (high - low) * Double(step) / 400)
      let truth = model.value(at: frequency)
      return (curve.value(at: frequency) - truth).length / truth.length
    }.max() ?? .nan
  }

  // 5 points a decade are what maker's tables have at least.
  @Test("of five points a decade is exact to a thousandth between them")
  func fivePoints() throws {
    #expect(try largestError(table(pointsPerDecade: 5), -2, 4) < 1e-3)
    var known = try table(pointsPerDecade: 5)
    known.model = CoilModel.named("MFS06", chopper: true)
    #expect(try largestError(known, -2, 4) < 1e-12)
    // By straight lines it is not.
    #expect(try largestError(table(pointsPerDecade: 5, interpolation: .linear), -2, 4) > 1e-2)
  }

  @Test("of a coil goes on below its table as the coil does")
  func below() throws {
    #expect(try largestError(table(pointsPerDecade: 8, from: -1), -5, -1) < 2e-3)
  }

  @Test("goes on below a table as resistics has it: flat, or with the frequency")
  func belowLikeResistics() throws {
    var response = try table(pointsPerDecade: 8, from: -1, interpolation: .linear)
    let first = Complex(length: response.amplitudes[0], phase: response.phases[0])
    #expect(ResponseCurve(response).value(at: 0.001) == first)
    response.isPerHertz = true
    let value = ResponseCurve(response).value(at: 0.001)
    #expect((value - first * Complex(0.01)).length < 1e-12 * first.length)
  }

  @Test("that is not to go on covers its table alone")
  func covers() throws {
    let bound = try table(pointsPerDecade: 5, from: 0, to: 2, extends: false)
    #expect(bound.covers(1) && bound.covers(100) && !bound.covers(0.99) && !bound.covers(101))
    #expect(try table(pointsPerDecade: 5, from: 0, to: 2).covers(1e-5))
  }

  @Test("has the values of the makers' own programs")
  func values() throws {
    let on = try #require(CoilModel.named("MFS-06e", chopper: true))
    let off = try #require(CoilModel.named("mfs06", chopper: false))
    // To the digits in which they are given.
    #expect((on.value(at: 2) - Complex(160.1007, 319.9496)).length < 1e-4)
    #expect((on.value(at: 0.25) - Complex(3.1148, 49.8053)).length < 1e-4)
    #expect((on.value(at: 16) - Complex(753.4113, 186.3380)).length < 1e-4)
    #expect((off.value(at: 2) - Complex(39.7653, 334.2651)).length < 1e-4)
    #expect(CoilModel.named("FGS03e", chopper: nil)?.value(at: 1) == Complex(0.1))
    #expect(CoilModel.named("LEMI-120", chopper: nil) == nil)
    for sensor in CoilModel.knownSensors {
      #expect(CoilModel.named(sensor, chopper: nil) != nil, "\(sensor)")
    }
  }

  @Test("divides the harmonics of windows, but for that of zero frequency")
  func inverse() throws {
    let response = try table(pointsPerDecade: 5)
    let rate = SamplingRate(samples: 128, seconds: 1)
    let factors = ResponseCurve(response).inverse(size: 64, rate: rate)
    #expect(factors.count == 66 && factors[0] == 1 && factors[1] == 0)
    for k in 1...32 {
      let value = ResponseCurve(response).value(at: 2 * Double(k))
      let one = value * Complex(factors[2 * k], factors[2 * k + 1])
      #expect((one - 1).length < 1e-14)
    }
  }

  @Test("takes the notice of the coil off its channel")
  func notices() {
    var header = ChannelHeader(.hx, notices: [ChannelHeader.coilNotice + ", unless", "other"])
    header.calibrate(
      with: ChannelResponse(frequencies: [], amplitudes: [], phases: [], source: "x"))
    #expect(header.notices == ["other"])
    #expect(header.response?.source == "x")
  }
}

extension Double {
  /// Ten to a power.
  fileprivate static func tenTo(_ exponent: Double) -> Double {
    Complex.exp(Complex(exponent * 2.302585092994046)).real
  }
}
