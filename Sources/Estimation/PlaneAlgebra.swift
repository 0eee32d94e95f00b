internal import ComplexModule
internal import Kernels
package import Model

/// A real linear combination of the planes of cross-powers.
///
/// Residual powers, scores and sums of all windows are such combinations, so that every step of a robust
/// iteration is a few passes over long arrays.
struct PlaneCombination {
  private(set) var terms: [(plane: Int, factor: Double)] = []
  private let channelCount: Int

  init(channelCount: Int) {
    self.channelCount = channelCount
  }

  /// Adds the real part of `factor · S_ab`.
  mutating func addReal(_ factor: Complex<Double>, _ a: Int, _ b: Int) {
    let plane = CrossPowers.plane(min(a, b), max(a, b), channelCount: channelCount)
    append(plane, factor.real)
    guard a != b else { return }
    append(plane + 1, a < b ? -factor.imaginary : factor.imaginary)
  }

  /// Adds the imaginary part of `factor · S_ab`.
  mutating func addImaginary(_ factor: Complex<Double>, _ a: Int, _ b: Int) {
    addReal(Complex(factor.imaginary, -factor.real), a, b)
  }

  private mutating func append(_ plane: Int, _ factor: Double) {
    if factor != 0 { terms.append((plane, factor)) }
  }

  /// The combination for every window.
  func values(_ powers: CrossPowers) -> [Double] {
    var result = [Double](repeating: 0, count: powers.windowCount)
    for term in terms {
      var sum = result.mutableSpan
      let plane = powers.values.span.extracting(powers.place(ofPlane: term.plane))
      addProduct(term.factor, plane, to: &sum)
    }
    return result
  }
}

extension CrossPowers {
  /// The windows in which every channel has power: a dead stretch is no measurement.
  package func withoutSilentWindows() -> CrossPowers {
    let planes = (0..<channelCount).map { CrossPowers.plane($0, $0, channelCount: channelCount) }
    let kept = (0..<windowCount).filter { window in
      planes.allSatisfy { values[$0 * windowCount + window] > 0 }
    }
    guard kept.count < windowCount else { return self }
    var result = CrossPowers(channelCount: channelCount, windowCount: kept.count)
    for plane in 0..<channelCount * channelCount {
      for (column, window) in kept.enumerated() {
        result.values[plane * kept.count + column] = values[plane * windowCount + window]
      }
    }
    return result
  }

  /// Where the windows of one plane lie in `values`.
  func place(ofPlane plane: Int) -> Range<Int> {
    plane * windowCount..<(plane + 1) * windowCount
  }

  private func dot(_ weights: [Double], plane: Int) -> Double {
    dotProduct(weights.span, values.span.extracting(place(ofPlane: plane)))
  }

  /// The Hermitian matrix summed over windows with weights.
  func weightedSum(_ weights: [Double]) -> ComplexMatrix {
    var sums = ComplexMatrix(rows: channelCount, columns: channelCount)
    for a in 0..<channelCount {
      for b in a..<channelCount {
        let plane = CrossPowers.plane(a, b, channelCount: channelCount)
        let real = dot(weights, plane: plane)
        let imaginary = a == b ? 0 : dot(weights, plane: plane + 1)
        sums[a, b] = Complex(real, imaginary)
        sums[b, a] = Complex(real, -imaginary)
      }
    }
    return sums
  }
}

extension ComplexMatrix {
  /// The elements in these rows and columns.
  func block(_ rows: Range<Int>, _ columns: Range<Int>) -> ComplexMatrix {
    ComplexMatrix(rows.map { row in columns.map { self[row, $0] } })
  }
}

extension RegressionProblem {
  /// The power of what the row vector `estimate` leaves of channel `output`, for every window.
  ///
  /// `S_oo - 2 Re Σ_i Z_i S_io + Σ_ij Z_i Z_j* S_ij` over `inputs`, never below zero.
  func residualPowers(of output: Int, _ estimate: [Complex<Double>], from inputs: Range<Int>)
    -> [Double]
  {
    var combination = PlaneCombination(channelCount: crossPowers.channelCount)
    combination.addReal(.one, output, output)
    for (i, z) in zip(inputs, estimate) {
      combination.addReal(Complex(-2) * z, i, output)
      for (j, other) in zip(inputs, estimate) where j >= i {
        combination.addReal(Complex(i == j ? 1 : 2) * z * other.conjugate, i, j)
      }
    }
    return combination.values(crossPowers).map { max(0, $0) }
  }

  /// Row vector that best gives `output` from `inputs` when both are correlated with `references`.
  ///
  /// - Returns: `nil` when the inputs are not independent.
  func solution(
    for output: Int, from inputs: Range<Int>, references: Range<Int>, sums: ComplexMatrix
  ) -> [Complex<Double>]? {
    guard let inverse = sums.block(inputs, references).inverse() else { return nil }
    return (sums.block(output..<output + 1, references) * inverse).nested[0]
  }
}
