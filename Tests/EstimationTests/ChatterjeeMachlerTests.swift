import ComplexModule
import Model
import TestSupport
import Testing

@testable import Estimation

@Suite("Chatterjee and Mächler's regression")
struct ChatterjeeMachlerTests {
  @Test("gives the known weights and solution of six rows")
  func sixRows() {
    let x: [(Double, Double)] = [(1, 0), (0, 1), (1, 1), (2, 1), (1, -1), (3, 2)]
    let y: [Complex<Double>] = [
      Complex(2), Complex(3), Complex(5.5), Complex(6.8), Complex(-1.2), Complex(12, 3),
    ]
    let fit = ChatterjeeMachlerFit(
      columns: [x.map { Complex($0.0) }, x.map { Complex($0.1) }], y: y, maximumPasses: 100)
    let expected: [Complex<Double>] = [Complex(1.966864543511), Complex(3.207532538965)]
    for (a, b) in zip(fit.values, expected) { #expect((a - b).length < 1e-11) }
    let weights = [2.400890776, 1.350501062, 1.965584353, 1.054909115, 0, 0]
    for (a, b) in zip(fit.weights, weights) { #expect(abs(a - b) < 1e-9) }
  }

  struct Problem: Decodable {
    struct Stages: Decodable {
      let stage1Params: [Pair]
      let stage2Params: [Pair]
      let stage2X: [[Pair]]
      let stage2Y: [Pair]
      let values: [Pair]
      let variances: [Double]

      enum CodingKeys: String, CodingKey {
        case stage1Params = "stage1_params"
        case stage2Params = "stage2_params"
        case stage2X = "stage2_x"
        case stage2Y = "stage2_y"
        case values = "Z"
        case variances = "Var"
      }
    }

    let twoStage: Stages?

    enum CodingKeys: String, CodingKey {
      case twoStage = "two_stage"
    }
  }

  static let problems = [
    "local_A_L1_e3_Ex", "local_A_L2_e2_Ey", "remote_A_R_L1_e3_Ey", "tipper_A_L1_e0_Hz",
  ]

  @Test(
    "gives resistics' numbers in both stages",
    .enabled(if: ReferenceData.hasGolden, "\(ReferenceData.absence)"), arguments: problems)
  func stages(name: String) throws {
    let index: [String: Problem] = try ReferenceData.json("solver/index.json")
    let expected = try #require(index[name]?.twoStage)
    let x = try ReferenceData.complexArray("solver/\(name)_x.npy")
    let y = try ReferenceData.complexArray("solver/\(name)_y.npy")
    let columns = (0..<2).map { c in
      stride(from: c, to: x.values.count, by: 2).map { x.values[$0] }
    }
    let first = ChatterjeeMachlerFit(columns: columns, y: y.values, maximumPasses: 100)
    expectEqual(first.values, expected.stage1Params)
    let rows = expected.stage2X.map { $0.map(\.value) }
    let second = ChatterjeeMachlerFit(
      columns: (0..<2).map { c in rows.map { $0[c] } }, y: expected.stage2Y.map(\.value),
      maximumPasses: 100)
    expectEqual(second.values, expected.stage2Params)
  }

  private func expectEqual(_ values: [Complex<Double>], _ expected: [Pair]) {
    let size = expected.map(\.value.length).max() ?? 0
    for (a, b) in zip(values, expected) { #expect((a - b.value).length < 1e-8 * size) }
  }

  @Test(
    "gives resistics' transfer function and variance from the rows of all windows",
    .enabled(if: ReferenceData.hasGolden, "\(ReferenceData.absence)"),
    arguments: [
      ("local_A_L1_e3_Ex", 2, 0, 0), ("local_A_L2_e2_Ey", 2, 1, 0),
      ("remote_A_R_L1_e3_Ey", 1, 0, 2), ("tipper_A_L1_e0_Hz", 3, 2, 0),
    ])
  func whole(name: String, outputs: Int, output: Int, references: Int) throws {
    let index: [String: Problem] = try ReferenceData.json("solver/index.json")
    let expected = try #require(index[name]?.twoStage)
    let x = try ReferenceData.complexArray("solver/\(name)_x.npy").values
    let y = try ReferenceData.complexArray("solver/\(name)_y.npy").values
    let channels = 2 + outputs + references
    let crosses = references > 0 ? Array(channels - references..<channels) : Array(0..<channels)
    let matrices = (0..<y.count / crosses.count).map { window in
      // The method does not look at what is not in the rows, but the inputs must have power.
      var matrix = [[Complex<Double>]](
        repeating: [Complex<Double>](repeating: .zero, count: channels), count: channels)
      for input in 0..<2 { matrix[input][input] = .one }
      for (place, cross) in crosses.enumerated() {
        let row = window * crosses.count + place
        for (channel, value) in [(0, x[2 * row]), (1, x[2 * row + 1]), (2 + output, y[row])] {
          matrix[channel][cross] = value
          matrix[cross][channel] = value.conjugate
        }
      }
      return matrix
    }
    let problem = SyntheticProblem.problem(
      matrices, outputs: outputs, references: references, harmonics: 5)
    let result = try #require(estimate(ChatterjeeMachler().solve(problem)))
    expectEqual(result.values[output], expected.values)
    for (a, b) in zip(result.variances[output], expected.variances) {
      #expect(abs(a / b - 1) < 1e-8)
    }
  }
}
