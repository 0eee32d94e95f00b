import ComplexModule
import Foundation
import Model
import Testing

@Suite struct RotationTests {
  private func function(azimuths: Azimuths = Azimuths()) -> TransferFunction {
    let power: [[Complex<Double>]] = [
      [Complex(0.02), Complex(0.003, -0.001)], [Complex(0.003, 0.001), Complex(0.015)],
    ]
    let residuals: [[Complex<Double>]] = [
      [Complex(0.4), Complex(0.05, 0.02), Complex(0.001)],
      [Complex(0.05, -0.02), Complex(0.3), Complex(0, 0.002)],
      [Complex(0.001), Complex(0, -0.002), Complex(0.005)],
    ]
    let estimate = Estimate(
      values: [
        [Complex(0.3, -0.2), Complex(5, 4)], [Complex(-6, -3), Complex(0.1, 0.4)],
        [Complex(0.2, 0.1), Complex(-0.1, 0.3)],
      ],
      variances: (0..<3).map { o in (0..<2).map { residuals[o][o].real * power[$0][$0].real } },
      inverseSignalPower: power, residualCovariance: residuals, windowCount: 9,
      weightSums: [1, 2, 3], coherences: [0.9, 0.8, 0.7], passes: 1, converged: true)
    return TransferFunction(
      origin: .init(output: "S", input: "S"), outputs: [.ex, .ey, .hz], inputs: [.hx, .hy],
      rate: SamplingRate(samples: 1, seconds: 1), azimuths: azimuths,
      points: [.init(frequency: 1, level: 0, estimate: estimate)])
  }

  private func expectClose(
    _ a: [[Complex<Double>]], _ b: [[Complex<Double>]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (x, y) in zip(a.joined(), b.joined()) {
      // A few products of numbers below 10.
      #expect((x - y).length < 1e-14, sourceLocation: sourceLocation)
    }
  }

  @Test("turning to the axes that it has changes no bit")
  func identity() throws {
    #expect(try function().turned(to: 0) == function())
    let there = try function().turned(to: 30)
    #expect(try there.turned(to: 30).points[0].estimate.values == there.points[0].estimate.values)
  }

  @Test("a right angle exchanges elements exactly")
  func rightAngle() throws {
    let before = function().points[0].estimate.values
    let after = try function().turned(to: 90).points[0].estimate
    // x' is y and y' is -x.
    #expect(after.values[0] == [before[1][1], -before[1][0]])
    #expect(after.values[1] == [-before[0][1], before[0][0]])
    #expect(after.values[2] == [before[2][1], -before[2][0]])
    #expect(after.variances[0][1] == function().points[0].estimate.variances[1][0])
    #expect(after.weightSums == [1, 2, 3])
  }

  @Test("the textbook's formula, for 30 degrees")
  func textbook() throws {
    let z = function().points[0].estimate.values
    let after = try function().turned(to: 30).points[0].estimate.values
    let (c, s) = (Foundation.cos(Double.pi / 6), Foundation.sin(Double.pi / 6))
    // Z' = R Z Rᵀ with R = (c s; -s c), Simpson & Bahr 2005, eq. 2.51.
    let xy =
      z[0][1].multiplied(by: c * c) - z[1][0].multiplied(by: s * s)
      + (z[1][1] - z[0][0]).multiplied(by: s * c)
    #expect((after[0][1] - xy).length < 1e-14)
    let tx = z[2][0].multiplied(by: c) + z[2][1].multiplied(by: s)
    #expect((after[2][0] - tx).length < 1e-15)
  }

  @Test("what no rotation changes: trace, determinant, and the products of uncertainty")
  func invariants() throws {
    let (a, b) = (
      function().points[0].estimate, try function().turned(to: -77.7).points[0].estimate
    )
    let (z, w) = (a.values, b.values)
    #expect((z[0][0] + z[1][1] - w[0][0] - w[1][1]).length < 1e-14)
    let determinants = [z, w].map { $0[0][0] * $0[1][1] - $0[0][1] * $0[1][0] }
    #expect((determinants[0] - determinants[1]).length < 1e-13)
    for o in 0..<3 {
      for i in 0..<2 {
        let product = b.residualCovariance[o][o].real * b.inverseSignalPower[i][i].real
        #expect(abs(b.variances[o][i] - product) < 1e-14 * product + 1e-17)
      }
    }
  }

  @Test("there and back again")
  func back() throws {
    let start = function(
      azimuths: Azimuths(outputs: [.ex: 3, .ey: 91], inputs: [.hx: -12, .hy: 85]))
    let turned = try start.turned(to: 40)
    #expect(turned.axes == 40)
    let (a, b) = (
      try start.turned(to: 0).points[0].estimate, try turned.turned(to: 0).points[0].estimate
    )
    expectClose(a.values, b.values)
    expectClose(a.inverseSignalPower, b.inverseSignalPower)
    expectClose(a.residualCovariance, b.residualCovariance)
  }

  @Test("fields that were measured obliquely give the impedance of the ground")
  func oblique() throws {
    // E = Z·H to the north and east; E at 10° and 100°, H at 350° and 75°.
    let ground = function()
    let z = ground.points[0].estimate.values
    func unit(_ degrees: Double) -> (Double, Double) {
      (Foundation.cos(degrees * .pi / 180), Foundation.sin(degrees * .pi / 180))
    }
    let electric = [unit(10), unit(100)], magnetic = [unit(350), unit(75)]
    // H = A⁻¹·measured.
    let area = magnetic[0].0 * magnetic[1].1 - magnetic[0].1 * magnetic[1].0
    let inverse = [
      [magnetic[1].1 / area, -magnetic[0].1 / area], [-magnetic[1].0 / area, magnetic[0].0 / area],
    ]
    var measured = function(
      azimuths: Azimuths(outputs: [.ex: 10, .ey: 100], inputs: [.hx: 350, .hy: 75]))
    for row in 0..<2 {
      let mixed = (0..<2).map { column in
        z[0][column].multiplied(by: electric[row].0) + z[1][column].multiplied(by: electric[row].1)
      }
      measured.points[0].estimate.values[row] = (0..<2).map { column in
        mixed[0].multiplied(by: inverse[0][column]) + mixed[1].multiplied(by: inverse[1][column])
      }
    }
    measured.points[0].estimate.values[2] = (0..<2).map { column in
      z[2][0].multiplied(by: inverse[0][column]) + z[2][1].multiplied(by: inverse[1][column])
    }
    expectClose(try measured.turned(to: 0).points[0].estimate.values, z)
  }

  @Test("without covariances errors are independent, and what is missing stays missing")
  func unknown() throws {
    var function = function()
    let none = Complex<Double>(.nan, .nan)
    function.points[0].estimate.inverseSignalPower = [[none, none], [none, none]]
    function.points[0].estimate.variances = [[1, 1], [1, 1], [1, 1]]
    function.points[0].estimate.values[0][0] = none
    let turned = try function.turned(to: 45).points[0].estimate
    // Four equal terms of a quarter.
    #expect(abs(turned.variances[0][0] - 1) < 1e-15)
    #expect(turned.values[0].allSatisfy { !$0.isFinite } && turned.values[2][0].isFinite)
    #expect(turned.coherences[0].isNaN && turned.coherences[2] == 0.7)
    let swapped = try function.turned(to: 180).points[0].estimate.values
    #expect(!swapped[0][0].isFinite && swapped[0][1].isFinite)
  }

  @Test("channels without a partner, or nearly parallel ones, cannot be turned")
  func impossible() {
    var lone = function()
    lone.outputs = [.ex]
    #expect(throws: UserError.self) { try lone.turned(to: 10) }
    let parallel = function(azimuths: Azimuths(inputs: [.hy: 2]))
    #expect(throws: UserError.self) { try parallel.turned(to: 10) }
  }

  @Test("axes are those of all horizontal channels, or none")
  func axes() {
    #expect(function().axes == 0)
    #expect(function(azimuths: Azimuths(outputs: [.ex: 5])).axes == nil)
    let all = Azimuths(outputs: [.ex: 365, .ey: 95], inputs: [.hx: 5, .hy: -265])
    #expect(function(azimuths: all).axes == 5)
  }
}
