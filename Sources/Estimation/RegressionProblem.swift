package import Model

/// What a solver is given: the cross-powers of inputs, outputs and references at one frequency.
///
/// Rows of the matrices: first the inputs, then the outputs, then the reference channels, if there are
/// any; without them the inputs are their own reference (a single-site estimate).
package struct RegressionProblem: Sendable {
  package let crossPowers: CrossPowers
  package let inputCount: Int
  package let outputCount: Int
  package let referenceCount: Int
  /// Independent complex values that a window's cross-power is the mean of.
  package let degreesOfFreedom: Double

  package init(
    crossPowers: CrossPowers, inputCount: Int, outputCount: Int, referenceCount: Int,
    degreesOfFreedom: Double
  ) {
    precondition(
      crossPowers.channelCount == inputCount + outputCount + referenceCount && inputCount > 0
        && outputCount > 0, "shape")
    self.crossPowers = crossPowers
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.referenceCount = referenceCount
    self.degreesOfFreedom = degreesOfFreedom
  }

  package var windowCount: Int { crossPowers.windowCount }
  package var inputs: Range<Int> { 0..<inputCount }
  package var outputs: Range<Int> { inputCount..<inputCount + outputCount }
  /// The channels that the inputs and outputs are correlated with.
  package var references: Range<Int> {
    referenceCount == 0 ? inputs : inputCount + outputCount..<crossPowers.channelCount
  }
  package var hasRemoteReference: Bool { referenceCount > 0 }
}
