/// The low-pass filters with which levels are made.
package enum DecimationFilter: String, Hashable, Sendable, CaseIterable {
  /// Finite impulse responses that are flat over every evaluation frequency.
  case fir
  /// The Chebyshev filter of resistics, forward and backward, which takes 1.2 % off at each step.
  case chebyshev
}

/// One decimation level: its rate, its windows, and the frequencies that are estimated from it.
package struct DecimationLevel: Hashable, Sendable {
  /// 0 for the recorded rate.
  package let index: Int
  package let rate: SamplingRate
  /// From the level above to this one, in steps that are each one filter; empty when both are the same.
  package let steps: [Int]
  /// From the recorded rate to this one.
  package let factor: Int
  /// Hertz, descending.
  package let evaluationFrequencies: [Double]
  package let windowSize: Int
  package let windowOverlap: Int
  /// How many of the frequencies, the lowest ones, are only for runs that have no deeper level.
  package let lastOnly: Int

  package init(
    index: Int, rate: SamplingRate, steps: [Int], factor: Int, evaluationFrequencies: [Double],
    windowSize: Int, windowOverlap: Int, lastOnly: Int = 0
  ) {
    self.index = index
    self.rate = rate
    self.steps = steps
    self.factor = factor
    self.evaluationFrequencies = evaluationFrequencies
    self.windowSize = windowSize
    self.windowOverlap = windowOverlap
    self.lastOnly = lastOnly
  }

  /// The same level, its windows and rate, with other frequencies.
  package func with(frequencies: [Double], lastOnly: Int = 0) -> DecimationLevel {
    DecimationLevel(
      index: index, rate: rate, steps: steps, factor: factor, evaluationFrequencies: frequencies,
      windowSize: windowSize, windowOverlap: windowOverlap, lastOnly: lastOnly)
  }

  /// Seconds of a window.
  package var windowDuration: Double { Double(windowSize) * rate.interval }

  /// Frequencies of a window's spectrum, from 0 to the Nyquist frequency.
  package var harmonicCount: Int { windowSize / 2 + 1 }

  package func grid(reference: Instant) -> WindowGrid {
    WindowGrid(reference: reference, rate: rate, size: windowSize, overlap: windowOverlap)
  }
}
