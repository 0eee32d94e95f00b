internal import Model
internal import Selection

/// A table's rows of one unit.
struct TableRows: Sendable {
  let part: TablePart
  /// `[window, frequency, component]`.
  var values: [Float]

  init(_ part: TablePart) {
    self.part = part
    let count = part.windows.count * part.bandCount * part.componentCount
    values = [Float](repeating: 0, count: count)
  }
}

/// Computes a unit's rows of all tables from its cross-powers.
struct TableWork {
  let plan: Plan
  let unit: LevelUnit

  /// - Parameter powers: Of a segment and a band, `[plane, window]`.
  func rows(_ powers: (_ segment: Int, _ band: Int) throws -> [Double]) rethrows -> [TableRows] {
    var rows = plan.tableRows(of: unit).map { TableRows($0) }
    guard !rows.isEmpty else { return [] }
    let level = plan.recordings[unit.recording].levels[unit.level].level
    let masks = plan.masks(ofSite: plan.recordings[unit.recording].site).filter {
      $0.rate == plan.recordings[unit.recording].header.rate
    }
    let maskRows = rows.count - masks.count
    for (index, segment) in unit.segments.enumerated() {
      let own = rows.indices.filter { rows[$0].part.segment == index }
      let tested = masks.indices.filter { !sides(of: masks[$0], segment).isEmpty }
      guard !own.isEmpty || !tested.isEmpty else { continue }
      for band in level.evaluationFrequencies.indices {
        let given = plan.windowPowers(
          segment.run, level, band: band, windowCount: segment.windows.count,
          try powers(index, band))
        for row in own { evaluate(given, band, &rows[row]) }
        for mask in tested {
          mark(masks[mask], segment, given, level, band, &rows[maskRows + mask])
        }
      }
    }
    return rows
  }

  private func evaluate(_ powers: WindowPowers, _ band: Int, _ rows: inout TableRows) {
    guard case .statistic(let name, _) = rows.part.table.kind,
      let statistic = WindowStatistics.named(name)
    else { return }
    let values = statistic.values(powers, plan.job.statistics)
    let (bands, count) = (rows.part.bandCount, rows.part.componentCount)
    for window in 0..<powers.windowCount {
      let start = (window * bands + band) * count
      for component in 0..<count {
        rows.values[start + component] = Float(values[component * powers.windowCount + window])
      }
    }
  }

  /// Whether a mask's statistics without and with a remote reference are of a segment.
  private func sides(of mask: SiteMask, _ segment: UnitSegment) -> [Bool] {
    [(mask.single, false), (mask.remote, true)].compactMap { source, isRemote in
      guard let source, !mask.statistics(remote: isRemote).isEmpty,
        plan.shared.run(of: source) == segment.run
      else { return nil }
      return isRemote
    }
  }

  private func mark(
    _ mask: SiteMask, _ segment: UnitSegment, _ powers: WindowPowers, _ level: DecimationLevel,
    _ band: Int, _ rows: inout TableRows
  ) {
    let place = MaskPlace(
      level: level.index, index: band, frequency: level.evaluationFrequencies[band])
    for isRemote in sides(of: mask, segment) {
      let evaluation = MaskEvaluation(
        mask, remote: isRemote, powers.channels, place, plan.job.statistics)
      guard !evaluation.isEmpty else { continue }
      let first = segment.windows.lowerBound - rows.part.windows.lowerBound
      for (window, isMasked) in evaluation.marks(powers).enumerated() where isMasked {
        rows.values[(first + window) * rows.part.bandCount + band] = 1
      }
    }
  }
}
