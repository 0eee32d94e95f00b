/// What the samples of a channel are like, gathered slice by slice in their order.
package struct SampleStatistics: Hashable, Sendable {
  /// Equal samples in a row that no field gives, when they are the largest or the smallest ones.
  package static let clippedRun = 3

  /// Finite samples.
  package private(set) var count = 0
  /// Samples that are no finite number.
  package private(set) var nonFinite = 0
  package private(set) var minimum = Double.infinity
  package private(set) var maximum = -Double.infinity
  package private(set) var mean = 0.0
  /// The longest row of equal samples.
  package private(set) var longestConstant = 0

  private var squares = 0.0
  private var run = 0
  private var last = Double.nan
  /// Samples in rows of `clippedRun` or more at the largest and at the smallest value.
  private var clippedHigh = 0
  private var clippedLow = 0

  package init() {}

  /// Whether all samples are equal.
  package var isConstant: Bool { count > 0 && minimum == maximum }

  /// Samples in rows of three or more equal ones at an end of the range; none where all are equal.
  package var clipped: Int { isConstant ? 0 : clippedHigh + clippedLow }

  /// Of all samples, not an estimate from a part of them.
  package var standardDeviation: Double {
    // Of equal samples exactly, which rounding does not leave at zero.
    if isConstant { return 0 }
    return count > 0 ? (max(0, squares) / Double(count)).squareRoot() : .nan
  }

  /// Adds the samples that follow those that were added.
  package mutating func add(_ samples: Span<Double>) {
    var (finite, sum) = (0, 0.0)
    for i in samples.indices {
      let value = samples[i]
      guard value.isFinite else {
        addNonFinite(1)
        continue
      }
      finite += 1
      sum += value
      addToRuns(value)
    }
    guard finite > 0 else { return }
    merge(finite, mean: sum / Double(finite), samples)
  }

  /// Adds samples of which only that is known.
  package mutating func addNonFinite(_ number: Int) {
    nonFinite += number
    run = 0
    last = .nan
  }

  private mutating func addToRuns(_ value: Double) {
    run = value == last ? run + 1 : 1
    last = value
    longestConstant = max(longestConstant, run)
    if value > maximum { (maximum, clippedHigh) = (value, 0) }
    if value < minimum { (minimum, clippedLow) = (value, 0) }
    guard run >= SampleStatistics.clippedRun else { return }
    let added = run == SampleStatistics.clippedRun ? run : 1
    if value == maximum { clippedHigh += added }
    if value == minimum { clippedLow += added }
  }

  /// Joins mean and squares of a slice with those before it (Chan, Golub and LeVeque 1983).
  private mutating func merge(_ finite: Int, mean other: Double, _ samples: Span<Double>) {
    var otherSquares = 0.0
    for i in samples.indices where samples[i].isFinite {
      otherSquares += (samples[i] - other) * (samples[i] - other)
    }
    let total = Double(count + finite)
    let difference = other - mean
    squares += otherSquares + difference * difference * Double(count) * Double(finite) / total
    mean += difference * Double(finite) / total
    count += finite
  }
}
