internal import ComplexModule
internal import Kernels
internal import Model

/// The scatter of the scores `g = S_or - Z S_ir` of one fit, window by window.
struct ScoreScatter {
  private let part: RegressionProblem
  private let weights: [Double]
  /// Real and imaginary parts, by reference.
  private let scores: [(real: PlaneCombination, imaginary: PlaneCombination)]
  /// A window's share of the input power; `nil` when that is singular.
  private let share: PlaneCombination?

  /// - Parameter sums: Cross-powers summed with the weights of the fit.
  init(_ part: RegressionProblem, _ fit: RobustFit, _ sums: ComplexMatrix) {
    self.part = part
    weights = fit.weights
    scores = part.references.map { part.score(fit, reference: $0) }
    share = sums.block(part.inputs, part.inputs).inverse().map { part.inputShare($0) }
  }

  /// Appends the sums over these windows: real and imaginary part of each element, row by row.
  func appendSums(windows: Range<Int>, to sums: inout [Double]) {
    let squares = squaredWeights(windows)
    let real = scores.map { $0.real.values(part.crossPowers, windows: windows) }
    let imaginary = scores.map { $0.imaginary.values(part.crossPowers, windows: windows) }
    for k in scores.indices {
      for l in scores.indices {
        sums.append(weighted(squares, real[k], real[l], imaginary[k], imaginary[l], 1))
        sums.append(weighted(squares, real[k], imaginary[l], imaginary[k], real[l], -1))
      }
    }
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

  /// Squares of the weights, enlarged by what the leverages hide.
  private func squaredWeights(_ windows: Range<Int>) -> [Double] {
    // A window that settles all that it can has leverage 1: one direction of the inputs for each
    // independent value that it holds, as many as there are inputs at most.
    let directions = min(Double(part.inputCount), part.degreesOfFreedom)
    var result =
      share?.values(part.crossPowers, windows: windows)
      ?? [Double](repeating: 0, count: windows.count)
    for (place, w) in windows.enumerated() {
      let leverage = min(1, max(0, result[place] * weights[w]) / directions)
      let effective = weights[w] / max(1 - leverage, 0.1)
      result[place] = effective * effective
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
