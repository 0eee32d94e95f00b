internal import Kernels

/// A chain of symmetric low-pass filters that each keep every q-th sample.
///
/// The series is continued beyond its ends by turning it about its end samples (odd extension), so that
/// offset and trend go on. Every output depends on the samples of the recording alone and not on how the
/// work was cut into blocks.
package struct LowPassChain: Sendable {
  /// In order; steps of equal factor share nothing.
  private let filters: [DecimatingLowPass]
  /// The product of the steps.
  package let factor: Int

  /// A chain of steps, each a whole number of at least 2.
  package init(steps: [Int]) {
    filters = steps.map { DecimatingLowPass(factor: $0) }
    factor = steps.reduce(1, *)
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

  /// Samples on either side that each step's output depends on.
  var reaches: [Int] { filters.map(\.reach) }

  /// The input samples that these outputs depend on, which may lie beyond the ends of the series.
  package func inputs(for outputs: Range<Int>) -> Range<Int> {
    guard let last = outputs.last else { return 0..<0 }
    return outputs.lowerBound * factor - reach..<last * factor + reach + 1
  }

  /// The outputs that `inputs(for:)` was asked for.
  ///
  /// - Parameter input: The samples `inputs(for: outputs)` of the continued series.
  package func apply(_ input: Span<Double>, outputs count: Int) -> [Double] {
    guard count > 0 else { return [] }
    // How many values each step has to deliver, from the last step back to the first.
    var counts = [count]
    for filter in filters.reversed() {
      counts.append((counts[counts.count - 1] - 1) * filter.factor + 2 * filter.reach + 1)
    }
    precondition(input.count == counts[filters.count], "shape")
    // Without a step: levels of equal rates.
    if filters.isEmpty { return input.indices.map { input[$0] } }
    var series: [Double] = []
    for (step, filter) in filters.enumerated() {
      var next = [Double](repeating: 0, count: counts[filters.count - 1 - step])
      var output = next.mutableSpan
      if step == 0 {
        filter.apply(input, into: &output)
      } else {
        filter.apply(series.span, into: &output)
      }
      series = next
    }
    return series
  }
}
