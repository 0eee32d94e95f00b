internal import RealModule

/// From one sampling rate to another whose ratio is that of two whole numbers.
///
/// Windowed sinc with a Kaiser window (Kaiser 1974): flat to 10^-5 up to 0.4 of the lower of the two rates,
/// more than 100 dB down from 0.6 of it on. The output is in phase with the input: sample `j` belongs to the
/// time of input sample `j · down / up`.
package final class RationalResampler {
  package let up: Int
  package let down: Int
  /// Input samples on either side of an output's own time that it depends on.
  package let reach: Int
  /// Of the input's rate.
  private let cutoff: Double
  private let beta: Double
  /// For each of the `up` places of an output between input samples, once they are made.
  private var coefficients: [Int: [Double]] = [:]

  private static let attenuation = 112.0
  /// Places whose coefficients are kept.
  private static let keptPlaces = 4096

  /// To `up / down` times the rate; the two share no factor.
  package init(up: Int, down: Int) {
    precondition(up > 0 && down > 0, "a ratio of positive numbers")
    self.up = up
    self.down = down
    let lower = min(1, Double(up) / Double(down))
    cutoff = 0.5 * lower
    beta = 0.1102 * (RationalResampler.attenuation - 8.7)
    reach = Int((RationalResampler.attenuation - 7.95) / (14.36 * 0.2 * lower) / 2) + 1
  }

  /// Outputs of `count` samples.
  package func outputCount(_ count: Int) -> Int {
    Int((Int128(count) * Int128(up) + Int128(down) - 1) / Int128(down))
  }

  /// The input samples that some outputs depend on, which may lie beyond the ends of the series.
  package func inputs(for outputs: Range<Int>) -> Range<Int> {
    guard let last = outputs.last else { return 0..<0 }
    return place(of: outputs.lowerBound).sample - reach..<place(of: last).sample + reach + 2
  }

  /// The input sample at or before an output's time, and how many `up`-ths of a sample it is before.
  private func place(of output: Int) -> (sample: Int, fraction: Int) {
    let product = Int128(output) * Int128(down)
    return (Int(product / Int128(up)), Int(product % Int128(up)))
  }

  /// The outputs that `inputs(for:)` was asked for.
  package func apply(
    _ input: Span<Double>, outputs: Range<Int>, into result: inout MutableSpan<Double>
  ) {
    let needed = inputs(for: outputs)
    precondition(input.count == needed.count && result.count == outputs.count, "shape")
    for (index, output) in outputs.enumerated() {
      let (sample, fraction) = place(of: output)
      let taps = taps(fraction)
      let first = sample - reach - needed.lowerBound
      var sum = 0.0
      for k in taps.indices { sum += taps[k] * input[first + k] }
      result[index] = sum
    }
  }

  private func taps(_ fraction: Int) -> [Double] {
    if let known = coefficients[fraction] { return known }
    let shift = Double(fraction) / Double(up)
    // One more than on the other side, for outputs just before the next sample.
    let values = (-reach...reach + 1).map { k -> Double in
      let x = Double(k) - shift
      let edge = x / Double(reach + 1)
      guard abs(edge) < 1 else { return 0 }
      let sinc = x == 0 ? 2 * cutoff : Double.sin(2 * .pi * cutoff * x) / (.pi * x)
      return sinc * besselI0(beta * (1 - edge * edge).squareRoot())
    }
    let sum = values.reduce(0, +)
    let taps = values.map { $0 / sum }
    if coefficients.count < RationalResampler.keptPlaces { coefficients[fraction] = taps }
    return taps
  }
}
