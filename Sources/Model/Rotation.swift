import ComplexModule
import RealModule

extension TransferFunction {
  /// The same transfer function in orthogonal axes whose x points to `angle`.
  ///
  /// The directions of the channels are taken from `azimuths`; they need not be orthogonal. With
  /// E' = O·E and H = I·H', impedances become O·Z·I, the inverse signal power Iᵀ·S·I, and the residual
  /// covariance O·N·Oᵀ. The errors of elements are correlated as N and S say (Egbert 1997: the covariance
  /// of Z_kl and Z_k'l' is N_kk'·S_l'l); where those are not known, the errors are taken as independent.
  /// Weights and coherences of outputs that are mixed are not known afterwards (NaN).
  ///
  /// - Parameters:
  ///   - angle: Degrees clockwise from geographic north.
  ///   - subject: What an error names.
  /// - Throws: A `UserError` where a horizontal channel has no partner or nearly its direction.
  package func turned(
    to angle: Double, subject: String = "transfer function"
  ) throws(UserError) -> TransferFunction {
    let mixing = try Mixing(self, angle, subject)
    var turned = self
    turned.azimuths = Azimuths(axes: angle, outputs: outputs, inputs: inputs)
    for i in points.indices { turned.points[i].estimate = mixing.turn(points[i].estimate) }
    return turned
  }
}

/// The real matrices that take a transfer function to other axes.
private struct Mixing {
  /// New outputs of old ones, `[new][old]`.
  let outputs: [[Double]]
  /// Old inputs of new ones, `[old][new]`.
  let inputs: [[Double]]

  init(_ function: TransferFunction, _ angle: Double, _ subject: String) throws(UserError) {
    var outputs = Mixing.unit(function.outputs.count)
    var inputs = Mixing.unit(function.inputs.count)
    for pair in try Mixing.pairs(function.outputs, subject) {
      let (x, y) = (function.outputs[pair.x], function.outputs[pair.y])
      let (a, b) = (function.azimuth(ofOutput: x) - angle, function.azimuth(ofOutput: y) - angle)
      let area = try Mixing.area(a, b, x, y, subject)
      outputs[pair.x][pair.x] = sine(b) / area
      outputs[pair.x][pair.y] = -sine(a) / area
      outputs[pair.y][pair.x] = -cosine(b) / area
      outputs[pair.y][pair.y] = cosine(a) / area
    }
    for pair in try Mixing.pairs(function.inputs, subject) {
      let (x, y) = (function.inputs[pair.x], function.inputs[pair.y])
      let (a, b) = (function.azimuth(ofInput: x) - angle, function.azimuth(ofInput: y) - angle)
      _ = try Mixing.area(a, b, x, y, subject)
      for (row, direction) in [(pair.x, a), (pair.y, b)] {
        inputs[row][pair.x] = cosine(direction)
        inputs[row][pair.y] = sine(direction)
      }
    }
    self.outputs = outputs
    self.inputs = inputs
  }

  private static func unit(_ count: Int) -> [[Double]] {
    (0..<count).map { i in (0..<count).map { $0 == i ? 1 : 0 } }
  }

  /// Places of the horizontal channels that belong together.
  private static func pairs(
    _ channels: [Channel], _ subject: String
  ) throws(UserError) -> [(x: Int, y: Int)] {
    var pairs: [(x: Int, y: Int)] = []
    var partners = 0
    for (x, y) in [(Channel.ex, Channel.ey), (.hx, .hy)] {
      guard let x = channels.firstIndex(of: x), let y = channels.firstIndex(of: y) else { continue }
      pairs.append((x, y))
      partners += 2
    }
    guard partners == channels.filter({ $0 != .hz }).count else {
      let names = channels.map(\.name).joined(separator: " ")
      throw UserError(
        .data, subject, "cannot be turned: \(names) are not pairs of x and y",
        remedy: "turn a transfer function of both horizontal components")
    }
    return pairs
  }

  /// The area that two unit vectors span.
  private static func area(
    _ a: Double, _ b: Double, _ x: Channel, _ y: Channel, _ subject: String
  ) throws(UserError) -> Double {
    let area = sine(b - a)
    guard abs(area) > 0.1 else {
      throw UserError(
        .data, subject, "cannot be turned: \(x) and \(y) point in nearly one direction",
        remedy: "correct the azimuths of the channels")
    }
    return area
  }

  func turn(_ estimate: Estimate) -> Estimate {
    var turned = estimate
    turned.values = product(product(outputs, estimate.values), inputs)
    turned.variances = variances(estimate)
    if !estimate.inverseSignalPower.isEmpty {
      turned.inverseSignalPower = product(
        product(transposed(inputs), estimate.inverseSignalPower), inputs)
    }
    if !estimate.residualCovariance.isEmpty {
      turned.residualCovariance = product(
        product(outputs, estimate.residualCovariance), transposed(outputs))
    }
    for (row, factors) in outputs.enumerated() where isMixed(factors) {
      if row < turned.weightSums.count { turned.weightSums[row] = .nan }
      if row < turned.coherences.count { turned.coherences[row] = .nan }
    }
    return turned
  }

  private func isMixed(_ row: [Double]) -> Bool { row.filter { $0 != 0 }.count > 1 }

  /// Variances of the new elements from those of the old and their correlations.
  private func variances(_ estimate: Estimate) -> [[Double]] {
    let correlation = ErrorCorrelation(estimate)
    return outputs.indices.map { row in
      inputs.indices.map { column in
        var terms: [(factor: Double, row: Int, column: Int)] = []
        for k in outputs.indices {
          for l in inputs.indices where outputs[row][k] != 0 && inputs[l][column] != 0 {
            terms.append((outputs[row][k] * inputs[l][column], k, l))
          }
        }
        return sum(terms, estimate.variances, correlation)
      }
    }
  }

  private func sum(
    _ terms: [(factor: Double, row: Int, column: Int)], _ variances: [[Double]],
    _ correlation: ErrorCorrelation
  ) -> Double {
    var sum = 0.0
    for (i, a) in terms.enumerated() {
      sum += a.factor * a.factor * variances[a.row][a.column]
      for b in terms[(i + 1)...] {
        let size = (variances[a.row][a.column] * variances[b.row][b.column]).squareRoot()
        let shared = correlation[(a.row, a.column), (b.row, b.column)]
        sum += 2 * a.factor * b.factor * size * shared
      }
    }
    // Rounding may leave a little less than nothing.
    return sum < 0 ? 0 : sum
  }
}

/// How the errors of two elements go together, from the covariances of an estimate.
private struct ErrorCorrelation {
  private let residuals: [[Complex<Double>]]
  private let power: [[Complex<Double>]]

  init(_ estimate: Estimate) {
    residuals = estimate.residualCovariance
    power = estimate.inverseSignalPower
  }

  /// The real part of the correlation of two elements' errors; 0 where it is not known.
  subscript(a: (row: Int, column: Int), b: (row: Int, column: Int)) -> Double {
    guard residuals.count > max(a.row, b.row), power.count > max(a.column, b.column) else {
      return 0
    }
    let shared = residuals[a.row][b.row] * power[b.column][a.column]
    let own =
      residuals[a.row][a.row].real * residuals[b.row][b.row].real
      * power[a.column][a.column].real * power[b.column][b.column].real
    let correlation = shared.real / own.squareRoot()
    return correlation.isFinite ? correlation : 0
  }
}

// Products in which what is multiplied by nothing does not count, so that a missing value stays where
// it is as far as the axes allow.

private func product(_ a: [[Double]], _ b: [[Complex<Double>]]) -> [[Complex<Double>]] {
  a.map { row in
    (b.first ?? []).indices.map { column in
      row.indices.reduce(into: Complex<Double>.zero) { sum, k in
        if row[k] != 0 { sum += b[k][column].multiplied(by: row[k]) }
      }
    }
  }
}

private func product(_ a: [[Complex<Double>]], _ b: [[Double]]) -> [[Complex<Double>]] {
  a.map { row in
    (b.first ?? []).indices.map { column in
      row.indices.reduce(into: Complex<Double>.zero) { sum, k in
        if b[k][column] != 0 { sum += row[k].multiplied(by: b[k][column]) }
      }
    }
  }
}

private func transposed(_ a: [[Double]]) -> [[Double]] {
  (a.first ?? []).indices.map { column in a.map { $0[column] } }
}

/// Exact at the right angles, where most rotations are.
private func sine(_ degrees: Double) -> Double {
  switch degrees.remainder(dividingBy: 360) {
  case 0, 180, -180: 0
  case 90: 1
  case -90: -1
  case let rest: .sin(rest * .pi / 180)
  }
}

private func cosine(_ degrees: Double) -> Double { sine(90 - degrees) }
