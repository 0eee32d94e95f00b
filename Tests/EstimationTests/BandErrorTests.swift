import ComplexModule
import Estimation
import Model
import RealModule
import Testing

@Suite("What a band leaves of error")
struct BandErrorTests {
  /// A row of two elements at half-octave steps, whose first one goes as a power of the frequency.
  private func points(power: Double, variance: Double) -> [TransferFunction.Point] {
    (0..<6).map { index in
      let frequency = Double.exp2(-Double(index) / 2)
      let size = Double.pow(frequency, power)
      var estimate = Estimate(
        values: [[Complex(3 * size, 4 * size), .zero]], variances: [[variance, variance]],
        inverseSignalPower: [[.one, .zero], [.zero, .one]],
        residualCovariance: [[Complex(variance)]], windowCount: 10, weightSums: [10],
        coherences: [1], passes: 1, converged: true)
      estimate.errorFloors = []
      return TransferFunction.Point(frequency: frequency, level: 0, estimate: estimate)
    }
  }

  @Test(
    "is what slope and curvature of the neighbours make of the band's variance", arguments: 0..<6)
  func prediction(index: Int) {
    let spread = 0.02
    for power in [0.0, 0.3, 0.8, 1] {
      let points = points(power: power, variance: 0)
      let found = BandError.predictedBiases(points, at: index, spread: spread)
      // Z = f^p has the derivatives p Z and p² Z.
      let exact =
        abs(power * power / 2 - power / 4) * spread * points[index].estimate.values[0][0].length
      // The parabola through neighbours half an octave away; at either end its slope is that of one side.
      let isEnd = index == 0 || index == 5
      #expect(found[0] >= (isEnd ? 0.3 : 0.65) * exact - 1e-12, "\(power): \(found[0]) \(exact)")
      #expect(found[0] <= (isEnd ? 2 : 1.35) * exact + 1e-12, "\(power): \(found[0]) \(exact)")
    }
    let root = points(power: 0.5, variance: 0)
    let size = root[index].estimate.values[0][0].length
    #expect(
      BandError.predictedBiases(root, at: index, spread: spread)[0] < 1e-3 * spread * size * 100)
  }

  @Test("counts as far as it is known, and enlarges variances and covariances alike")
  func floors() {
    let noisy = points(power: 1, variance: 100)
    #expect(BandError.predictedBiases(noisy, at: 2, spread: 0.02) == [0])
    let quiet = points(power: 1, variance: 1e-12)
    let floored = BandError.floored(quiet, spreads: quiet.map { _ in 0.02 })
    for (before, after) in zip(quiet, floored) {
      let floor = after.estimate.errorFloors[0]
      let modulus = before.estimate.values[0][0].length
      #expect(floor > BandError.ofVariance * 0.02 && floor < 0.01)
      let added = floor * floor * modulus * modulus
      for variance in after.estimate.variances[0] {
        #expect(abs(variance / (1e-12 + added) - 1) < 1e-9)
      }
      let product =
        after.estimate.residualCovariance[0][0].real
        * after.estimate.inverseSignalPower[0][0].real
      #expect(abs(product / after.estimate.variances[0][0] - 1) < 1e-9)
    }
    #expect(zip(quiet, floored).allSatisfy { $0.estimate.values == $1.estimate.values })
  }

  @Test("of two frequencies is the least one")
  func few() {
    let two = Array(points(power: 1, variance: 0).prefix(2))
    for point in BandError.floored(two, spreads: [0, 0]) {
      #expect(abs(point.estimate.errorFloors[0] - BandError.least) < 1e-12)
    }
  }
}
