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
  /// Rows of inputs and outputs that take the place of the references where there are none; empty for
  /// those that a solver takes by itself.
  package let crosses: [Int]
  /// Independent complex values that a window's cross-power is the mean of.
  package let degreesOfFreedom: Double
  /// Tells the problem from others: what its random numbers depend on.
  package let label: String

  package init(
    crossPowers: CrossPowers, inputCount: Int, outputCount: Int, referenceCount: Int,
    crosses: [Int] = [], degreesOfFreedom: Double, label: String = ""
  ) {
    precondition(
      crossPowers.channelCount == inputCount + outputCount + referenceCount && inputCount > 0
        && outputCount > 0, "shape")
    precondition(
      crosses.allSatisfy { (0..<inputCount + outputCount).contains($0) }, "no such cross channel")
    self.crossPowers = crossPowers
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.referenceCount = referenceCount
    self.crosses = crosses
    self.degreesOfFreedom = degreesOfFreedom
    self.label = label
  }

  /// The same problem with other windows.
  package func with(_ powers: CrossPowers) -> RegressionProblem {
    RegressionProblem(
      crossPowers: powers, inputCount: inputCount, outputCount: outputCount,
      referenceCount: referenceCount, crosses: crosses, degreesOfFreedom: degreesOfFreedom,
      label: label)
  }

  package var windowCount: Int { crossPowers.windowCount }
  package var inputs: Range<Int> { 0..<inputCount }
  package var outputs: Range<Int> { inputCount..<inputCount + outputCount }
  /// The channels that the inputs and outputs are correlated with: the remote ones, or else the cross
  /// channels, or else the inputs themselves.
  package var references: [Int] {
    if hasRemoteReference { return Array(inputCount + outputCount..<crossPowers.channelCount) }
    return crosses.isEmpty ? Array(inputs) : crosses
  }
  package var hasRemoteReference: Bool { referenceCount > 0 }
  /// The channels by whose power windows are compared: the remote ones where there are some, as noise of the
  /// inputs must not decide what counts (it would meet itself in the cross-powers), else the inputs.
  var powerChannels: [Int] { hasRemoteReference ? references : Array(inputs) }
}
