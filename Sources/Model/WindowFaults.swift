/// How many windows of a channel have samples that no field makes, counted window by window.
///
/// Counts of parts of a recording add up to the counts of the whole, in whatever order and however
/// it is cut.
package struct WindowFaults: Hashable, Sendable {
  /// What may be wrong with the samples of a window.
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// `constantRun` or more equal samples in a row: zeros of a logger, or a value that it repeats.
    case constantRun
    /// Some equal samples in a row at the largest or smallest value of the whole recording.
    case clipping
    /// One sample that departs from its neighbours, which agree.
    case spike
    /// More of the samples were not measured than a window may lack: it does not count.
    case missing
  }

  /// Equal samples in a row that are no chance.
  package static let constantRun = 32
  /// Mean differences between neighbours from which on a lone sample is a spike.
  package static let spikeSize = 10.0

  package var windows = 0
  package var constant = 0
  package var spiked = 0
  package var lost = 0
  /// The largest and the smallest value of all windows.
  package var largest = -Double.infinity
  package var smallest = Double.infinity
  /// Windows with `SampleStatistics.clippedRun` or more samples in a row there.
  package var atLargest = 0
  package var atSmallest = 0
  /// Those with both.
  package var atBoth = 0

  package init() {}

  /// The windows with a fault of a kind.
  package func count(_ kind: Kind) -> Int {
    switch kind {
    case .constantRun: constant
    case .clipping: largest > smallest ? atLargest + atSmallest - atBoth : 0
    case .spike: spiked
    case .missing: lost
    }
  }

  /// The part of all windows with a fault of a kind; 0 where there are none.
  package func share(_ kind: Kind) -> Double {
    windows > 0 ? Double(count(kind)) / Double(windows) : 0
  }

  /// Adds the counts of other windows of the same recording.
  package mutating func add(_ other: WindowFaults) {
    windows += other.windows
    constant += other.constant
    spiked += other.spiked
    lost += other.lost
    let (high, low) = (max(largest, other.largest), min(smallest, other.smallest))
    let both = [self, other].reduce(0) { sum, part in
      part.largest == high && part.smallest == low ? sum + part.atBoth : sum
    }
    atLargest = [self, other].reduce(0) { $1.largest == high ? $0 + $1.atLargest : $0 }
    atSmallest = [self, other].reduce(0) { $1.smallest == low ? $0 + $1.atSmallest : $0 }
    (largest, smallest, atBoth) = (high, low, both)
  }

  /// Adds a window, given all of its samples.
  package mutating func add(window samples: Span<Double>) {
    var found = WindowFaults()
    found.windows = 1
    let steps = found.takeSteps(samples)
    if steps.hasEqual { found.takeRuns(samples) }
    found.spiked = steps.mean > 0 && samples.hasSpike(above: Self.spikeSize * steps.mean) ? 1 : 0
    add(found)
  }

  /// Finds the range, and what neighbours differ by.
  private mutating func takeSteps(_ samples: Span<Double>) -> (mean: Double, hasEqual: Bool) {
    guard samples.count > 1 else { return (0, false) }
    // Four of each, so that the processor need not wait for one before the next.
    var sums = SIMD4<Double>(repeating: 0)
    var (high, low) = (SIMD4(repeating: samples[0]), SIMD4(repeating: samples[0]))
    var equal = SIMDMask<SIMD4<Int64>>(repeating: false)
    var i = 1
    while i + 4 <= samples.count {
      let here = SIMD4(samples[i], samples[i + 1], samples[i + 2], samples[i + 3])
      let before = SIMD4(samples[i - 1], samples[i], samples[i + 1], samples[i + 2])
      let step = here - before
      sums += step.replacing(with: -step, where: step .< 0)
      high.replace(with: here, where: here .> high)
      low.replace(with: here, where: here .< low)
      equal = equal .| (here .== before)
      i += 4
    }
    var (sum, hasEqual) = (sums.sum(), any(equal))
    (largest, smallest) = (high.max(), low.min())
    while i < samples.count {
      sum += abs(samples[i] - samples[i - 1])
      hasEqual = hasEqual || samples[i] == samples[i - 1]
      largest = max(largest, samples[i])
      smallest = min(smallest, samples[i])
      i += 1
    }
    return (sum / Double(samples.count - 1), hasEqual)
  }

  private mutating func takeRuns(_ samples: Span<Double>) {
    var run = 1
    for i in 1..<samples.count {
      run = samples[i] == samples[i - 1] ? run + 1 : 1
      guard run >= SampleStatistics.clippedRun else { continue }
      if samples[i] == largest { atLargest = 1 }
      if samples[i] == smallest { atSmallest = 1 }
      if run >= Self.constantRun { constant = 1 }
    }
    atBoth = atLargest * atSmallest
  }
}

extension Span<Double> {
  /// Whether a sample departs from the middle of its neighbours by so much and by four times as
  /// much as these differ; a wave of the highest frequencies goes on to either side, and a step
  /// stays.
  fileprivate func hasSpike(above size: Double) -> Bool {
    guard count > 4 else { return false }
    for i in 1..<count - 1 {
      let (before, after) = (self[i - 1], self[i + 1])
      let departure = abs(self[i] - (before + after) / 2)
      if departure > size, departure > 4 * abs(before - after), isLone(i, departure) { return true }
    }
    return false
  }

  /// Whether the samples on either side of a departure lie on like ones.
  private func isLone(_ i: Int, _ departure: Double) -> Bool {
    let left = i < 2 ? self[i - 1] : self[i - 2]
    let right = i + 2 < count ? self[i + 2] : self[i + 1]
    return departure > 4 * abs(left - self[i - 1]) && departure > 4 * abs(right - self[i + 1])
  }
}
