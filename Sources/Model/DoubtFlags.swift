internal import ComplexModule

/// Why an element of a transfer function is in doubt at a period, as products have it.
package struct DoubtFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The standard error is larger than the modulus.
  package static let errorAboveValue = DoubtFlags(rawValue: 1)
  /// A single site differs from the same channels with a remote reference by more than errors
  /// allow.
  package static let disagreement = DoubtFlags(rawValue: 2)
  /// Many windows have constant runs, clipped samples or spikes.
  package static let faultyWindows = DoubtFlags(rawValue: 4)

  /// An output of one recording is a multiple of another's.
  package static let gainChange = DoubtFlags(rawValue: 8)

  /// What puts all elements in doubt, given the numbers that products have of each.
  package init(ofAll elements: [UInt8]) {
    self = DoubtFlags(rawValue: elements.reduce(0, |)).subtracting(.errorAboveValue)
  }

  /// What the numbers mean, for those who read files.
  package static let meaning =
    "sum of 1: standard error above the modulus; 2: single site and remote reference disagree;"
    + " 4: many windows with constant runs, clipping or spikes;"
    + " 8: an output of one recording is a multiple of another recording's"
}

extension Estimate {
  /// All that puts an element in doubt.
  package func doubts(output: Int, input: Int) -> DoubtFlags {
    let isLost = variances[output][input] > values[output][input].lengthSquared
    return isLost ? doubts.union(.errorAboveValue) : doubts.subtracting(.errorAboveValue)
  }
}
