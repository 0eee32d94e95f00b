/// A filter that keeps phases: each output is a symmetric sum over the samples around it.
///
/// The sum is made by Fourier transforms of a fixed length over a grid of blocks that begins with sample 0 of
/// the series, so that an output has the same bits whichever slice is asked for. One object serves one thread.
package final class SymmetricFilter {
  /// Samples on either side of an output that it depends on.
  package let reach: Int
  /// Outputs of one block; block `k` begins with output `k · blockLength`.
  package let blockLength: Int
  /// Samples that a block needs, from `reach` before its first output on.
  package var inputLength: Int { transform.length }
  private let transform: RealTransform
  /// The response at each harmonic, which is real.
  private let gains: [Double]
  private var harmonics: [Double]
  private var series: [Double]

  /// The longest answer to an impulse that is worked with, in samples on either side.
  package static let longestReach = 1 << 20

  /// The filter with a response whose answer to an impulse falls fast enough.
  ///
  /// - Returns: `nil` where it does not.
  package init?(_ response: ButterworthMagnitude) {
    guard response.length < Double(SymmetricFilter.longestReach) else { return nil }
    let impulse = SymmetricFilter.impulse(response)
    reach = impulse.count - 1
    let length = SymmetricFilter.power(notBelow: max(8192, 4 * reach))
    blockLength = length - 2 * reach
    transform = RealTransform(length: length, backward: true)
    gains = SymmetricFilter.gains(impulse, transform)
    series = [Double](repeating: 0, count: length)
    harmonics = [Double](repeating: 0, count: 2 * transform.harmonicCount)
  }

  /// The response that an answer to an impulse has, whose two halves are alike.
  private static func gains(_ impulse: [Double], _ transform: RealTransform) -> [Double] {
    var series = [Double](repeating: 0, count: transform.length)
    for (k, value) in impulse.enumerated() {
      series[k] = value
      if k > 0 { series[series.count - k] = value }
    }
    var harmonics = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var output = harmonics.mutableSpan
    transform.forward(series.span, into: &output)
    return (0..<transform.harmonicCount).map { harmonics[2 * $0] }
  }

  /// The answer to an impulse from its middle on, cut where less than 10^-9 of it is left.
  private static func impulse(_ response: ButterworthMagnitude) -> [Double] {
    let length = power(notBelow: max(64, Int(4 * response.length)))
    let transform = RealTransform(length: length, backward: true)
    let spectrum = (0..<transform.harmonicCount).flatMap { k -> [Double] in
      [response.value(at: Double(k) / Double(length)), 0]
    }
    var series = [Double](repeating: 0, count: length)
    var output = series.mutableSpan
    transform.backward(spectrum.span, into: &output)
    let half = Array(series.prefix(length / 2))
    let whole = half.reduce(0) { $0 + abs($1) }
    var (rest, end) = (0.0, half.count)
    while end > 1, rest + abs(half[end - 1]) < 0.5e-9 * whole {
      rest += abs(half[end - 1])
      end -= 1
    }
    return Array(half[..<end])
  }

  private static func power(notBelow count: Int) -> Int {
    var power = 1
    while power < count { power *= 2 }
    return power
  }

  /// The outputs of one block.
  ///
  /// - Parameters:
  ///   - input: `inputLength` samples.
  ///   - output: `blockLength` values.
  package func apply(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(input.count == inputLength && output.count == blockLength, "shape")
    var spectrum = harmonics.mutableSpan
    transform.forward(input, into: &spectrum)
    for k in gains.indices {
      spectrum[2 * k] *= gains[k]
      spectrum[2 * k + 1] *= gains[k]
    }
    var result = series.mutableSpan
    transform.backward(harmonics.span, into: &result)
    for n in 0..<blockLength { output[n] = series[reach + n] }
  }
}
