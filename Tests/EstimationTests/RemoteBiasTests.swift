import ComplexModule
import Estimation
import Model
import TestSupport
import Testing

/// Noise of the local inputs must not choose the windows of a remote-reference estimate.
@Suite("The bias of a remote reference")
struct RemoteBiasTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let method: String
    let weights: WeightFunction
    var testDescription: String { "\(method), \(weights.rawValue)" }
  }

  static let cases =
    WeightFunction.allCases.map { Case(method: "mestimate", weights: $0) }
    + [Case(method: "mm", weights: .bisquare)]

  private static let seeds = 1...12

  /// Inputs of S/N 2, references of S/N 10, 1000 windows of six harmonics.
  private static let problems = seeds.map { seed in
    SyntheticProblem(
      windows: 1000, harmonics: 6, isRemote: true, signalToNoise: 10, inputNoise: 0.5,
      remoteNoise: 0.1, seed: seed
    ).problem()
  }

  /// The mean relative error of the real parts of the two large elements, turned to be along them.
  private func error(_ result: Estimate) -> Double {
    let truth = SyntheticProblem.truth
    let xy: Complex<Double> = result.values[0][1] / truth[0][1]
    let yx: Complex<Double> = result.values[1][0] / truth[1][0]
    return (xy.real + yx.real) / 2 - 1
  }

  @Test("is nothing that its own spread does not explain", arguments: cases)
  func bias(test: Case) throws {
    let solver = solver(test.method, SolverOptions(weights: test.weights))
    let errors = try Self.problems.map { error(try #require(estimate(solver.solve($0)))) }
    let count = Double(errors.count)
    let mean = errors.reduce(0, +) / count
    let squares = errors.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let spread = (squares / (count - 1)).squareRoot()
    // Weights from regressions with noisy inputs as regressors give -0.7 to -0.9 % here, and Huber's, bounded by
    // the inputs' own power, +1.7 %.
    let limit = max(0.0015, 2.5 * spread / count.squareRoot())
    #expect(abs(mean) < limit, "\(mean)")
    #expect(spread < 0.01, "\(spread)")
  }
}
