import ComplexModule
import Model
import Testing

@Suite("The response of filters") struct FilterStageTests {
  private func response(_ filters: FilterStage...) -> ChannelResponse {
    ChannelResponse(
      frequencies: [], amplitudes: [], phases: [], source: "file.h5", filters: filters)
  }

  private func value(_ filter: FilterStage, _ frequency: Double) -> Complex<Double> {
    ResponseCurve(response(filter)).value(at: frequency)
  }

  static let lowPass = FilterStage(
    "low", gain: 3, unitsIn: "nanoTesla", unitsOut: "milliVolt",
    response: .polesAndZeros(poles: [Complex(-2 * .pi)], zeros: [], normalization: 2 * .pi))

  @Test("of poles and zeros in rad/s is that of the circuit")
  func polesAndZeros() {
    // One corner at 1 Hz: 3 / (1 + i f).
    for frequency in [0.01, 1, 7] {
      let expected = Complex(3) / Complex(1, frequency)
      #expect((value(Self.lowPass, frequency) - expected).length < 1e-15)
    }
    let highPass = FilterStage(
      "high",
      response: .polesAndZeros(
        poles: [Complex(-1, 2), Complex(-1, -2)], zeros: [.zero, Complex(0.5)], normalization: 2))
    let s = Complex(0, 2 * Double.pi * 0.3)
    let expected =
      Complex(2) * s * (s - Complex(0.5)) / ((s - Complex(-1, 2)) * (s - Complex(-1, -2)))
    #expect((value(highPass, 0.3) - expected).length < 1e-15)
  }

  @Test("of a delay turns the phase back")
  func delay() {
    let quarter = value(FilterStage("late", gain: 5, response: .delay(0.25)), 1)
    #expect((quarter - Complex(0, -1)).length < 1e-15)
  }

  @Test("of taps is their sum, scaled to the gain where that is known")
  func taps() {
    // The mean of two samples a quarter of a second apart.
    let mean = FilterTaps([0.5, 0.5], rate: 4)
    let atOne = Complex<Double>(length: 0.5.squareRoot(), phase: -.pi / 4)
    #expect((value(FilterStage("fir", response: .taps(mean)), 1) - atOne).length < 1e-15)
    let sum = FilterTaps([1, 1], rate: 4)
    #expect((value(FilterStage("fir", response: .taps(sum)), 1) - atOne).length < 1e-15)
    let gained = FilterTaps([1, 1], rate: 4, gainFrequency: 1)
    let stage = FilterStage("fir", gain: 7, response: .taps(gained))
    #expect(abs(value(stage, 1).length - 7) < 1e-14)
  }

  @Test("is the product of all, with that of the sensor")
  func product() {
    let table = FilterStage(
      "coil", gain: 2,
      response: .table(frequencies: [1, 2, 4], amplitudes: [10, 20, 30], phases: [1, 0.5, 0.25]))
    let delay = FilterStage("late", response: .delay(0.1))
    for frequency in [1.0, 2, 4] {
      let curve = ResponseCurve(response(table, Self.lowPass, delay))
      let expected =
        value(table, frequency) * value(Self.lowPass, frequency) * value(delay, frequency)
      #expect((curve.value(at: frequency) - expected).length < 1e-13)
      // The same table as that of a calibration file, with filters behind it.
      let file = ChannelResponse(
        frequencies: [1, 2, 4], amplitudes: [20, 40, 60], phases: [1, 0.5, 0.25], source: "f",
        filters: [Self.lowPass, delay])
      #expect((ResponseCurve(file).value(at: frequency) - expected).length < 1e-13)
    }
    #expect((value(table, 2) - Complex(length: 40, phase: 0.5)).length < 1e-13)
  }

  @Test("that has a pole on the axis of frequency leaves nothing there")
  func pole() {
    let oscillator = FilterStage(
      "pole", response: .polesAndZeros(poles: [Complex(0, 2 * .pi)], zeros: [], normalization: 1))
    let factors = ResponseCurve(response(oscillator)).inverse(
      size: 8, rate: SamplingRate(samples: 8, seconds: 1))
    #expect(factors[2] == 0 && factors[3] == 0 && factors.allSatisfy(\.isFinite))
  }

  @Test("covers what all of its tables cover")
  func covers() {
    func table(_ frequencies: [Double]) -> FilterStage {
      FilterStage(
        "t", response: .table(frequencies: frequencies, amplitudes: [1, 1], phases: [0, 0]))
    }
    var both = response(table([1, 10]), Self.lowPass, table([5, 50]))
    #expect(both.covers(0.1) && both.covers(100))
    both.extends = false
    #expect(both.covers(5) && both.covers(10) && !both.covers(2) && !both.covers(20))
    #expect(both.tables == [[1, 10], [5, 50]])
  }

  @Test("says the unit of the samples, also when it is kept")
  func unit() {
    var own = response(Self.lowPass)
    var header = ChannelHeader(.hx, isCalibrated: false, response: own)
    #expect(header.sampleUnit == "mV")
    header.keepFilters()
    #expect(header.response == nil && header.sampleUnit == "mV")
    #expect(
      header.notices == [
        "the response of filter low is not removed", "in mV with the response of the coil",
      ])
    own.unit = "1"
    #expect(ChannelHeader(.ex, response: own).sampleUnit == "mV/km")
    own.reachesField = false
    var partial = ChannelHeader(.hx, notices: [ChannelHeader.coilNotice])
    partial.calibrate(with: own)
    #expect(partial.sampleUnit == "mV" && partial.notices == [ChannelHeader.coilNotice])
  }
}
