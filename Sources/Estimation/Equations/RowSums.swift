internal import ComplexModule

/// Sums over the rows of all ranks.
struct RowSums<Team: WindowTeam> {
  let team: Team
  /// Rows of one group.
  let rowsOfGroup: Int
  /// As many values are brought together to find their median.
  let directCount: Int
  /// Rows of all ranks.
  let rowCount: Int

  /// Adds sums of the groups of all ranks, one after another.
  func total(_ sums: [Complex<Double>]) throws(Team.Failure) -> Complex<Double> {
    let total = try team.carried([0, 0]) { total in
      for sum in sums {
        total[0] += sum.real
        total[1] += sum.imaginary
      }
    }
    return Complex(total[0], total[1])
  }

  /// The sum of a value for each of this rank's `count` rows, and of the others'.
  @inline(__always)
  func total(_ count: Int, _ value: (Int) -> Complex<Double>) throws(Team.Failure)
    -> Complex<Double>
  {
    try total(
      WindowGroups.ranges(count: count, size: rowsOfGroup).map { group in
        var sum = Complex<Double>.zero
        for row in group { sum += value(row) }
        return sum
      })
  }

  /// The median of any number of values of each rank.
  func median(_ own: [Double]) throws(Team.Failure) -> Double {
    let count = Int(try team.added([Double(own.count)])[0])
    return try OrderStatistics(own, team: team, directCount: directCount).median(count: count)
  }

  /// The largest value; `nil` for none.
  func maximum(_ own: [Double]) throws(Team.Failure) -> Double? {
    try team.carried([]) { largest in
      largest = (largest + own).max().map { [$0] } ?? []
    }.first
  }
}

extension RowSums where Team == SoleRank {
  /// For rows that are all here.
  init(rowCount: Int) {
    self.init(
      team: SoleRank(), rowsOfGroup: max(rowCount, 1), directCount: rowCount, rowCount: rowCount)
  }
}
