internal import ComplexModule
internal import Kernels
internal import Model

/// The scatter of the scores `g = S_or - Z S_ir` of one fit, window by window; with an intercept, less
/// their weighted mean.
struct ScoreScatter {
  private let part: RegressionProblem
  /// What windows are summed with.
  let weights: [Double]
  /// Of the weights themselves, which say how much a window may settle.
  private let leverageWeights: [Double]
  /// The constant parts of the scores, by reference.
  private let constants: [Complex<Double>]
  /// Real and imaginary parts, by reference.
  private let scores: [(real: PlaneCombination, imaginary: PlaneCombination)]
  /// A window's share of the input power; `nil` when that is singular.
  private let share: PlaneCombination?

  /// - Parameter sums: Cross-powers summed with the weights of the fit.
  init(
    _ part: RegressionProblem, _ fit: RobustFit, _ sums: ComplexMatrix, hasIntercept: Bool
  ) {
    self.part = part
    weights = fit.solving
    leverageWeights = fit.weights
    scores = part.references.map { part.score(fit, reference: $0) }
    share = sums.block(part.inputs, part.inputs).inverse().map { part.inputShare($0) }
    constants = part.references.map { reference in
      guard hasIntercept, fit.weightSum > 0 else { return .zero }
      let explained = zip(part.inputs, fit.values).reduce(Complex<Double>.zero) {
        $0 + $1.1 * sums[$1.0, reference]
      }
      return (sums[fit.channel, reference] - explained) / Complex(fit.weightSum)
    }
  }

  /// Appends the sums over these windows: real and imaginary part of each element, row by row.
  func appendSums(windows: Range<Int>, to sums: inout [Double]) {
    var squares = effectiveWeights(windows)
    for w in squares.indices { squares[w] *= squares[w] }
    let (real, imaginary) = values(windows)
    for k in scores.indices {
      for l in scores.indices {
        sums.append(weighted(squares, real[k], real[l], imaginary[k], imaginary[l], 1))
        sums.append(weighted(squares, real[k], imaginary[l], imaginary[k], real[l], -1))
      }
    }
  }

  /// The scores times the weights, enlarged as for the scatter: real and imaginary part of each reference.
  func weightedScores(windows: Range<Int>) -> [[Double]] {
    let effective = effectiveWeights(windows)
    let (real, imaginary) = values(windows)
    return zip(real, imaginary).flatMap { [$0, $1] }.map { part in
      zip(part, effective).map { $0 * $1 }
    }
  }

  /// Real and imaginary parts of the scores, by reference.
  private func values(_ windows: Range<Int>) -> ([[Double]], [[Double]]) {
    var real = scores.map { $0.real.values(part.crossPowers, windows: windows) }
    var imaginary = scores.map { $0.imaginary.values(part.crossPowers, windows: windows) }
    for (k, constant) in constants.enumerated() where constant != .zero {
      for w in real[k].indices {
        real[k][w] -= constant.real
        imaginary[k][w] -= constant.imaginary
      }
    }
    return (real, imaginary)
  }

  /// `Σ w² g_k* g_l` for the references k, l.
  func matrix(_ sums: [Double]) -> ComplexMatrix {
    var products = ComplexMatrix(rows: scores.count, columns: scores.count)
    for k in scores.indices {
      for l in scores.indices {
        let place = 2 * (k * scores.count + l)
        products[k, l] = Complex(sums[place], sums[place + 1])
      }
    }
    return products
  }

  /// The weights, enlarged by what the leverages hide.
  private func effectiveWeights(_ windows: Range<Int>) -> [Double] {
    // A window that settles all that it can has leverage 1: one direction of the inputs for each
    // independent value that it holds, as many as there are inputs at most.
    let directions = min(Double(part.inputCount), part.degreesOfFreedom)
    var result =
      share?.values(part.crossPowers, windows: windows)
      ?? [Double](repeating: 0, count: windows.count)
    for (place, w) in windows.enumerated() {
      let leverage = min(1, max(0, result[place] * leverageWeights[w]) / directions)
      result[place] = weights[w] / max(1 - leverage, 0.1)
    }
    return result
  }
}

extension RegressionProblem {
  /// Real and imaginary parts of `S_or - Z S_ir`.
  fileprivate func score(_ fit: RobustFit, reference: Int)
    -> (real: PlaneCombination, imaginary: PlaneCombination)
  {
    var real = PlaneCombination(channelCount: crossPowers.channelCount)
    var imaginary = real
    real.addReal(.one, fit.channel, reference)
    imaginary.addImaginary(.one, fit.channel, reference)
    for (i, z) in zip(inputs, fit.values) {
      real.addReal(-z, i, reference)
      imaginary.addImaginary(-z, i, reference)
    }
    return (real, imaginary)
  }

  /// How much of the weighted input power a window of weight 1 has.
  fileprivate func inputShare(_ inverse: ComplexMatrix) -> PlaneCombination {
    var share = PlaneCombination(channelCount: crossPowers.channelCount)
    for i in inputs {
      for j in inputs { share.addReal(inverse[j, i], i, j) }
    }
    return share
  }
}

/// `Σ w (a b + sign · c d)`.
private func weighted(
  _ w: [Double], _ a: [Double], _ b: [Double], _ c: [Double], _ d: [Double], _ sign: Double
) -> Double {
  var products = [Double](repeating: 0, count: w.count)
  for i in w.indices { products[i] = a[i] * b[i] + sign * c[i] * d[i] }
  return dotProduct(w.span, products.span)
}
