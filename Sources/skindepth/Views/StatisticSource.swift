import Archive
import ArgumentParser
import Figures
import Foundation
import Model

/// Which statistic is drawn, and of which windows.
struct StatisticOptions: ParsableArguments {
  @Option(help: "Name of the statistic, as coherence or resPhase.")
  var statistic = "coherence"

  @Option(help: "Run that it is of, as single or remote-R (default: all, a figure each).")
  var run: String?

  @Option(help: "Decimation level (default: 0, or that of --frequency).")
  var level: Int?

  @Option(help: "Evaluation frequency of the level, 0 for the highest.")
  var index: Int?

  @Option(help: "Evaluation frequency, Hz; the nearest one is taken.")
  var frequency: Double?

  @Option(help: "Leave out the windows of this mask.")
  var mask: String?

  @Option(help: "Components, with commas between them (default: all).")
  var components: String?

  @OptionGroup var times: ViewTimes

  func validate() throws {
    guard frequency == nil || index == nil else {
      throw ValidationError("--frequency and --index both name a frequency: give one of them.")
    }
    if let frequency, frequency <= 0 { throw ValidationError("--frequency is above 0 Hz.") }
  }

  /// The statistic of each site and run that is asked for.
  func sources(_ view: ViewOptions) throws -> [StatisticSource] {
    let project = try view.survey()
    try project.check()
    let known = try project.siteNames()
    let sites = try view.chosen(known).filter {
      FileManager.default.fileExists(atPath: project.siteFile($0))
    }
    let found = try sites.flatMap { try sources(site: $0, project.siteFile($0)) }
    guard !found.isEmpty else {
      throw UserError(
        .data, view.project, "has no statistic \(statistic) of what is asked for",
        remedy: "name it in [Statistics] of the configuration and run again, or see which there are"
          + " with `skindepth info`")
    }
    return found
  }

  private func sources(site: String, _ path: String) throws -> [StatisticSource] {
    let reader = try SiteFileReader(path)
    let tables = try reader.statistics()
    let names = Set(tables.compactMap(\.statisticName)).sorted()
    guard !names.isEmpty else { return [] }
    _ = try Selection("statistic", statistic).chosen(from: names, in: "site \(site)")
    let ours = tables.filter { $0.statisticName == statistic }
    let runs = Set(ours.compactMap(\.runName)).sorted()
    let wanted = try run.map { try Selection("run", $0).chosen(from: runs, in: "site \(site)") }
    return try (wanted ?? runs).compactMap { run in
      guard let (table, index) = try place(ours.filter { $0.runName == run }, of: run) else {
        return nil
      }
      return try StatisticSource(site, run, reader, table, index, self)
    }
  }

  /// The table and the frequency in it; nil where the run has not the level.
  private func place(
    _ tables: [StoredTable], of run: String
  ) throws -> (StoredTable, index: Int)? {
    let some = tables.filter { $0.level == level ?? (frequency == nil ? 0 : $0.level) }
    if let frequency {
      let places = some.flatMap { table in table.frequencies.indices.map { (table, index: $0) } }
      return places.min { a, b in
        let ratios = [a, b].map { abs(log($0.0.frequencies[$0.index] / frequency)) }
        return ratios[0] < ratios[1]
      }
    }
    guard let table = some.first else { return nil }
    guard table.frequencies.indices.contains(index ?? 0) else {
      throw UserError(
        .configuration, "--index \(index ?? 0)",
        "level \(table.level) of \(run) has \(table.frequencies.count) evaluation frequencies",
        remedy: "count from 0")
    }
    return (table, index ?? 0)
  }
}

/// A statistic of one run at one evaluation frequency, ready to be drawn.
struct StatisticSource {
  let title: String
  let subtitle: String
  let nameParts: [String]
  let data: StatisticData

  fileprivate init(
    _ site: String, _ run: String, _ reader: SiteFileReader, _ table: StoredTable, _ index: Int,
    _ options: StatisticOptions
  ) throws {
    let wanted = try options.components.map {
      try Selection("component", $0).chosen(
        from: table.components, in: "statistic \(options.statistic)")
    }
    let names = wanted ?? table.components
    let numbers = names.compactMap { table.components.firstIndex(of: $0) }
    let masked = try options.mask.map { try reader.masked(by: $0, table, index, site: site) }
    let windows = table.windows.numbers
    let inTime = windows.indices.filter {
      options.times.contains(table.grid.start(ofWindow: windows[$0]))
    }
    let rows = inTime.filter { !(masked?.contains(windows[$0]) ?? false) }
    let values = try reader.values(of: table)
    let stride = table.frequencies.count * table.components.count
    let parts = try reader.recordings(of: table)
    let series = parts.map { part in
      let own = rows.filter { part.windows.contains(windows[$0]) }
      return StatisticData.Series(
        name: part.name, starts: own.map { table.grid.start(ofWindow: windows[$0]) },
        values: numbers.map { component in
          own.map { row in
            Double(values[row * stride + index * table.components.count + component])
          }
        })
    }
    data = StatisticData(
      name: options.statistic, components: names, series: series.filter { !$0.starts.isEmpty },
      maskedCount: inTime.count - rows.count)
    let frequency = shortNumber(table.frequencies[index])
    let days = Set(inTime.map { table.grid.start(ofWindow: windows[$0]).dateText }).sorted()
    let mask = options.mask.map { ", without mask \($0)" } ?? ""
    let span = days.count > 1 ? "\(days[0]) to \(days[days.count - 1])" : days.first ?? ""
    let rate = try reader.recordedRate(of: table).map { ", \(rateText($0))" } ?? ""
    title = "Site \(site)\(rate), \(run)"
    subtitle =
      "\(options.statistic) at \(frequency) Hz (level \(table.level), index \(index)), "
      + "\(rows.count) windows, \(span)\(mask)"
    nameParts = [site, run, options.statistic, "\(frequency)Hz"]
  }
}

/// A number with at most four digits that count.
private func shortNumber(_ value: Double) -> String {
  let text = String(format: "%.4g", value)
  return text
}

extension StoredTable {
  var statisticName: String? {
    if case .statistic(let name, _) = kind { name } else { nil }
  }

  var runName: String? {
    if case .statistic(_, let run) = kind { run } else { nil }
  }

  var maskName: String? {
    if case .mask(let name) = kind { name } else { nil }
  }
}

extension SiteFileReader {
  /// The windows that a mask excludes at a frequency of a statistic.
  fileprivate func masked(
    by mask: String, _ table: StoredTable, _ index: Int, site: String
  ) throws -> WindowRanges {
    let all = try masks()
    let known = Set(all.compactMap(\.maskName)).sorted()
    // With several rates a mask's name has the rate at its end.
    let names = known.filter { $0 == mask || $0.hasPrefix(mask + "_") }
    if names.isEmpty {
      _ = try Selection("mask", mask).chosen(from: known, in: "site \(site)")
    }
    let ours = all.first {
      names.contains($0.maskName ?? "") && $0.level == table.level && $0.grid == table.grid
    }
    guard let ours else { return .none }
    let frequency = table.frequencies[index]
    guard
      let place = ours.frequencies.firstIndex(where: { abs($0 - frequency) < 1e-9 * frequency })
    else { return .none }
    return try maskedWindows(ours)[place]
  }

  /// The rate of the recordings that a table's windows are of; nil for a file without spectra.
  fileprivate func recordedRate(of table: StoredTable) throws -> SamplingRate? {
    try storedSpectra().first { $0.level == table.level && $0.rate == table.grid.rate }?
      .recordedRate
  }

  /// Which windows are of which recording; of a file without spectra, runs of windows without gaps.
  fileprivate func recordings(
    of table: StoredTable
  ) throws -> [(name: String, windows: Range<Int>)] {
    let step = Double(table.grid.step) * table.grid.rate.interval
    let spectra = try storedSpectra().filter {
      $0.level == table.level && $0.rate == table.grid.rate
    }
    guard !spectra.isEmpty else {
      return table.windows.ranges.map {
        ("from \(shortText(table.grid.start(ofWindow: $0.lowerBound)))", $0)
      }
    }
    return spectra.map { stored in
      let first = Int((stored.start.seconds(since: table.grid.reference) / step).rounded())
      return (stored.recording, first..<first + stored.windowCount)
    }
  }
}
