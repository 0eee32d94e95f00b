import ComplexModule
import Estimation
import Model
import TestSupport

/// A regression problem of the reference data with what resistics finds for it.
struct GoldenProblem: Decodable {
  let inputs: Int
  let outputs: [String: Output]
  let twoStage: TwoStage?
  let rowsPerWindow: Int?
  let remote: Bool?

  enum CodingKeys: String, CodingKey {
    case inputs, outputs, remote
    case twoStage = "two_stage"
    case rowsPerWindow = "rows_per_window"
  }

  struct TwoStage: Decodable {
    let values: [Pair]
    let variances: [Double]

    enum CodingKeys: String, CodingKey {
      case values = "Z"
      case variances = "Var"
    }
  }

  /// What one estimator gives; nothing for entries that are single numbers.
  struct Output: Decodable {
    private(set) var parameters: [Complex<Double>] = []
    private(set) var scale: Double?
    /// The first ones of many.
    private(set) var weights: [Double] = []

    enum CodingKeys: String, CodingKey {
      case parameters = "params"
      case scale, weights
      case firstWeights = "weights_first20"
    }

    init(from decoder: any Decoder) throws {
      guard let container = try? decoder.container(keyedBy: CodingKeys.self) else { return }
      parameters =
        try container.decodeIfPresent([Pair].self, forKey: .parameters)?.map(\.value) ?? []
      scale = try container.decodeIfPresent(Double.self, forKey: .scale)
      for key in [CodingKeys.weights, .firstWeights] where container.contains(key) {
        // Some are complex numbers without an imaginary part.
        if let numbers = try? container.decode([Double].self, forKey: key) {
          weights = numbers
        } else {
          weights = try container.decode([Pair].self, forKey: key).map(\.value.real)
        }
      }
    }

    /// What is found when all data are so many times as large.
    func scaled(by factor: Double, hasIntercept: Bool) -> Output {
      var output = self
      if hasIntercept, !parameters.isEmpty { output.parameters[0] *= Complex(factor) }
      output.scale = scale.map { $0 * factor }
      // Weights of bounded-influence fits are reciprocal sizes, others are relative to the scale.
      if scale == nil { output.weights = weights.map { $0 / factor } }
      return output
    }

    /// The largest difference, of each kind relative to the largest value.
    func difference(of fit: EquationFit, withWeights: Bool) -> Double {
      guard parameters.count == fit.values.count else { return .nan }
      var differences = [
        relative(zip(parameters, fit.values).map { ($0 - $1).length }, parameters.map(\.length))
      ]
      if withWeights {
        differences.append(
          relative(zip(weights, fit.weights).map { abs($0 - $1) }, weights))
        if let scale { differences.append(abs(fit.scale / scale - 1)) }
      }
      return differences.max() ?? .nan
    }

    private func relative(_ differences: [Double], _ values: [Double]) -> Double {
      guard let size = values.max(), size > 0 else { return 0 }
      return (differences.max() ?? 0) / size
    }
  }
}

/// The equations of a problem of the reference data.
struct GoldenEquations {
  let columns: [[Complex<Double>]]
  let y: [Complex<Double>]

  init(_ name: String, inputs: Int) throws {
    let x = try ReferenceData.complexArray("solver/\(name)_x.npy").values
    y = try ReferenceData.complexArray("solver/\(name)_y.npy").values
    columns = (0..<inputs).map { column in
      stride(from: column, to: x.count, by: inputs).map { x[$0] }
    }
  }

  /// Cross-powers that have these equations, and which output they are of.
  func problem(_ name: String, crossCount: Int, isRemote: Bool)
    -> (problem: RegressionProblem, output: Int)
  {
    let outputs = isRemote ? 1 : crossCount - columns.count
    let output = ["Ex": 0, "Ey": 1, "Hz": 2][String(name.suffix(2))] ?? 0
    let place = isRemote ? 0 : output
    let channels = columns.count + outputs + (isRemote ? crossCount : 0)
    let crosses = isRemote ? channels - crossCount : 0
    var powers = CrossPowers(channelCount: channels, windowCount: y.count / crossCount)
    for window in 0..<powers.windowCount {
      // The method does not look at what is not in the equations, but inputs must have power.
      for input in columns.indices { powers.set(.one, input, input, window) }
      for cross in 0..<crossCount {
        let row = window * crossCount + cross
        for (input, column) in columns.enumerated() {
          powers.set(column[row], input, crosses + cross, window)
        }
        powers.set(y[row], columns.count + place, crosses + cross, window)
      }
    }
    let problem = RegressionProblem(
      crossPowers: powers, inputCount: columns.count, outputCount: outputs,
      referenceCount: isRemote ? crossCount : 0, degreesOfFreedom: 1)
    return (problem, place)
  }
}

extension CrossPowers {
  /// Sets the element (a, b) of a window, and so the one opposite.
  fileprivate mutating func set(_ value: Complex<Double>, _ a: Int, _ b: Int, _ window: Int) {
    let plane = CrossPowers.plane(min(a, b), max(a, b), channelCount: channelCount)
    values[plane * windowCount + window] = value.real
    if a != b {
      values[(plane + 1) * windowCount + window] = a < b ? value.imaginary : -value.imaginary
    }
  }
}
