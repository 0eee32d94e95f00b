internal import ComplexModule

extension TransferFunction {
  /// One function of the outputs of several that have the same inputs, estimated from other windows
  /// each.
  ///
  /// Where one of them has no estimate at a frequency its rows are NaN. Residuals of outputs from
  /// different windows have no covariance (NaN). The inverse signal power is that of the part with
  /// most windows, and the residual covariance of the others is scaled so that its product with it
  /// stays.
  ///
  /// - Precondition: There is one, and no output is in two of them.
  package init(joining parts: [TransferFunction]) {
    self = parts[0]
    guard parts.count > 1 else { return }
    outputs = parts.flatMap(\.outputs).sorted()
    let frequencies = Set(parts.flatMap { $0.points.map(\.frequency) })
    let rows = outputs.map { channel in
      parts.indices.lazy.compactMap { part in
        parts[part].outputs.firstIndex(of: channel).map { (part: part, row: $0) }
      }.first ?? (part: 0, row: 0)
    }
    points = frequencies.sorted(by: >).map { frequency in
      let found = parts.map { part in part.points.first { $0.frequency == frequency } }
      return Point(
        frequency: frequency, level: found.compactMap { $0?.level }.min() ?? 0,
        estimate: Estimate(
          joining: found.map { $0?.estimate }, rows: rows, inputCount: inputs.count))
    }
  }
}

extension Estimate {
  /// - Parameter rows: Of each output, which of the parts and which of its rows.
  fileprivate init(
    joining parts: [Estimate?], rows: [(part: Int, row: Int)], inputCount: Int
  ) {
    let known = parts.compactMap(\.self)
    let most = known.max { $0.windowCount < $1.windowCount }
    let missing = Complex(Double.nan, .nan)
    func row<T>(_ place: (part: Int, row: Int), _ list: KeyPath<Estimate, [T]>) -> T? {
      parts[place.part].flatMap { part in
        let values = part[keyPath: list]
        return values.indices.contains(place.row) ? values[place.row] : nil
      }
    }
    self.init(
      values: rows.map { row($0, \.values) ?? [Complex](repeating: missing, count: inputCount) },
      variances: rows.map { row($0, \.variances) ?? [Double](repeating: .nan, count: inputCount) },
      inverseSignalPower: most?.inverseSignalPower ?? [],
      residualCovariance: rows.map { a in
        rows.map { b in
          guard a.part == b.part, let part = parts[a.part] else { return missing }
          return part.residualCovariance[a.row][b.row]
            .multiplied(by: part.powerRatio(to: most ?? part))
        }
      },
      windowCount: known.map(\.windowCount).max() ?? 0,
      weightSums: rows.map { row($0, \.weightSums) ?? .nan },
      coherences: rows.map { row($0, \.coherences) ?? .nan },
      passes: known.map(\.passes).max() ?? 0, converged: known.allSatisfy(\.converged))
    if known.contains(where: { !$0.errorFloors.isEmpty }) {
      errorFloors = rows.map { row($0, \.errorFloors) ?? 0 }
    }
    if known.contains(where: { !$0.gainChanges.isEmpty }) {
      gainChanges = rows.map { row($0, \.gainChanges) ?? 1 }
    }
    doubts = known.reduce([]) { $0.union($1.doubts) }
  }

  /// The inverse signal power of all inputs, relative to another estimate's.
  private func powerRatio(to other: Estimate) -> Double {
    func trace(_ matrix: [[Complex<Double>]]) -> Double {
      matrix.indices.reduce(0) { $0 + matrix[$1][$1].real }
    }
    let whole = trace(other.inverseSignalPower)
    return whole > 0 ? trace(inverseSignalPower) / whole : 1
  }
}
