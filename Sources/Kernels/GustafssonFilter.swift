/// A recursive filter that runs forth and back over a whole series, with starting states for which the order
/// of the two makes no difference (Gustafsson 1996, doi 10.1109/78.492552).
package struct GustafssonFilter: Sendable {
  private let filter: RecursiveFilter
  /// Samples at either end that the states count in.
  private let impulseLength: Int

  package init(_ filter: RecursiveFilter, impulseLength: Int) {
    self.filter = filter
    self.impulseLength = impulseLength
  }

  /// The filtered series.
  package func apply(_ x: [Double]) -> [Double] {
    let n = x.count
    let m = n <= 2 * impulseLength ? n : impulseLength
    guard m > 0 else { return [] }
    let (observed, spread) = answers(m)
    var result = backwards(filter.run(x))
    let backward = filter.run(backwards(x))
    let difference = zip(backward, result).map(-)
    // Columns: the state before the first run, then that before the second, from the other end.
    let first = zip(spread, observed).map { zip($0.reversed(), $1).map(-) }
    let second = zip(observed, spread).map { zip($0.reversed(), $1).map(-) }
    if m == n {
      let states = leastSquares(first + second, difference)
      add(spread.map { $0.reversed() }, Array(states.prefix(filter.order)), 0, &result)
      add(observed.map { $0.reversed() }, Array(states.suffix(filter.order)), 0, &result)
    } else {
      let start = leastSquares(first, Array(difference.prefix(m)))
      let end = leastSquares(second, Array(difference.suffix(m)))
      add(spread.map { $0.reversed() }, start, 0, &result)
      add(observed.map { $0.reversed() }, end, n - m, &result)
    }
    return result
  }

  /// What each unit of the state makes of `count` zeros, and what the filter makes of that backwards.
  private func answers(_ count: Int) -> (observed: [[Double]], spread: [[Double]]) {
    let state = (0..<filter.order).map { $0 == 0 ? 1.0 : 0 }
    let zero = filter.run([Double](repeating: 0, count: count), state: state)
    let observed = (0..<filter.order).map { delay in
      (0..<count).map { $0 < delay ? 0 : zero[$0 - delay] }
    }
    return (observed, observed.map { filter.run($0.reversed()) })
  }

  private func backwards(_ x: [Double]) -> [Double] { filter.run(x.reversed()).reversed() }

  private func add(
    _ columns: [[Double]], _ factors: [Double], _ start: Int, _ result: inout [Double]
  ) {
    for (column, factor) in zip(columns, factors) {
      for (index, value) in column.enumerated() { result[start + index] += value * factor }
    }
  }
}

/// Factors of columns that come nearest to a right side, by orthogonal columns.
private func leastSquares(_ columns: [[Double]], _ right: [Double]) -> [Double] {
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  var basis: [[Double]] = []
  var triangle: [[Double]] = []
  for column in columns {
    var (rest, factors) = (column, [Double](repeating: 0, count: basis.count))
    // Twice, as once loses digits where columns are nearly alike.
    for _ in 0..<2 {
      for (index, unit) in basis.enumerated() {
        let factor = dot(unit, rest)
        factors[index] += factor
        for k in rest.indices { rest[k] -= factor * unit[k] }
      }
    }
    let length = dot(rest, rest).squareRoot()
    let isNew = length > 1e-14 * dot(column, column).squareRoot()
    factors.append(isNew ? length : 0)
    triangle.append(factors)
    basis.append(isNew ? rest.map { $0 / length } : rest.map { _ in 0 })
  }
  var result = [Double](repeating: 0, count: columns.count)
  for k in columns.indices.reversed() where triangle[k][k] > 0 {
    let known = (k + 1..<columns.count).reduce(0) { $0 + triangle[$1][k] * result[$1] }
    result[k] = (dot(basis[k], right) - known) / triangle[k][k]
  }
  return result
}
