import ComplexModule
import Estimation
import Model
import Testing

@Suite("Doubts of estimates")
struct EstimateDoubtTests {
  /// Ex from Hx and Hy at 0.1 to 100 s.
  private func function(
    remote: String? = nil, factor: Double = 1, variance: Double = 0.01, small: Double = 1
  ) -> TransferFunction {
    let points = [10.0, 5, 1, 0.5, 0.1, 0.05, 0.01].map { frequency in
      TransferFunction.Point(
        frequency: frequency, level: 0,
        estimate: Estimate(
          values: [[Complex(small), Complex(10 * factor)]], variances: [[variance, variance]],
          inverseSignalPower: [[.one, .zero], [.zero, .one]], residualCovariance: [[.one]],
          windowCount: 9, weightSums: [9], coherences: [1], passes: 1, converged: true))
    }
    return TransferFunction(
      origin: .init(output: "A", input: "A", remote: remote), outputs: [.ex], inputs: [.hx, .hy],
      rate: SamplingRate(samples: 64, seconds: 1), points: points)
  }

  @Test("name the elements whose errors exceed their values")
  func errors() {
    #expect(EstimateDoubts.errorsAboveValues(function()).isEmpty)
    let found = EstimateDoubts.errorsAboveValues(function(small: 0.05))
    guard case .errorAboveValue(.ex, .hx, let periods)? = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
    #expect(periods == [0.1, 0.2, 1, 2, 10, 20, 100])
  }

  @Test("find half-decades in which two estimates disagree")
  func disagreements() {
    func doubts(_ factor: Double, _ small: Double) -> [EstimateDoubt] {
      EstimateDoubts.disagreements(
        of: function(factor: factor, small: small), with: function(remote: "R"), called: "remote-R")
    }
    #expect(doubts(1, 1).isEmpty)
    // Both elements of each half-decade count, and the joint error is √2 times 0.1.
    let found = doubts(0.9, 2)
    #expect(found.count == 4)
    guard case .disagreement("remote-R", let ratio, let periods)? = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(abs(ratio - 1 / 0.02.squareRoot()) < 1e-9 && periods == 0.1...0.2)
    let others = EstimateDoubts.disagreements(
      of: function(factor: 0.9),
      with: TransferFunction(
        origin: .init(output: "A", input: "A", remote: "R"), outputs: [.ey], inputs: [.hx, .hy],
        rate: SamplingRate(samples: 64, seconds: 1), points: []), called: "other")
    #expect(others.isEmpty)
  }
}
