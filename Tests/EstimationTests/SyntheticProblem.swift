import ComplexModule
import Estimation
import Model
import RealModule
import TestSupport

/// Cross-powers of complex Gaussian spectra that obey a known relation, with noise.
struct SyntheticProblem {
  var windows = 60
  /// Independent harmonics that a window's cross-powers are the mean of.
  var harmonics = 4
  var isRemote = false
  /// Rows that take the place of the inputs as references.
  var crosses: [Int] = []
  /// Amplitude of signal over noise in the outputs; `nil` is no noise.
  var signalToNoise: Double? = 10
  /// Amplitude of noise over signal in the inputs, and in the remote channels.
  var inputNoise = 0.0
  var remoteNoise = 0.1
  /// Share of windows whose outputs have a hundred times the noise.
  var outliers = 0.0
  /// Share of windows whose inputs have a burst ten times the signal.
  var bursts = 0.0
  var outputs = 2
  var seed = 1

  static let truth: [[Complex<Double>]] = [
    [Complex(0.4, -0.3), Complex(3, 2)], [Complex(-2.5, -1.5), Complex(0.2, 0.5)],
    [Complex(0.3, 0.1), Complex(-0.2, 0.15)],
  ]

  var truth: [[Complex<Double>]] { Array(Self.truth.prefix(outputs)) }
  var channels: Int { 2 + outputs + (isRemote ? 2 : 0) }

  func problem(scaling: [Double]? = nil, order: [Int]? = nil) -> RegressionProblem {
    var draws = Draws("problem", seed: seed)
    let matrices = (0..<windows).map { _ in window(&draws) }
    let ordered = order.map { $0.map { matrices[$0] } } ?? matrices
    return Self.problem(
      ordered, outputs: outputs, references: isRemote ? 2 : 0, crosses: crosses,
      harmonics: harmonics, scaling: scaling)
  }

  /// A problem from the matrices of its windows, whose channels may be in other units.
  static func problem(
    _ matrices: [[[Complex<Double>]]], outputs: Int, references: Int, crosses: [Int] = [],
    harmonics: Int, scaling: [Double]? = nil
  ) -> RegressionProblem {
    let channels = 2 + outputs + references
    var powers = CrossPowers(channelCount: channels, windowCount: matrices.count)
    for (w, matrix) in matrices.enumerated() {
      for a in 0..<channels {
        for b in a..<channels {
          let plane = CrossPowers.plane(a, b, channelCount: channels)
          let scale = scaling.map { $0[a] * $0[b] } ?? 1
          powers.values[plane * matrices.count + w] = matrix[a][b].real * scale
          guard a != b else { continue }
          powers.values[(plane + 1) * matrices.count + w] = matrix[a][b].imaginary * scale
        }
      }
    }
    return RegressionProblem(
      crossPowers: powers, inputCount: 2, outputCount: outputs, referenceCount: references,
      crosses: crosses, degreesOfFreedom: Double(harmonics))
  }

  /// The matrix of one window.
  private func window(_ draws: inout Draws) -> [[Complex<Double>]] {
    // The source is stronger at times.
    let strength = Double.exp(0.5 * draws.normal())
    let hasOutlier = draws.uniform() < outliers
    let hasBurst = draws.uniform() < bursts
    var sums = [[Complex<Double>]](
      repeating: [Complex<Double>](repeating: .zero, count: channels), count: channels)
    for _ in 0..<harmonics {
      let values = harmonic(&draws, strength, hasOutlier, hasBurst)
      for a in values.indices {
        for b in values.indices {
          sums[a][b] += values[a] * values[b].conjugate / Complex(Double(harmonics))
        }
      }
    }
    return sums
  }

  private func harmonic(
    _ draws: inout Draws, _ strength: Double, _ hasOutlier: Bool, _ hasBurst: Bool
  ) -> [Complex<Double>] {
    let source = (0..<2).map { _ in Complex(strength) * draws.complex() }
    let burst = hasBurst ? 10.0 : 0
    let inputs = source.map {
      $0 + Complex(inputNoise + burst) * draws.complex()
    }
    let outputs = truth.map { row in
      let size = row.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
      let noise = (signalToNoise.map { size / $0 } ?? 0) * (hasOutlier ? 100 : 1)
      return row[0] * source[0] + row[1] * source[1] + Complex(noise) * draws.complex()
    }
    guard isRemote else { return inputs + outputs }
    return inputs + outputs + source.map { $0 + Complex(remoteNoise) * draws.complex() }
  }
}

/// The estimate of an outcome, if there is one.
func estimate(_ outcome: EstimateOutcome) -> Estimate? {
  guard case .estimated(let estimate) = outcome else { return nil }
  return estimate
}

/// The solver of a name.
func solver(_ name: String, _ options: SolverOptions = SolverOptions())
  -> any TransferFunctionSolver
{
  SolverSettings(method: name, options: options).makeSolver()
}

/// The largest distance of two matrices, relative to the largest element of the second.
func relativeDistance(_ a: [[Complex<Double>]], _ b: [[Complex<Double>]]) -> Double {
  let size = b.joined().map(\.length).max() ?? 0
  let distance = zip(a.joined(), b.joined()).map { ($0 - $1).length }.max() ?? .infinity
  return distance / size
}
