internal import Model
internal import Selection
internal import Spectra

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

  private func storedStatistics(ofSite site: Int) -> [StoredStatistics] { storedOfSites[site] }

  /// The runs of a site whose statistics are stored, with names that differ.
  static func storedStatistics(_ job: Job, _ shared: SharedPowers, _ site: Int, _ runs: [Int])
    -> [StoredStatistics]
  {
    var taken: [String: Int] = [:]
    return runs.filter { !shared.statistics[$0].isEmpty }.map { run in
      let source = job.runs[run].powers
      let name = statisticsLabel(source, at: job.survey.sites[site])
      let key = LabelledNames.identifier(name, source.rate)
      taken[key, default: 0] += 1
      let count = taken[key] ?? 1
      // Of the same channels and another smoothing.
      let label = count == 1 ? name : "\(name)-\(count)"
      let counts = shared.statistics[run].map {
        WindowStatistics.named($0)?.components(of: source.channels).count ?? 0
      }
      return StoredStatistics(
        run: run,
        label: LabelledNames.identifier(label, source.rate),
        componentCounts: counts)
    }
  }

  /// The run's label, with its channels where they are not the usual ones of the site.
  private static func statisticsLabel(_ source: PowerSource, at site: SurveySite) -> String {
    let fields: [Channel] = [.hx, .hy]
    // Of this rate alone, so that recordings of another one change no name.
    let headers = site.recordings.map(\.header).filter { $0.rate == source.rate }
    let usual = [Channel.ex, .ey, .hz].filter { channel in headers.contains { $0.has(channel) } }
    guard
      source.inputs != fields || Set(source.outputs) != Set(usual)
        || ![[], fields].contains(source.references)
    else { return source.label }
    let lists = [source.outputs, source.inputs, source.references].filter { !$0.isEmpty }
    let names = lists.map { $0.map(\.name).joined() }
    return "\(source.label)_\(names.joined(separator: "-"))"
  }

  private func name(of mask: SiteMask, _ rate: SamplingRate, level: Int) -> TableName {
    let name = LabelledNames.identifier(mask.mask.name, rate)
    return TableName(kind: .mask(name), rate: rate, level: level)
  }

  func masks(ofSite site: Int) -> [SiteMask] { masksOfSites[site] }

  private func tables(of stored: StoredStatistics) -> [PlannedTable] {
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
          reference: job.survey.reference, origin: origin(of: source))
      }
    }
  }

  private func tables(of mask: SiteMask, _ site: Int) -> [PlannedTable] {
    guard let rate = mask.rate else { return [] }
    return (job.levels[rate] ?? []).compactMap { level in
      let windows = ownWindows(ofSite: site, rate, level: level.index)
      guard !windows.isEmpty else { return nil }
      return PlannedTable(
        name: name(of: mask, rate, level: level.index), level: level,
        components: ["masked"], windows: windows, reference: job.survey.reference,
        origin: origin(of: mask, rate))
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
      guard let own = stored.first(where: { $0.run == segment.run }) else { continue }
      for (name, count) in zip(shared.statistics[segment.run], own.componentCounts) where count > 0
      {
        let table = TableName(
          kind: .statistic(name, run: own.label), rate: recording.header.rate, level: unit.level)
        rows.append(
          TablePart(
            table, segment: index, segment.windows, componentCount: count, bands: bands))
      }
    }
    for mask in masks(ofSite: recording.site) where mask.rate == recording.header.rate {
      let table = name(of: mask, recording.header.rate, level: unit.level)
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
