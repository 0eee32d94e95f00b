internal import ComplexModule
internal import RealModule

/// The decimating filter of resistics: a Chebyshev filter of order 8 with 0.05 dB of ripple and its edge
/// at 0.8 of the new Nyquist frequency, once forward and once backward, of which every `factor`-th sample
/// is kept.
///
/// SciPy runs the recursion over the whole series, from the steady state of the first and of the last
/// value. Here both runs together are one symmetric impulse response, so that an output depends on `reach`
/// samples on either side and not on where the work was cut; what is left of the response beyond is below
/// rounding. A series that stays at its first value before its beginning gives the steady state there.
/// Towards the end the two runs have to be told apart, since the backward one starts from the last value
/// of the forward one: see `end`.
package struct ChebyshevLowPass: Sendable, Hashable {
  /// Samples by which `filtfilt` continues a series of either side: three times the filter's length.
  package static let continuation = 27

  /// Keeps every `factor`-th sample.
  package let factor: Int
  /// Input samples needed on either side of an output's own; a multiple of sixteen.
  package let reach: Int
  /// Of both runs: `2 · reach + 1` symmetric coefficients.
  private let bothRuns: [Double]
  /// Of one run, the latest first: `reach + 1` coefficients.
  private let oneRun: [Double]
  /// What of one run's response comes more than so many samples later.
  private let rests: [Double]

  private static let order = 8
  private static let ripple = 0.05
  /// What is left of the response at `reach`, of its beginning: far below a double's rounding of series.
  private static let remainder = 1e-13

  package init(factor: Int) {
    precondition(factor > 1, "a factor of 1 is no decimation")
    self.factor = factor
    let sections = ChebyshevLowPass.sections(edge: 0.8 / Double(factor))
    let slowest = sections.map(\.squaredRadius).max() ?? 0
    let decay = Double.log(ChebyshevLowPass.remainder) / Double.log(slowest.squareRoot())
    reach = (Int(decay) / 16 + 1) * 16
    var response = [Double](repeating: 0, count: 3 * reach)
    response[0] = 1
    ChebyshevLowPass.run(sections, over: &response)
    oneRun = Array(response[...reach].reversed())
    var sums = Array(response.reversed())
    for k in sums.indices.dropFirst() { sums[k] += sums[k - 1] }
    // The sum of the last so many values of the response.
    rests = (0...reach).map { later in sums[response.count - later - 2] }
    var both = Array(response.reversed())
    ChebyshevLowPass.run(sections, over: &both)
    let half = Array(both.suffix(reach + 1))
    bothRuns = half + half.dropLast().reversed()
  }

  /// Samples that are left of `count`.
  package func outputCount(_ count: Int) -> Int { (count + factor - 1) / factor }

  /// Filters and keeps `output.count` samples, all of them at least `reach` before the end of the
  /// continued series.
  ///
  /// - Parameters:
  ///   - input: Begins `reach` samples before the time of the first output and ends `reach` samples after
  ///     that of the last: `(output.count - 1) · factor + 2 · reach + 1` samples.
  package func apply(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let count = output.count
    guard count > 0 else { return }
    precondition(input.count >= (count - 1) * factor + 2 * reach + 1, "shape")
    unsafe bothRuns.withUnsafeBufferPointer { h in
      unsafe input.withUnsafeBufferPointer { x in
        guard let h = h.baseAddress, let x = x.baseAddress else { return }
        for j in 0..<count { output[j] = unsafe dot(h, x + j * factor, 2 * reach) }
      }
    }
  }

  /// Filters and keeps `output.count` samples, all of them less than `reach` before the end of the
  /// continued series.
  ///
  /// - Parameters:
  ///   - input: Begins `reach` samples before the time of the first output and ends with the continued
  ///     series.
  package func end(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    guard output.count > 0 else { return }
    let forward = forwardRun(input)
    let last = forward.count - 1
    precondition(last < reach && (output.count - 1) * factor <= last, "shape")
    for j in 0..<output.count {
      let left = last - j * factor
      var sum = rests[left] * forward[last]
      for later in 0...left { sum += oneRun[reach - later] * forward[j * factor + later] }
      output[j] = sum
    }
  }

  /// The forward run from the first output's time to the end of the series.
  private func forwardRun(_ input: Span<Double>) -> [Double] {
    unsafe oneRun.withUnsafeBufferPointer { h in
      unsafe input.withUnsafeBufferPointer { x in
        guard let h = h.baseAddress, let x = x.baseAddress else { return [] }
        return (0..<input.count - reach).map { unsafe dot(h, x + $0, reach) }
      }
    }
  }

  /// The gain of both runs at `frequency`, as a fraction of the input's sampling rate.
  package func gain(at frequency: Double) -> Double {
    (1...reach).reduce(bothRuns[reach]) {
      $0 + 2 * bothRuns[reach + $1] * Double.cos(2 * .pi * frequency * Double($1))
    }
  }
}

/// One second-order section: a double zero at the Nyquist frequency and a pair of poles.
struct FilterSection: Hashable, Sendable {
  /// The numerator is `gain · (1, 2, 1)`.
  var gain: Double
  /// The denominator is `(1, first, squaredRadius)`.
  let first: Double
  let squaredRadius: Double
}

extension ChebyshevLowPass {
  /// The sections of the digital filter, by the bilinear transform of the analogue one.
  ///
  /// - Parameter edge: Of the Nyquist frequency.
  static func sections(edge: Double) -> [FilterSection] {
    let epsilon = (Double.exp10(0.1 * ripple) - 1).squareRoot()
    let width = Double.asinh(1 / epsilon) / Double(order)
    let warped = Double.tan(.pi * edge / 2)
    var sections = (0..<order / 2).map { pair in
      let angle = .pi * Double(2 * pair + 1) / Double(2 * order)
      let pole = Complex(
        -warped * .sinh(width) * .sin(angle), warped * .cosh(width) * .cos(angle))
      let z = (1 + pole) / (1 - pole)
      // A gain of 1 at frequency zero.
      let (first, second) = (-2 * z.real, z.lengthSquared)
      return FilterSection(gain: (1 + first + second) / 4, first: first, squaredRadius: second)
    }
    // Filters of even order begin at the bottom of their ripple.
    sections[0].gain /= (1 + epsilon * epsilon).squareRoot()
    return sections
  }

  /// Filters a series that is zero before its beginning.
  fileprivate static func run(_ sections: [FilterSection], over series: inout [Double]) {
    for section in sections {
      var (a, b) = (0.0, 0.0)
      for k in series.indices {
        let x = section.gain * series[k]
        let y = x + a
        a = 2 * x - section.first * y + b
        b = x - section.squaredRadius * y
        series[k] = y
      }
    }
  }
}
