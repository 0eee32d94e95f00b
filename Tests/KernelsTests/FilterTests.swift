import ComplexModule
import Kernels
import RealModule
import TestSupport
import Testing

@Suite("The decimating low-pass")
struct DecimatingLowPassTests {
  static let factors = [2, 3, 4, 5, 8]

  private func filtered(_ filter: DecimatingLowPass, _ input: [Double], _ count: Int) -> [Double] {
    var result = [Double](repeating: .nan, count: count)
    var output = result.mutableSpan
    filter.apply(input.span, into: &output)
    return result
  }

  @Test("is flat to 1e-5 below 0.28 of the new rate and 100 dB down from 0.6", arguments: factors)
  func gain(factor: Int) {
    let filter = DecimatingLowPass(factor: factor)
    for step in 0...280 {
      let frequency = Double(step) / 1000 / Double(factor)
      #expect(abs(filter.gain(at: frequency) - 1) < 1e-5, "\(frequency)")
    }
    for step in 0...400 {
      let frequency = 0.6 / Double(factor) + (0.5 - 0.6 / Double(factor)) * Double(step) / 400
      #expect(abs(filter.gain(at: frequency)) < 1e-5, "\(frequency)")
    }
  }

  @Test("has the gain that it says, and is symmetric", arguments: factors)
  func impulse(factor: Int) {
    let filter = DecimatingLowPass(factor: factor)
    let length = 2 * filter.reach + 1
    // One output for an impulse at each place of the input is the impulse response.
    let response = (0..<length).map { place in
      var input = [Double](repeating: 0, count: length)
      input[place] = 1
      return filtered(filter, input, 1)[0]
    }
    #expect(response == Array(response.reversed()))
    #expect(abs(response.reduce(0, +) - 1) < 1e-14)
    for frequency in [0.0, 0.1, 0.33, 0.5] {
      let sum = response.enumerated().reduce(0.0) {
        $0 + $1.element * .cos(2 * .pi * frequency * Double($1.offset - filter.reach))
      }
      #expect(abs(sum - filter.gain(at: frequency)) < 1e-13)
    }
  }

  @Test("keeps amplitude and phase of a slow sinusoid", arguments: factors)
  func phase(factor: Int) {
    let filter = DecimatingLowPass(factor: factor)
    let count = 40
    let frequency = 0.2 / Double(factor)
    let wave = { (sample: Int) in Double.sin(2 * .pi * frequency * Double(sample) + 0.4) }
    let input = (-filter.reach...(count - 1) * factor + filter.reach).map(wave)
    let expected = (0..<count).map { wave($0 * factor) }
    #expect(distance(filtered(filter, input, count), expected) < 1e-5)
  }

  @Test("gives the same bits however its output is cut into blocks", arguments: factors)
  func blocks(factor: Int) {
    let filter = DecimatingLowPass(factor: factor)
    let count = 50
    var draws = Draws("blocks")
    let input = draws.normals((count - 1) * factor + 2 * filter.reach + 1)
    let whole = filtered(filter, input, count)
    for block in [1, 7, 13] {
      let cut = stride(from: 0, to: count, by: block).flatMap { start -> [Double] in
        let width = min(block, count - start)
        let slice = input[start * factor..<(start + width - 1) * factor + 2 * filter.reach + 1]
        return filtered(filter, Array(slice), width)
      }
      #expect(cut == whole, "blocks of \(block)")
    }
  }

  @Test("leaves every factor-th sample, the first one included", arguments: factors)
  func count(factor: Int) {
    let filter = DecimatingLowPass(factor: factor)
    #expect(filter.outputCount(1) == 1)
    #expect(filter.outputCount(factor) == 1)
    #expect(filter.outputCount(factor + 1) == 2)
    #expect(filter.outputCount(10 * factor) == 10)
  }
}

@Suite("The phase ramp")
struct PhaseRampTests {
  @Test("moves a band-limited series by a fraction of a sample", arguments: [-0.5, -0.1, 0.3, 0.5])
  func shift(fraction: Double) {
    let size = 64
    let wave = { (time: Double) in
      [1.0, 5, 17, 30].reduce(0) { $0 + Double.cos(2 * .pi * $1 * time / Double(size) + $1) }
    }
    var values = parts(spectrum((0..<size).map { wave(Double($0)) }))
    let ramp = PhaseRamp(fraction: fraction, size: size)
    var span = values.mutableSpan
    ramp.turn(&span)
    let moved = spectrum((0..<size).map { wave(Double($0) + fraction) })
    #expect(distance(complexes(values), moved) < 1e-12)
  }

  @Test("of no fraction leaves every bit")
  func nothing() {
    var draws = Draws("nothing")
    let before = draws.normals(34)
    var values = before
    let ramp = PhaseRamp(fraction: 0, size: 32)
    var span = values.mutableSpan
    ramp.turn(&span)
    #expect(values == before)
  }
}
