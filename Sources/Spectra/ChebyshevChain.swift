internal import Kernels

/// The filters of resistics, one after the other, each over the whole series that the last one left.
///
/// As SciPy's `filtfilt` does, each turns its series about its end samples, and goes on from there with
/// the steady state: at the beginning the continuation's first value, at the end the last one of the
/// forward run.
struct ChebyshevChain: Sendable {
  private let filters: [ChebyshevLowPass]

  init(steps: [Int]) {
    filters = steps.map { ChebyshevLowPass(factor: $0) }
  }

  /// Samples on either side that each step's output depends on.
  var reaches: [Int] { filters.map(\.reach) }

  /// Whether each step's series is longer than its continuation.
  func takes(count: Int) -> Bool {
    counts(count).dropLast().allSatisfy { $0 > ChebyshevLowPass.continuation }
  }

  func source(of outputs: Range<Int>, count: Int) -> Range<Int> {
    sources(of: outputs, count: count)[0]
  }

  func apply(_ samples: Span<Double>, first: Int, outputs: Range<Int>, count: Int) -> [Double] {
    let counts = counts(count)
    let ranges = sources(of: outputs, count: count)
    var series = (0..<ranges[0].count).map { samples[ranges[0].lowerBound - first + $0] }
    for (step, filter) in filters.enumerated() {
      series = run(
        filter, series.span, from: ranges[step].lowerBound, outputs: ranges[step + 1],
        count: counts[step])
    }
    return series
  }

  /// The lengths of the series before each step and after the last one.
  private func counts(_ count: Int) -> [Int] {
    filters.reduce(into: [count]) { $0.append($1.outputCount($0[$0.count - 1])) }
  }

  /// What is needed of each of these series, and last the outputs themselves.
  private func sources(of outputs: Range<Int>, count: Int) -> [Range<Int>] {
    var ranges = [outputs]
    for (filter, count) in zip(filters, counts(count)).reversed() {
      let range = ranges[0]
      let needed =
        range.isEmpty ? 0..<0 : sourceRange(ofContinued: window(filter, range, count), count: count)
      ranges.insert(needed, at: 0)
    }
    return ranges
  }

  /// The part of the continued series that outputs depend on.
  private func window(_ filter: ChebyshevLowPass, _ outputs: Range<Int>, _ count: Int)
    -> Range<Int>
  {
    let ends = ChebyshevLowPass.continuation
    let first = outputs.lowerBound * filter.factor - filter.reach
    let last = (outputs.upperBound - 1) * filter.factor + filter.reach
    return max(first, -ends)..<min(last + 1, count + ends)
  }

  /// One step: the outputs far from the end by both runs at once, those near it by one after the other.
  private func run(
    _ filter: ChebyshevLowPass, _ samples: Span<Double>, from first: Int, outputs: Range<Int>,
    count: Int
  ) -> [Double] {
    guard !outputs.isEmpty else { return [] }
    let window = window(filter, outputs, count)
    let series = continued(samples, first: first, over: window, count: count)
    // Before the continuation its first value goes on.
    let begin = outputs.lowerBound * filter.factor - filter.reach
    let input = [Double](repeating: series[0], count: window.lowerBound - begin) + series
    let lastFar = count + ChebyshevLowPass.continuation - 1 - filter.reach
    let farCount = lastFar < 0 ? 0 : lastFar / filter.factor + 1
    let head = outputs.clamped(to: 0..<farCount).count
    var far = [Double](repeating: 0, count: head)
    var near = [Double](repeating: 0, count: outputs.count - head)
    var farOutput = far.mutableSpan
    filter.apply(input.span, into: &farOutput)
    var nearOutput = near.mutableSpan
    filter.end(input.span.extracting(droppingFirst: head * filter.factor), into: &nearOutput)
    return far + near
  }
}
