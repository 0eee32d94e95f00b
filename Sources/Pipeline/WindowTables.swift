package import Model
internal import Selection
internal import Spectra

/// Names a table of the windows of a site at one level: a statistic, or which of them a mask excludes.
///
/// Where the site has several rates, the rate is in the names of run and mask.
package struct TableName: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A statistic by its name, of the run with a label.
    case statistic(String, run: String)
    case mask(String)
  }

  package let kind: Kind
  package let rate: SamplingRate
  package let level: Int

  package init(kind: Kind, rate: SamplingRate, level: Int) {
    self.kind = kind
    self.rate = rate
    self.level = level
  }
}

/// Where rows of a table of a site belong.
package struct TablePlace: Hashable, Sendable {
  package let site: String
  package let table: TableName
  /// Counted from the table's first window.
  package let firstRow: Int

  package init(site: String, table: TableName, firstRow: Int) {
    self.site = site
    self.table = table
    self.firstRow = firstRow
  }
}

/// A table as the plan knows it.
package struct PlannedTable: Hashable, Sendable {
  package let name: TableName
  package let level: DecimationLevel
  /// Of a mask one, which is 1 for windows that it excludes and 0 for others.
  package let components: [String]
  /// The windows by their global numbers, one row each.
  package let windows: WindowRanges
  /// When window 0 of the level begins.
  package let reference: Instant
  /// What it was made of and how, in lines for the reader.
  package let definition: [String]
}

/// Which rows of a table are a unit's.
struct TablePart: Sendable {
  let table: TableName
  /// Of the unit, that a statistic is of; a mask may look at several.
  let segment: Int?
  /// Global numbers, all of them windows of the table.
  let windows: Range<Int>
  let componentCount: Int
  let bandCount: Int

  var byteCount: Int {
    windows.count * bandCount * componentCount * MemoryLayout<Float>.size
  }

  init(
    _ table: TableName, segment: Int?, _ windows: Range<Int>, componentCount: Int, bands: Int
  ) {
    self.table = table
    self.segment = segment
    self.windows = windows
    self.componentCount = componentCount
    bandCount = bands
  }
}

// What is stored of a site's windows.
extension Plan {
  /// The tables of a site, in an order that the job decides; none where only spectra are wanted.
  package func tables(ofSite site: Int) -> [PlannedTable] {
    job.goal == .spectra ? [] : allTables(ofSite: site)
  }

  /// The same, whatever the goal is.
  func allTables(ofSite site: Int) -> [PlannedTable] {
    storedStatistics(ofSite: site).flatMap { tables(of: $0) }
      + masks(ofSite: site).flatMap { tables(of: $0, site) }
  }

  /// The runs of a site whose statistics are stored, with names that differ.
  private func storedStatistics(ofSite site: Int) -> [(run: Int, label: String)] {
    var taken: [String: Int] = [:]
    return runs(ofSite: site).filter { !shared.statistics[$0].isEmpty }.map { run in
      let source = job.runs[run].powers
      let key = "\(source.label) \(source.rate.samples)/\(source.rate.seconds)"
      taken[key, default: 0] += 1
      let count = taken[key] ?? 1
      let label = count == 1 ? source.label : "\(source.label)-\(count)"
      return (run, LabelledNames.identifier(label, source.rate, at: job.survey.sites[site]))
    }
  }

  private func name(of mask: SiteMask, _ site: Int, _ rate: SamplingRate, level: Int) -> TableName {
    let name = LabelledNames.identifier(mask.mask.name, rate, at: job.survey.sites[site])
    return TableName(kind: .mask(name), rate: rate, level: level)
  }

  func masks(ofSite site: Int) -> [SiteMask] {
    job.masks.filter { $0.site == job.survey.sites[site].name }
  }

  private func tables(of stored: (run: Int, label: String)) -> [PlannedTable] {
    let source = job.runs[stored.run].powers
    return (job.levels[source.rate] ?? []).flatMap { level -> [PlannedTable] in
      let windows = windows(ofRun: stored.run, level: level.index)
      guard !windows.isEmpty else { return [] }
      return shared.statistics[stored.run].compactMap { name in
        let components = WindowStatistics.named(name)?.components(of: source.channels) ?? []
        guard !components.isEmpty else { return nil }
        return PlannedTable(
          name: TableName(
            kind: .statistic(name, run: stored.label), rate: source.rate, level: level.index),
          level: level, components: components, windows: windows,
          reference: job.survey.reference, definition: definition(of: source))
      }
    }
  }

  private func definition(of source: PowerSource) -> [String] {
    func names(_ channels: [Channel]) -> String { channels.map(\.name).joined(separator: " ") }
    var lines = [
      "outputs: \(source.outputSite) \(names(source.outputs))",
      "inputs: \(source.inputSite) \(names(source.inputs))",
    ]
    if let remote = source.remoteSite {
      lines.append("remote: \(remote) \(names(source.references))")
    }
    lines.append("smoothing: \(source.smoothing(job.spectra).text)")
    lines.append("equations: \(job.statistics.equations.rawValue)")
    lines.append("density: \(job.statistics.density.rawValue)")
    return lines
  }

  private func tables(of mask: SiteMask, _ site: Int) -> [PlannedTable] {
    guard let rate = mask.rate else { return [] }
    return (job.levels[rate] ?? []).compactMap { level in
      let windows = ownWindows(ofSite: site, rate, level: level.index)
      guard !windows.isEmpty else { return nil }
      return PlannedTable(
        name: name(of: mask, site, rate, level: level.index), level: level,
        components: ["masked"], windows: windows, reference: job.survey.reference,
        definition: mask.mask.lines + mask.sources.flatMap(definition))
    }
  }

  /// All windows of a site's recordings.
  func ownWindows(ofSite site: Int, _ rate: SamplingRate, level: Int) -> WindowRanges {
    WindowRanges(
      recordings(ofSite: site).map { recordings[$0] }.filter {
        $0.header.rate == rate && $0.levels.count > level
          && !$0.levels[level].level.evaluationFrequencies.isEmpty
      }.map { $0.levels[level].windows.windows })
  }
}

// What a unit adds.
extension Plan {
  /// The tables to which a unit adds rows: of each segment's statistics, and of masks.
  func tableRows(of unit: LevelUnit) -> [TablePart] {
    let recording = recordings[unit.recording]
    let bands = recording.levels[unit.level].level.evaluationFrequencies.count
    guard !unit.windows.isEmpty, bands > 0, job.goal != .spectra else { return [] }
    var rows: [TablePart] = []
    let stored = storedStatistics(ofSite: recording.site)
    for (index, segment) in unit.segments.enumerated() {
      guard let label = stored.first(where: { $0.run == segment.run })?.label else { continue }
      for name in shared.statistics[segment.run] {
        let channels = job.runs[segment.run].powers.channels
        let count = WindowStatistics.named(name)?.components(of: channels).count ?? 0
        guard count > 0 else { continue }
        let table = TableName(
          kind: .statistic(name, run: label), rate: recording.header.rate, level: unit.level)
        rows.append(
          TablePart(
            table, segment: index, segment.windows, componentCount: count, bands: bands))
      }
    }
    for mask in masks(ofSite: recording.site) where mask.rate == recording.header.rate {
      let table = name(of: mask, recording.site, recording.header.rate, level: unit.level)
      rows.append(
        TablePart(table, segment: nil, unit.windows, componentCount: 1, bands: bands))
    }
    return rows
  }

  /// Where a unit's rows of a table belong.
  func place(of rows: TablePart, _ unit: LevelUnit) -> TablePlace {
    let recording = recordings[unit.recording]
    let windows: WindowRanges
    switch rows.table.kind {
    case .statistic(_, let label):
      let stored = storedStatistics(ofSite: recording.site).first {
        $0.label == label
      }
      windows = stored.map { self.windows(ofRun: $0.run, level: unit.level) } ?? .none
    case .mask:
      windows = ownWindows(ofSite: recording.site, rows.table.rate, level: unit.level)
    }
    return TablePlace(
      site: job.survey.sites[recording.site].name, table: rows.table,
      firstRow: windows.rank(of: rows.windows.lowerBound))
  }
}

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
        plan.job.run(of: source) == segment.run
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

extension WindowMask {
  /// The mask in lines for the reader.
  var lines: [String] {
    constraints.map { constraint in
      let kept = constraint.isInsideOut ? "outside" : "inside"
      return "\(constraint.statistic) \(constraint.component) \(kept) \(constraint.low) "
        + "\(constraint.high) \(constraint.scope.text)"
    } + [
      "limits: \(policy.limitsAreStrict ? "excluded" : "included")",
      "inside out: \(policy.oneInsideOutSuffices ? "one is enough" : "all must hold")",
    ]
  }
}

extension MaskConstraint.Scope {
  fileprivate var text: String {
    switch self {
    case .everywhere: "at all frequencies"
    case .level(let level): "at level \(level)"
    case .frequency(let level, let index): "at level \(level), frequency \(index)"
    case .hertz(let frequency): "at \(frequency) Hz"
    }
  }
}
