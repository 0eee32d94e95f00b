internal import Kernels

/// From one decimation level to the next: a chain of low-pass filters that each keep every q-th sample.
///
/// The series is continued beyond its ends by turning it about its end samples (odd extension), so that
/// offset and trend go on. Every output depends on the samples of the recording alone and not on how the
/// work was cut into blocks.
package struct Decimator: Sendable {
  /// In order; steps of equal factor share nothing.
  private let filters: [DecimatingLowPass]
  /// The product of the steps.
  package let factor: Int

  /// A chain of steps, each a whole number of at least 2.
  package init(steps: [Int]) {
    filters = steps.map { DecimatingLowPass(factor: $0) }
    factor = steps.reduce(1, *)
  }

  /// Samples that are left of `count`.
  package func outputCount(_ count: Int) -> Int {
    filters.reduce(count) { $1.outputCount($0) }
  }

  /// Samples beyond an output's own time that it depends on, on either side.
  package var reach: Int {
    var (reach, factor) = (0, 1)
    for filter in filters {
      reach += filter.reach * factor
      factor *= filter.factor
    }
    return reach
  }

  /// The input samples that these outputs depend on, which may lie beyond the ends of the series.
  package func inputs(for outputs: Range<Int>) -> Range<Int> {
    guard let last = outputs.last else { return 0..<0 }
    return outputs.lowerBound * factor - reach..<last * factor + reach + 1
  }

  /// The outputs that `inputs(for:)` was asked for.
  ///
  /// - Parameter input: The samples `inputs(for: outputs)` of the continued series.
  package func apply(_ input: [Double], outputs count: Int) -> [Double] {
    guard count > 0 else { return [] }
    // How many values each step has to deliver, from the last step back to the first.
    var counts = [count]
    for filter in filters.reversed() {
      counts.append((counts[counts.count - 1] - 1) * filter.factor + 2 * filter.reach + 1)
    }
    precondition(input.count == counts[filters.count], "shape")
    var series = input
    for (step, filter) in filters.enumerated() {
      var next = [Double](repeating: 0, count: counts[filters.count - 1 - step])
      var output = next.mutableSpan
      filter.apply(series.span, into: &output)
      series = next
    }
    return series
  }
}

/// The samples of a finite series that its continuation over `range` is made from.
///
/// - Parameters:
///   - range: May reach beyond the ends by less than `count`.
///   - count: The length of the series.
package func sourceRange(ofContinued range: Range<Int>, count: Int) -> Range<Int> {
  guard !range.isEmpty else { return 0..<0 }
  let before = max(0, -range.lowerBound)
  let after = max(0, range.upperBound - count)
  precondition(before < count && after < count, "a series shorter than its continuation")
  // A sample `d` beyond an end is made from that end and the sample `d` before it.
  let lower = after > 0 ? min(range.lowerBound, count - 1 - after) : range.lowerBound
  let upper = before > 0 ? max(range.upperBound, before + 1) : range.upperBound
  return max(0, lower)..<min(count, upper)
}

/// The series continued over `range` by turning it about its end samples.
///
/// - Parameters:
///   - samples: The samples `sourceRange(ofContinued: range, count: count)`, or a wider range.
///   - first: The place in the series of `samples[0]`.
package func continued(_ samples: Span<Double>, first: Int, over range: Range<Int>, count: Int)
  -> [Double]
{
  var result = [Double](repeating: 0, count: range.count)
  for (place, index) in range.enumerated() {
    if index < 0 {
      result[place] = 2 * samples[-first] - samples[-index - first]
    } else if index >= count {
      result[place] = 2 * samples[count - 1 - first] - samples[2 * (count - 1) - index - first]
    } else {
      result[place] = samples[index - first]
    }
  }
  return result
}
