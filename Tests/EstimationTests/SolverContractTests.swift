import ComplexModule
import Estimation
import Model
import TestSupport
import Testing

/// What every solver of the registry keeps.
@Suite("Every solver")
struct SolverContractTests {
  static let names = TransferFunctionSolvers.all.map { $0.name }

  @Test("has a name of its own")
  func unique() {
    #expect(Set(Self.names).count == Self.names.count && !Self.names.isEmpty)
  }

  @Test("gives the exact relation of exact data", arguments: names, [false, true])
  func exact(name: String, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(
      isRemote: isRemote, signalToNoise: nil, remoteNoise: 0, outputs: 3)
    let result = try #require(estimate(solver(name).solve(synthetic.problem())))
    #expect(relativeDistance(result.values, synthetic.truth) < 1e-11)
    #expect(result.windowCount == synthetic.windows)
    for (row, truth) in zip(result.variances, synthetic.truth) {
      let size = truth.reduce(0) { $0 + $1.lengthSquared }
      #expect(row.allSatisfy { $0 >= 0 && $0 < 1e-12 * size })
    }
    #expect(result.coherences.allSatisfy { $0 > 1 - 1e-9 && $0 <= 1 })
  }

  @Test("follows the units of its channels", arguments: names, [1e-12, 1e-5, 1e12])
  func units(name: String, unit: Double) throws {
    for (isRemote, scaling) in [
      (false, [1, 1, unit, unit]), (false, [unit, unit, 1, 1]),
      (true, [1, 1, unit, unit, 1, 1]), (true, [unit, unit, 1, 1, 1 / unit, 1 / unit]),
    ] {
      let synthetic = SyntheticProblem(isRemote: isRemote, outliers: 0.1)
      let plain = try #require(estimate(solver(name).solve(synthetic.problem())))
      let scaled = try #require(
        estimate(solver(name).solve(synthetic.problem(scaling: scaling))))
      let factor = scaling[2] / scaling[0]
      let expected = plain.values.map { $0.map { $0 * Complex(factor) } }
      // cm with all channels as cross channels mixes equations of different units.
      guard name != "cm" || isRemote else { continue }
      #expect(relativeDistance(scaled.values, expected) < 1e-9, "\(scaling)")
      for (a, b) in zip(scaled.variances.joined(), plain.variances.joined()) {
        #expect(abs(a / (b * factor * factor) - 1) < 1e-6)
      }
    }
  }

  @Test("of all channels' units at once, the estimate knows nothing", arguments: names)
  func commonUnit(name: String) throws {
    for unit in [1e-12, 1e12] {
      let synthetic = SyntheticProblem(outliers: 0.1)
      let plain = try #require(estimate(solver(name).solve(synthetic.problem())))
      let problem = synthetic.problem(scaling: [Double](repeating: unit, count: 4))
      let scaled = try #require(estimate(solver(name).solve(problem)))
      #expect(relativeDistance(scaled.values, plain.values) < 1e-9)
    }
  }

  @Test("does not care for the order of windows", arguments: names, [false, true])
  func order(name: String, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(isRemote: isRemote, outliers: 0.1)
    let forward = try #require(estimate(solver(name).solve(synthetic.problem())))
    let order = (0..<synthetic.windows).map { ($0 * 37 + 11) % synthetic.windows }
    try #require(Set(order).count == synthetic.windows)
    let mixed = try #require(estimate(solver(name).solve(synthetic.problem(order: order))))
    #expect(relativeDistance(mixed.values, forward.values) < 1e-10)
    for (a, b) in zip(mixed.variances.joined(), forward.variances.joined()) {
      #expect(abs(a / b - 1) < 1e-7)
    }
  }

  @Test("says when there are too few windows", arguments: names)
  func few(name: String) {
    let synthetic = SyntheticProblem(windows: 0)
    guard case .tooFewWindows(let have, let need) = solver(name).solve(synthetic.problem()) else {
      Issue.record("an estimate from nothing")
      return
    }
    #expect(have == 0 && need > 0)
  }

  @Test("says when the inputs are not independent", arguments: names, [false, true])
  func dependent(name: String, isRemote: Bool) {
    let channels = isRemote ? 6 : 4
    var draws = Draws("dependent")
    func outcome(_ second: (Complex<Double>) -> Complex<Double>) -> EstimateOutcome {
      let matrices = (0..<40).map { _ in
        var values = draws.complexes(channels)
        values[1] = second(values[0])
        return values.map { a in values.map { a * $0.conjugate } }
      }
      return solver(name).solve(
        SyntheticProblem.problem(
          matrices, outputs: 2, references: isRemote ? 2 : 0, harmonics: 1))
    }
    // A dead channel, and one that repeats the other.
    #expect(outcome { _ in .zero } == .dependentInputs)
    #expect(outcome { $0 * Complex(2) } == .dependentInputs)
    // Inputs that differ by a few parts in a million are told apart by noise alone; what is left of the square of
    // that, with the inputs as their own references, is not yet singular to rounding.
    let difference = isRemote ? 5e-7 : 1e-5
    let nearly = outcome {
      $0 * Complex(2) + Complex(difference) * Complex($0.imaginary, $0.real)
    }
    switch nearly {
    case .illConditioned(let condition):
      #expect(condition > EstimateOutcome.largestCondition && condition.isFinite)
    // Equations are solved for the powers of the inputs alone.
    case .dependentInputs: #expect(name == "cm" && isRemote)
    default: Issue.record("\(nearly)")
    }
  }

  @Test("gives numbers, whatever a window looks like", arguments: names, [false, true])
  func finite(name: String, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(windows: 5, isRemote: isRemote, outliers: 0.3, bursts: 0.3)
    for seed in 1...20 {
      var next = synthetic
      next.seed = seed
      let problem = next.problem()
      // One window without any field.
      var powers = problem.crossPowers
      for plane in 0..<powers.channelCount * powers.channelCount { powers.values[plane * 5] = 0 }
      let quiet = RegressionProblem(
        crossPowers: powers, inputCount: 2, outputCount: 2, referenceCount: isRemote ? 2 : 0,
        degreesOfFreedom: 4)
      let result = try #require(estimate(solver(name).solve(quiet)))
      #expect(result.values.joined().allSatisfy { $0.isFinite })
      #expect(result.variances.joined().allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(result.coherences.allSatisfy { (0...1).contains($0) })
      #expect(result.residualCovariance.joined().allSatisfy { $0.isFinite })
      #expect(result.inverseSignalPower.joined().allSatisfy { $0.isFinite })
    }
  }

  @Test("gives the same bits for the same problem", arguments: names)
  func repeatable(name: String) {
    let problem = SyntheticProblem(outliers: 0.2).problem()
    #expect(solver(name).solve(problem) == solver(name).solve(problem))
  }
}
