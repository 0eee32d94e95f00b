internal import ComplexModule
package import Model
internal import RealModule

/// What the mean over a band leaves of error in a transfer function that no scatter of windows shows, and how it
/// becomes part of the stated error.
///
/// With `x = ln f` around a band of relative variance `V` a transfer function `Z + Z' x + Z'' x²/2` has the mean
/// `Z + V (Z''/2 - Z'/4)`, as the weights of bands put the mean of `x` at `-V/4` (see `PowerSlope`). Slope and
/// curvature come from the estimates at neighbouring frequencies, and count as far as they exceed two of their
/// own standard errors, up to `V`.
///
/// What they do not say is stated, too: grounds whose `Z` grows with the power 0.2 to 0.7 of the frequency, where
/// 0.5 leaves nothing, have a bias of up to `0.06 V`. And side lobes of the taper and a power that is no straight
/// line over the band left up to 3e-4 of a row's modulus in synthetic surveys with a dead band and Schumann
/// resonances (`run/verify remote`).
package enum BandError {
  /// Of a row's modulus, whatever the band.
  package static let least = 3e-4
  /// Of a row's modulus and a band's relative variance.
  package static let ofVariance = 0.06

  /// The estimates with errors that have a floor: each element's variance grows by the square of the floor times
  /// the modulus of its row.
  ///
  /// - Parameters:
  ///   - points: In the order of their frequencies, descending or ascending.
  ///   - spreads: The relative variance of each point's band; a point whose band has none stays as it is.
  package static func floored(_ points: [TransferFunction.Point], spreads: [Double?])
    -> [TransferFunction.Point]
  {
    precondition(points.count == spreads.count, "shape")
    return points.indices.map { index in
      var point = points[index]
      guard let spread = spreads[index] else { return point }
      let biases = predictedBiases(points, at: index, spread: spread)
      let floors = zip(point.estimate.values, biases).map { row, bias -> Double in
        let modulus = (row.reduce(0) { $0 + $1.lengthSquared }).squareRoot()
        guard modulus > 0 else { return 0 }
        // No ground bends a row by more: then a neighbour is wrong.
        let parts = [least, ofVariance * spread, min(bias / modulus, spread)]
        return parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      point.estimate.add(floors)
      return point
    }
  }

  /// The modulus of the bias of each row that is predicted from three neighbouring frequencies; 0 where there are
  /// fewer, or where it is not known to two of its standard errors.
  package static func predictedBiases(
    _ points: [TransferFunction.Point], at index: Int, spread: Double
  ) -> [Double] {
    let rows = points[index].estimate.values
    guard points.count >= 3 else { return rows.map { _ in 0 } }
    let first = min(max(index - 1, 0), points.count - 3)
    let three = points[first..<first + 3]
    let places = three.map { Double.log($0.frequency / points[index].frequency) }
    let factors = (0..<3).map { factor(places, $0) * spread }
    return rows.indices.map { output in
      var (bias, variance) = (0.0, 0.0)
      for input in rows[output].indices {
        let value = zip(three, factors).reduce(Complex<Double>.zero) { sum, term in
          sum + term.0.estimate.values[output][input].multiplied(by: term.1)
        }
        bias += value.lengthSquared
        variance += zip(three, factors).reduce(0) {
          $0 + $1.0.estimate.variances[output][input] * $1.1 * $1.1
        }
      }
      return max(0, bias.squareRoot() - 2 * variance.squareRoot())
    }
  }

  /// What a value at one of three places gives to half of the second derivative at 0, less a quarter of the first:
  /// those of the parabola through all three.
  private static func factor(_ places: [Double], _ index: Int) -> Double {
    let others = places.indices.filter { $0 != index }.map { places[$0] }
    let denominator = (places[index] - others[0]) * (places[index] - others[1])
    return (1 + (others[0] + others[1]) / 4) / denominator
  }
}

extension Estimate {
  /// Adds floors, shares of the moduli of the rows, to the errors.
  ///
  /// The covariance of the residuals grows with the variances of its rows, so that errors in other directions do
  /// too.
  fileprivate mutating func add(_ floors: [Double]) {
    errorFloors = floors
    var growth: [Double] = []
    for (output, floor) in floors.enumerated() {
      let added = floor * floor * values[output].reduce(0) { $0 + $1.lengthSquared }
      let ratios = variances[output].map { $0 > 0 ? ($0 + added) / $0 : 1 }
      growth.append(ratios.reduce(0, +) / Double(max(1, ratios.count)))
      for input in variances[output].indices { variances[output][input] += added }
    }
    for a in residualCovariance.indices {
      for b in residualCovariance[a].indices {
        let factor = (growth[a] * growth[b]).squareRoot()
        residualCovariance[a][b] = residualCovariance[a][b].multiplied(by: factor)
      }
    }
  }
}
