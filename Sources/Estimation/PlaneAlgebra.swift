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

  /// Writes the combination for these windows into as many places of `result` from `place` on.
  func write(
    _ powers: CrossPowers, windows: Range<Int>, to result: inout MutableSpan<Double>, at place: Int
  ) {
    for i in place..<place + windows.count { result[i] = 0 }
    for term in terms {
      let start = term.plane * powers.windowCount
      let source = start + windows.lowerBound..<start + windows.upperBound
      addProduct(term.factor, powers.values.span.extracting(source), to: &result, at: place)
    }
  }

  /// The combination for these windows.
  func values(_ powers: CrossPowers, windows: Range<Int>) -> [Double] {
    var result = [Double](repeating: 0, count: windows.count)
    var span = result.mutableSpan
    write(powers, windows: windows, to: &span, at: 0)
    return result
  }
}

/// Elements of the matrices of cross-powers that are summed over windows.
struct PowerElements {
  private let pairs: [(a: Int, b: Int)]
  private let channelCount: Int
  /// The planes of the elements.
  let planes: [Int]

  /// All elements of these rows and columns, and so those opposite.
  init(rows: [Int], columns: [Int], channelCount: Int) {
    var pairs: [(a: Int, b: Int)] = []
    for a in 0..<channelCount {
      for b in a..<channelCount
      where rows.contains(a) && columns.contains(b) || rows.contains(b) && columns.contains(a) {
        pairs.append((a, b))
      }
    }
    self.pairs = pairs
    self.channelCount = channelCount
    planes = pairs.flatMap { a, b in
      let plane = CrossPowers.plane(a, b, channelCount: channelCount)
      return a == b ? [plane] : [plane, plane + 1]
    }
  }

  /// Appends the weighted sum over these windows of each plane.
  func appendSums(
    _ weights: Span<Double>, _ powers: CrossPowers, windows: Range<Int>, to sums: inout [Double]
  ) {
    for plane in planes {
      let start = plane * powers.windowCount
      let places = start + windows.lowerBound..<start + windows.upperBound
      sums.append(dotProduct(weights, powers.values.span.extracting(places)))
    }
  }

  /// The Hermitian matrix of these sums of the planes, zero elsewhere.
  func matrix(_ sums: [Double]) -> ComplexMatrix {
    var matrix = ComplexMatrix(rows: channelCount, columns: channelCount)
    var next = sums.makeIterator()
    for (a, b) in pairs {
      let real = next.next() ?? 0
      let imaginary = a == b ? 0 : next.next() ?? 0
      matrix[a, b] = Complex(real, imaginary)
      matrix[b, a] = Complex(real, -imaginary)
    }
    return matrix
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
}

extension ComplexMatrix {
  /// The elements in these rows and columns.
  func block(_ rows: some Collection<Int>, _ columns: some Collection<Int>) -> ComplexMatrix {
    ComplexMatrix(rows.map { row in columns.map { self[row, $0] } })
  }

  /// What gives the inputs back from their summed cross-powers with the references, `inputs × this = 1`.
  ///
  /// With as many references as inputs there is one such matrix. Of more, each counts relative to its own
  /// power, whatever its unit, and the inputs' relation to all is met in the sense of least squares.
  ///
  /// - Returns: `[reference][input]`; `nil` when the inputs are not independent.
  func instrument(_ inputs: [Int], _ references: [Int]) -> ComplexMatrix? {
    guard let balanced = balanced(inputs, references) else {
      return normal(inputs, references)?.inverse()
    }
    return normal(inputs, references)?.inverse().map { balanced * $0 }
  }

  /// Why no estimate should be made from these sums, if so.
  func reasonAgainst(_ inputs: [Int], _ references: [Int]) -> EstimateOutcome? {
    guard let normal = normal(inputs, references), normal.inverse() != nil else {
      return .dependentInputs
    }
    let condition = normal.conditionNumber
    return condition > EstimateOutcome.largestCondition ? .illConditioned(condition) : nil
  }

  /// The square matrix whose inverse the instrument is made of; `nil` where a reference has no power.
  func normal(_ inputs: [Int], _ references: [Int]) -> ComplexMatrix? {
    let powers = block(inputs, references)
    guard references.count > inputs.count else { return powers }
    return balanced(inputs, references).map { powers * $0 }
  }

  /// The inputs' relation to more references than inputs, each relative to its own power.
  private func balanced(_ inputs: [Int], _ references: [Int]) -> ComplexMatrix? {
    guard references.count > inputs.count else { return nil }
    var balanced = block(inputs, references).adjoint
    for (row, reference) in references.enumerated() {
      let power = self[reference, reference].real
      guard power > 0 else { return nil }
      for column in inputs.indices { balanced[row, column] /= Complex(power) }
    }
    return balanced
  }
}

extension RegressionProblem {
  /// The power of what the row vector `estimate` leaves of channel `output`.
  ///
  /// `S_oo - 2 Re Σ_i Z_i S_io + Σ_ij Z_i Z_j* S_ij` over the regressors; rounding may bring it below zero.
  func residualPower(
    of output: Int, on regressors: [Int], _ estimate: [Complex<Double>]
  ) -> PlaneCombination {
    var combination = PlaneCombination(channelCount: crossPowers.channelCount)
    combination.addReal(.one, output, output)
    for (i, z) in zip(regressors, estimate) {
      combination.addReal(Complex(-2) * z, i, output)
      for (j, other) in zip(regressors, estimate) where j >= i {
        combination.addReal(Complex(i == j ? 1 : 2) * z * other.conjugate, i, j)
      }
    }
    return combination
  }

  /// The power of a channel.
  func power(of channel: Int) -> PlaneCombination {
    var power = PlaneCombination(channelCount: crossPowers.channelCount)
    power.addReal(.one, channel, channel)
    return power
  }

  /// The elements whose sums an estimate of these channels from the regressors needs.
  func elements(for channels: [Int], on regressors: [Int], references: [Int]) -> PowerElements {
    // Of more references than regressors, powers are needed as well.
    let extra = references.count > regressors.count ? references : []
    return PowerElements(
      rows: regressors + channels + extra, columns: references,
      channelCount: crossPowers.channelCount)
  }

  /// Row vector that best gives `output` from the regressors when both are correlated with `references`.
  ///
  /// - Returns: `nil` when the regressors are not independent.
  func solution(for output: Int, on regressors: [Int], references: [Int], sums: ComplexMatrix)
    -> [Complex<Double>]?
  {
    guard let instrument = sums.instrument(regressors, references) else { return nil }
    return (sums.block([output], references) * instrument).nested[0]
  }
}
