internal import ComplexModule
internal import Kernels
package import Model

/// The two-stage bounded-influence regression of resistics 0.0.6, for results that compare with it.
///
/// Every window gives one equation for each cross channel, `S_oc = Σ_k Z_k S_kc`: with a remote reference
/// its channels, else all inputs and outputs. A first fit weights the equations; their weighted means over
/// windows, one a cross channel, are fitted again. The stop of the iteration is relative to the data,
/// where resistics' is absolute and depends on units. Variances are resistics' own, which count every
/// equation as independent and are therefore small.
///
/// Source: Chatterjee & Mächler (1997) doi:10.1080/03610929708831988.
package struct ChatterjeeMachler: TransferFunctionSolver {
  package static let name = "cm"

  private let maximumPasses: Int

  /// resistics makes at most 100 passes.
  package init(maximumPasses: Int = 100) {
    self.maximumPasses = maximumPasses
  }

  package func solve<Team: WindowTeam>(_ problem: SpreadProblem<Team>) throws(Team.Failure)
    -> EstimateOutcome
  {
    let crosses = ChatterjeeMachlerRows.crosses(of: problem.part)
    let inputCount = problem.inputs.count
    let need = (inputCount + crosses.count - 1) / crosses.count
    guard problem.windowCount >= need, crosses.count >= inputCount else {
      return .tooFewWindows(have: problem.windowCount, need: need)
    }
    let rows = ChatterjeeMachlerRows(problem, crosses: crosses)
    var results: [ChatterjeeMachlerRows<Team>.Result] = []
    for output in problem.outputs {
      results.append(try rows.twoStage(output, maximumPasses: maximumPasses))
    }
    guard let power = try inverseInputPower(problem) else { return .dependentInputs }
    var covariance = ComplexMatrix(rows: results.count, columns: results.count)
    for (o, result) in results.enumerated() {
      covariance[o, o] = Complex(result.variances[0] / max(power[0, 0].real, .leastNormalMagnitude))
    }
    return .estimated(
      Estimate(
        values: results.map(\.values), variances: results.map(\.variances),
        inverseSignalPower: power.nested, residualCovariance: covariance.nested,
        windowCount: problem.windowCount,
        weightSums: results.map { _ in Double(problem.windowCount) },
        coherences: results.map(\.coherence), passes: results.map(\.passes).max() ?? 0,
        converged: results.allSatisfy { $0.passes < maximumPasses }))
  }

  /// For each equation the design and its orthogonal basis, the output and what is left of it, and five
  /// real numbers.
  package func workingBytes(windows: Int, inputs: Int, outputs: Int, references: Int) -> Int {
    let crosses = references > 0 ? references : inputs + outputs
    return windows * crosses * (4 * inputs + 9) * MemoryLayout<Double>.stride
  }

  private func inverseInputPower<Team: WindowTeam>(_ problem: SpreadProblem<Team>)
    throws(Team.Failure) -> ComplexMatrix?
  {
    let inputs = Array(problem.inputs)
    let sums = try problem.weightedSum(
      [Double](repeating: 1, count: problem.part.windowCount),
      PowerElements(
        rows: inputs, columns: inputs, channelCount: problem.part.crossPowers.channelCount))
    return sums.block(problem.inputs, problem.inputs).inverse()
  }
}
