import ComplexModule
import Estimation
import Model
import RealModule
import TestSupport
import Testing

@Suite("Robust solvers")
struct RobustnessTests {
  /// The largest error of the elements, relative to the size of their row.
  private func error(_ result: Estimate, _ truth: [[Complex<Double>]]) -> Double {
    zip(result.values, truth).map { row, expected in
      let size = expected.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
      return (zip(row, expected).map { ($0 - $1).length }.max() ?? .infinity) / size
    }.max() ?? .infinity
  }

  @Test(
    "are not moved by a hundred times the noise in a fifth of the windows",
    arguments: ["mestimate", "mm", "cm"], [false, true])
  func outliers(name: String, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(
      windows: 150, isRemote: isRemote, signalToNoise: 20, outliers: 0.2)
    let problem = synthetic.problem()
    let result = try #require(estimate(solver(name).solve(problem)))
    let least = try #require(estimate(solver("ols").solve(problem)))
    #expect(error(result, synthetic.truth) < 0.02)
    // The data are such that it matters.
    #expect(error(least, synthetic.truth) > 0.05)
  }

  @Test("with their own errors cover the truth in spite of outliers", arguments: [false, true])
  func withinErrors(isRemote: Bool) throws {
    let synthetic = SyntheticProblem(
      windows: 150, isRemote: isRemote, signalToNoise: 20, outliers: 0.2)
    let result = try #require(estimate(solver("mestimate").solve(synthetic.problem())))
    for (o, row) in synthetic.truth.enumerated() {
      for (i, expected) in row.enumerated() {
        let distance = (result.values[o][i] - expected).length
        #expect(distance < 4 * result.variances[o][i].squareRoot())
      }
    }
  }

  @Test("are not owned by bursts in the inputs", arguments: [false, true])
  func bursts(isRemote: Bool) throws {
    let synthetic = SyntheticProblem(
      windows: 150, isRemote: isRemote, signalToNoise: 20, bursts: 0.05)
    let problem = synthetic.problem()
    let result = try #require(estimate(solver("mestimate").solve(problem)))
    #expect(error(result, synthetic.truth) < 0.02)
    if !isRemote {
      let least = try #require(estimate(solver("ols").solve(problem)))
      #expect(error(least, synthetic.truth) > 0.2)
    }
  }

  @Test("bursts at the remote site do not matter")
  func remoteBursts() throws {
    var synthetic = SyntheticProblem(windows: 100, isRemote: true, signalToNoise: 20)
    synthetic.remoteNoise = 0.5
    let result = try #require(estimate(solver("mestimate").solve(synthetic.problem())))
    #expect(error(result, synthetic.truth) < 0.04)
  }

  @Test("a single site is biased by noise on H as theory says, a remote reference is not")
  func bias() throws {
    // With noise of a share r of the signal's amplitude: Z / (1 + r²) (Gamble et al. 1979).
    var synthetic = SyntheticProblem(
      windows: 300, harmonics: 6, isRemote: true, signalToNoise: nil, inputNoise: 0.5)
    var (single, remote) = ([Double](), [Double]())
    for seed in 1...6 {
      synthetic.seed = seed
      let problem = synthetic.problem()
      let alone = RegressionProblem(
        crossPowers: withoutReference(problem.crossPowers), inputCount: 2, outputCount: 2,
        referenceCount: 0, degreesOfFreedom: 6)
      for (problem, isRemote) in [(problem, true), (alone, false)] {
        let result = try #require(estimate(solver("ols").solve(problem)))
        let ratio = (result.values[0][1] / synthetic.truth[0][1]).length
        if isRemote { remote.append(ratio) } else { single.append(ratio) }
      }
    }
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
    // The source's strength varies, noise does not: the mean power counts, e^{2 · 0.5²}.
    let power = Double.exp(0.5)
    #expect(abs(mean(single) - 1 / (1 + 0.25 / power)) < 0.01)
    #expect(abs(mean(remote) - 1) < 0.01)
  }

  /// The first four channels.
  private func withoutReference(_ powers: CrossPowers) -> CrossPowers {
    var result = CrossPowers(channelCount: 4, windowCount: powers.windowCount)
    for w in 0..<powers.windowCount {
      for a in 0..<4 {
        for b in a..<4 {
          let value = powers.element(a, b, window: w)
          let plane = CrossPowers.plane(a, b, channelCount: 4)
          result.values[plane * powers.windowCount + w] = value.real
          guard a != b else { continue }
          result.values[(plane + 1) * powers.windowCount + w] = value.imaginary
        }
      }
    }
    return result
  }
}
