import Foundation
import Model
import Preprocessing
import TestSupport
import Testing

@Suite("Steps of conditioning") struct StepTests {
  @Test("polarity and scale are factors, of their own channels")
  func factors() throws {
    let factors = [(Channel.hx, -1.0), (.hx, 2.5), (.ex, 7)].map {
      Conditioning.Factor(channel: $0.0, factor: $0.1)
    }
    #expect(try conditioned([1, 2, -4], [.multiply(factors)]) == [-2.5, -5, 10])
  }

  @Test("the mean and the norm are taken over the whole recording")
  func meanAndNorm() throws {
    let series = wander(3000)
    let centred = try conditioned(series, [.removeMean])
    #expect(abs(centred.reduce(0, +)) < 1e-8)
    let normalised = try conditioned(series, [.normalise])
    // Sums of 3000 squares.
    #expect(abs(normalised.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
  }

  @Test("what is no number becomes a straight line; without the step it is an error")
  func missing() throws {
    let hole = [1, .nan, .nan, 4, .infinity, 8, .nan]
    #expect(try conditioned(hole, [.interpolateMissing]) == [1, 2, 3, 4, 6, 8, 8])
    #expect(try conditioned([.nan, .nan, 3, 5], [.interpolateMissing]) == [3, 3, 3, 5])
    #expect(throws: ArraySource.Absent.self) { try conditioned(hole, [.removeMean]) }
    #expect(throws: UserError.self) { try conditioned([.nan, .nan], [.interpolateMissing]) }
  }

  @Test("missing values are replaced as well where channels are read in turn")
  func missingInTurns() throws {
    var series = wander(200_000)
    for index in [0, 65_535, 65_536, 131_072, 199_999] { series[index] = .nan }
    let steps: [Conditioning.Step] = [.interpolateMissing]
    let expected = try conditioned(series, steps)
    #expect(expected.allSatisfy(\.isFinite) && expected[65_536] != expected[65_535])
    let source = try source(series, steps)
    var found: [Double] = []
    try source.read([.hx], 0..<series.count) { channel, range, samples in
      #expect(channel == 0 && range.lowerBound == found.count)
      for index in samples.indices { found.append(samples[index]) }
    }
    #expect(found == expected)
  }

  @Test("twenty zeros in a row become a straight line, nineteen do not")
  func zeros() throws {
    func series(_ zeros: Int) -> [Double] {
      [1, 2] + [Double](repeating: 0, count: zeros) + [23, 24]
    }
    #expect(try conditioned(series(19), [.interpolateZeros(run: 20)]) == series(19))
    let filled = try conditioned(series(20), [.interpolateZeros(run: 20)])
    let line: [Double] = (1...24).map { Double($0) }
    #expect(filled == line)
    let dead = [Double](repeating: 0, count: 40)
    #expect(try conditioned(dead, [.interpolateZeros(run: 20)]) == dead)
    let begun: [Double] = [Double](repeating: 1e-12, count: 25) + [7]
    let sevens = [Double](repeating: 7, count: 26)
    #expect(try conditioned(begun, [.interpolateZeros(run: 20)]) == sevens)
  }

  /// The amplitude and the phase that a sine has after some steps, away from the ends.
  private func gain(
    _ steps: [Conditioning.Step], at frequency: Double, of rate: Double = 16, count: Int = 5000
  ) throws -> (amplitude: Double, phase: Double) {
    let series = (0..<count).map { sin(2 * .pi * frequency * Double($0) / rate) }
    let source = try source(series, steps)
    let new = source.header.rate.hertz
    let middle = source.header.sampleCount / 2
    let values = try source.samples(.hx, middle - 800..<middle + 800)
    var (s, c) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      // Times count from the first sample, which no step but the shift moves.
      let angle = 2 * .pi * frequency * Double(middle - 800 + index) / new
      s += value * sin(angle) / 800
      c += value * cos(angle) / 800
    }
    return ((s * s + c * c).squareRoot(), atan2(c, s))
  }

  // Frequencies with whole periods in the samples that are looked at; 16 Hz, 1600 samples: steps of 10 mHz.
  @Test("filters halve the amplitude at their corners, and turn no phase")
  func filters() throws {
    let shapes: [(Conditioning.Step, pass: Double, corner: Double, stop: Double)] = [
      (filter(.lowPass, 2), 0.5, 2, 5), (filter(.highPass, 2), 5, 2, 0.5),
      (filter(.bandPass, 0.5, 2), 1, 2, 5), (filter(.bandPass, 0.5, 2), 1, 0.5, 0.1),
      (filter(.notch, 1.8, 2.2), 1, 1.8, 1.99),
    ]
    for (step, pass, corner, stop) in shapes {
      let passed = try gain([step], at: pass)
      #expect(abs(passed.amplitude - 1) < 0.005 && abs(passed.phase) < 1e-6, "\(step)")
      let half = try gain([step], at: corner)
      #expect(abs(half.amplitude - 0.5) < 1e-6 && abs(half.phase) < 1e-6, "\(step)")
      #expect(try gain([step], at: stop).amplitude < 0.01, "\(step)")
    }
  }

  @Test("filters do what resistics' do, away from the ends")
  func likeResistics() throws {
    let series = wander(6000)
    for step in [(Conditioning.Filter.Kind.lowPass, 2.0, 2.0), (.highPass, 0.5, 0.5)] {
      let ours = try conditioned(series, [filter(step.0, step.1, step.2)])
      let theirs = try conditioned(series, [filter(step.0, step.1, step.2, .resistics)])
      // The cut of our sum and the rounding of theirs, of values near 50.
      for index in 1000..<5000 { #expect(abs(ours[index] - theirs[index]) < 1e-5) }
    }
  }

  @Test("a filter keeps a straight line up to the ends, and a recording shorter than its reach")
  func ends() throws {
    let line = (0..<3000).map { 5 + 0.25 * Double($0) }
    for (a, b) in zip(line, try conditioned(line, [filter(.lowPass, 1)])) {
      #expect(abs(a - b) < 1e-5)
    }
    let short = try conditioned([Double](repeating: 3, count: 30), [filter(.lowPass, 0.1)])
    for value in short { #expect(abs(value - 3) < 1e-6) }
  }

  @Test("a corner far below the rate is refused, with a way out")
  func tooLow() throws {
    do {
      _ = try source(wander(100), [filter(.highPass, 1e-5)])
      Issue.record("not refused")
    } catch let error as UserError {
      #expect("\(error)".contains("hpfilt = 1e-05") && "\(error)".contains("resample"))
    }
  }

  @Test("the full second is met, by whole samples where that is enough")
  func second() throws {
    func header(_ nanoseconds: Int64, _ rate: SamplingRate) -> RecordingHeader {
      RecordingHeader(
        name: "r", rate: rate,
        start: Instant(nanoseconds: 1_600_000_000_000_000_000 + nanoseconds), sampleCount: 600,
        channels: [])
    }
    let rate = SamplingRate(samples: 250, seconds: 1)
    #expect(header(0, rate).shiftToSecond() == nil)
    // Time stamps have microseconds.
    #expect(header(400, rate).shiftToSecond() == nil)
    let whole = try #require(header(4_000_000, rate).shiftToSecond())
    #expect(whole == .shift(samples: 249, fraction: 0))
    let after = header(4_000_000, rate).after(whole)
    #expect(after.sampleCount == 351)
    #expect(after.start.nanoseconds == 1_600_000_001_000_000_000)
    let part = try #require(header(3_000_000, rate).shiftToSecond())
    #expect(part == .shift(samples: 249, fraction: 0.25))
    #expect(header(3_000_000, rate).after(part).sampleCount == 350)
    #expect(header(3_000_000, rate).after(part).start == after.start)
  }

  @Test("the spline of the full second is SciPy's")
  func spline() throws {
    let series = (0..<600).map { sin(2 * .pi * Double($0) / 40) }
    let rate = SamplingRate(samples: 250, seconds: 1)
    let shifted = try conditioned(series, [.shift(samples: 249, fraction: 0.25)], rate: rate)
    #expect(shifted.count == 350)
    // To the digits that are known of it.
    for (ours, theirs) in zip(shifted, [0.993067557136, 0.999228143138, 0.980784416007]) {
      #expect(abs(ours - theirs) < 1e-11)
    }
    let dropped = try conditioned(series, [.shift(samples: 249, fraction: 0)], rate: rate)
    #expect(dropped.count == 351)
    for (ours, theirs) in zip(dropped, [0.987688340595, 1, 0.987688340595]) {
      #expect(abs(ours - theirs) < 1e-11)
    }
    // A polynomial of third order is its own spline, up to the ends.
    func cubic(_ x: Double) -> Double { 1 + x - 0.02 * x * x + 0.0001 * x * x * x }
    let curve = try conditioned(
      (0..<200).map { cubic(Double($0)) }, [.shift(samples: 0, fraction: 0.3)])
    for (index, value) in curve.enumerated() {
      #expect(abs(value - cubic(Double(index) + 0.3)) < 1e-6, "\(index)")
    }
  }

  @Test(
    "resampling keeps amplitude and phase below 0.4 of the lower rate, and nothing above 0.6",
    arguments: [(1, 2), (2, 3), (5, 4), (25, 32), (3, 1)])
  func resampling(up: Int, down: Int) throws {
    let step = Conditioning.Step.resample(up: up, down: down)
    let lower = min(16, 16 * Double(up) / Double(down))
    let source = try source(wander(5001), [step])
    #expect(source.header.sampleCount == (5001 * up + down - 1) / down)
    #expect(source.header.rate == SamplingRate(samples: 16 * up, seconds: down))
    for share in [0.1, 0.25, 0.39] {
      let kept = try gain([step], at: share * lower)
      // Leakage of a sine without whole periods in what is looked at.
      #expect(abs(kept.amplitude - 1) < 1e-2 && abs(kept.phase) < 1e-2, "\(share)")
    }
    if up < down {
      let folded = try conditioned(
        (0..<5000).map { sin(2 * .pi * 0.65 * lower * Double($0) / 16) }, [step])
      for value in folded[500..<folded.count - 500] { #expect(abs(value) < 1e-5) }
    }
  }

  @Test("resampling keeps a constant to the ends")
  func constant() throws {
    let values = try conditioned([Double](repeating: 4, count: 100), [.resample(up: 4, down: 5)])
    #expect(values.count == 80)
    for value in values { #expect(abs(value - 4) < 1e-12) }
  }

  @Test("a response of ten divides the whole recording by ten, but for its mean")
  func calibration() throws {
    let response = ChannelResponse(
      frequencies: [0.001, 100], amplitudes: [10, 10], phases: [0, 0], source: "ten",
      interpolation: .linear)
    let step = Conditioning.Step.calibrate([
      Conditioning.Calibration(channel: .hx, response: response)
    ])
    // A power of two has no zeros behind it, whose mean would differ.
    let series = wander(4096)
    let mean = series.reduce(0, +) / 4096
    for (a, b) in zip(series, try conditioned(series, [step])) {
      #expect(abs((a - mean) / 10 + mean - b) < 1e-10)
    }
    let header = try source(series, [step]).header
    #expect(header.channels[0].isCalibrated == true && header.channels[0].response == nil)
  }

  @Test("a recording that does not fit into memory is refused where it is taken as a whole")
  func tooLong() throws {
    final class Endless: RecordingSource {
      let header = RecordingHeader(
        name: "long", rate: SamplingRate(samples: 512, seconds: 1),
        start: Instant(nanoseconds: 0), sampleCount: 1 << 40, channels: [ChannelHeader(.hx)])
      let readsOnAnyThread = true
      func read(_: Channel, _: Range<Int>, into: inout MutableSpan<Double>) throws {}
    }
    do {
      _ = try Conditioning([filter(.lowPass, 1, nil, .resistics)]).source(Endless()) { _ in
        Endless()
      }
      Issue.record("not refused")
    } catch let error as UserError {
      #expect("\(error)".contains("zerophase") && "\(error)".contains("kept in memory"))
    }
  }
}
