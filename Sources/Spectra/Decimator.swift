package import Model

/// From one decimation level to the next: a chain of low-pass filters that each keep every q-th sample.
///
/// The ends of a series are given a continuation. Every output depends on the samples of the recording
/// alone and not on how the work was cut into blocks.
package struct Decimator: Sendable {
  private enum Chain: Sendable {
    case fir(LowPassChain)
    case chebyshev(ChebyshevChain)
  }

  private let chain: Chain
  private let steps: [Int]
  /// The product of the steps.
  package let factor: Int

  /// A chain of steps, each a whole number of at least 2.
  package init(steps: [Int], filter: DecimationFilter = .fir) {
    self.steps = steps
    factor = steps.reduce(1, *)
    chain =
      switch filter {
      case .fir: .fir(LowPassChain(steps: steps))
      case .chebyshev: .chebyshev(ChebyshevChain(steps: steps))
      }
  }

  /// Samples that are left of `count`.
  package func outputCount(_ count: Int) -> Int {
    steps.reduce(count) { ($0 + $1 - 1) / $1 }
  }

  /// Whether a series of `count` samples is long enough to be continued.
  package func takes(count: Int) -> Bool {
    switch chain {
    case .fir(let chain): chain.reach < count
    case .chebyshev(let chain): chain.takes(count: count)
    }
  }

  /// The samples of a series of `count` that these outputs depend on.
  package func source(of outputs: Range<Int>, count: Int) -> Range<Int> {
    switch chain {
    case .fir(let chain): sourceRange(ofContinued: chain.inputs(for: outputs), count: count)
    case .chebyshev(let chain): chain.source(of: outputs, count: count)
    }
  }

  /// Some samples of the next level.
  ///
  /// - Parameters:
  ///   - samples: The samples `source(of: outputs, count: count)` of the series, or a wider range.
  ///   - first: The place in the series of `samples[0]`.
  ///   - count: The length of the series.
  package func apply(_ samples: Span<Double>, first: Int, outputs: Range<Int>, count: Int)
    -> [Double]
  {
    switch chain {
    case .fir(let chain):
      let range = chain.inputs(for: outputs)
      if range.lowerBound >= 0 && range.upperBound <= count {
        let inputs = samples.extracting(range.lowerBound - first..<range.upperBound - first)
        return chain.apply(inputs, outputs: outputs.count)
      }
      let series = continued(samples, first: first, over: range, count: count)
      return chain.apply(series.span, outputs: outputs.count)
    case .chebyshev(let chain):
      return chain.apply(samples, first: first, outputs: outputs, count: count)
    }
  }

  /// Coefficients of all steps that one output takes.
  package var coefficientCount: Int {
    let reaches =
      switch chain {
      case .fir(let chain): chain.reaches
      case .chebyshev(let chain): chain.reaches
      }
    var (sum, made) = (0, 1)
    for (step, reach) in zip(steps, reaches).reversed() {
      sum += made * (2 * reach + 1)
      made *= step
    }
    return sum
  }
}
