import Configuration
import Distribution
import Estimation
import Formats
import Model
import Pipeline
import Selection
import Spectra
import TestSupport

/// Statistics, masks or selections of windows beside those of resistics.
///
/// The recording with calibrated channels is left out.
struct GoldenSelection: GoldenPart {
  enum Product {
    case statistics, masks, selections
  }

  let product: Product

  init(_ product: Product) { self.product = product }

  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    let project = try GoldenSelectionProject(golden)
    return switch product {
    case .statistics: try project.statisticRows()
    case .masks: try project.maskRows()
    case .selections: try project.selectorRows()
    }
  }
}

extension GoldenMask {
  private static let rate = SamplingRate(samples: 128, seconds: 1)
  fileprivate static let single = PowerSource(
    outputSite: "A", rate: rate, outputs: [.ex, .ey], inputs: [.hx, .hy])
  /// Statistics are smoothed over 9 harmonics, whatever the solver takes.
  fileprivate static let remote = PowerSource(
    outputSite: "A", remoteSite: "R", rate: rate, outputs: [.ex, .ey], inputs: [.hx, .hy],
    references: [.hx, .hy], smoothing: .fixed(length: 9))

  /// The masks with the cross-powers that they look at.
  static let siteMasks = definitions.map { SiteMask($0, single: single, remote: remote) }
}

extension GoldenSelector {
  static func times(_ items: [Constraint]) throws -> [TimeConstraint] {
    try items.map { item in
      guard let constraint = item.constraint else {
        throw UserError(.data, "golden set", "has a time that is none", remedy: "copy it again")
      }
      return constraint
    }
  }
}

/// The golden project's statistics, masks and selections.
private struct GoldenSelectionProject {
  let plan: Plan
  let sites = MemorySites()
  private let work = MemoryWork()
  private let selectors: [(name: String, golden: GoldenSelector, run: Int)]

  private static let rate = SamplingRate(samples: 128, seconds: 1)
  private static let levels = 0..<3

  /// Processes it with the choices of resistics.
  init(_ golden: GoldenSet) throws {
    let settings = try golden.settings("default")
    let survey = try golden.survey()
    let rates = Set(survey.sites.flatMap(\.rates))
    let levels = rates.map {
      ($0, decimationLevels(for: $0, settings.decimation, settings.window))
    }
    var runs = GoldenSelectionProject.statisticRuns
    var selectors: [(String, GoldenSelector, Int)] = []
    for name in GoldenSelector.names {
      let golden = try GoldenSelector.read(name)
      selectors.append((name, golden, runs.count))
      runs.append(try GoldenSelectionProject.run(golden))
    }
    let job = Job(
      survey: survey, levels: Dictionary(uniqueKeysWithValues: levels),
      spectra: GoldenProject.spectra(settings), solver: SolverSettings(method: "ols"), runs: runs,
      masks: GoldenMask.siteMasks, statistics: .resistics)
    plan = Plan(job)
    self.selectors = selectors
    let ports = Ports(open: { try TimeSeriesFormats.open($0) }, work: work, sites: sites)
    let limits = RankLimits(spectraThreads: ThreadCount.standard())
    _ = try RankRun(job, ports: ports, limits: limits, team: SoloTeam()).run(SoloTeam())
  }

  private static var statisticRuns: [ProcessingRun] {
    [(GoldenMask.single, false), (GoldenMask.remote, true)].map { source, isRemote in
      ProcessingRun(
        source, isSolved: false,
        statistics: WindowStatistics.all.filter { $0.isRemote == isRemote }.map(\.name))
    }
  }

  /// A run of the sites of a selection.
  private static func run(_ golden: GoldenSelector) throws -> ProcessingRun {
    let others = golden.sites.dropFirst()
    let remote = others.contains("R") ? "R" : nil
    let masks = golden.masks.values.flatMap(\.names)
    return ProcessingRun(
      PowerSource(
        outputSite: "A", inputSite: others.contains("B") ? "B" : "A", remoteSite: remote,
        rate: SamplingRate(samples: Int(golden.fs), seconds: 1), outputs: [.ex, .ey],
        inputs: [.hx, .hy], references: remote == nil ? [] : [.hx, .hy]),
      selection: WindowSelection(
        times: try GoldenSelector.times(golden.datetimes), intervals: .allButLast,
        masks: GoldenMask.siteMasks.filter { masks.contains($0.mask.name) }))
  }

  private func table(_ kind: TableName.Kind, level: Int) -> MemorySites.MemoryTable? {
    sites.tables[
      MemorySites.TableKey(
        site: "A",
        table: TableName(kind: kind, rate: GoldenSelectionProject.rate, level: level))]
  }
}

// Comparison.
extension GoldenSelectionProject {
  /// Of each statistic the largest difference, over recordings, levels, frequencies and windows.
  func statisticRows() throws -> [GoldenRow] {
    try WindowStatistics.all.flatMap { statistic -> [GoldenRow] in
      var measure = StatisticMeasure(statistic.name)
      var windows = 0
      for recording in GoldenStatistics.recordings where recording != "A_meas_fs16" {
        let golden = try GoldenStatistics.read(recording)
        for level in GoldenSelectionProject.levels {
          let key = "\(statistic.name)_L\(level)"
          guard let product = golden.products[key] else { continue }
          compare(
            statistic, level, product, try GoldenStatistics.values(recording, key), &measure)
          windows += product.windows.windows.count
        }
      }
      return measure.rows("\(windows) windows")
    }
  }

  private func compare(
    _ statistic: any WindowStatistic, _ level: Int, _ product: GoldenStatistics.Product,
    _ expected: [Double], _ measure: inout StatisticMeasure
  ) {
    // Without the Hz that the site has, the label names the channels.
    let label =
      statistic.isRemote ? "remote-R_ExEy-HxHy-HxHy_128Hz" : "single_ExEy-HxHy_128Hz"
    guard let ours = table(.statistic(statistic.name, run: label), level: level),
      ours.planned.components == product.components
    else { return measure.miss() }
    let (width, count) = (ours.width, product.components.count)
    for (row, window) in product.windows.windows.numbers.enumerated() {
      guard ours.planned.windows.contains(window) else { return measure.miss() }
      let own = ours.planned.windows.rank(of: window)
      for start in stride(from: 0, to: width, by: count) {
        let mine = own * width + start
        let theirs = row * width + start
        measure.add(
          ours.values[mine..<mine + count].map { Double(Float(bitPattern: $0)) },
          Array(expected[theirs..<theirs + count]))
      }
    }
  }

  /// For each mask how many windows differ, over levels and frequencies.
  func maskRows() throws -> [GoldenRow] {
    try GoldenMask.names.map { name in
      let places = try GoldenMask.read(name).frequencies.filter {
        GoldenSelectionProject.levels.contains($0.level)
      }
      var wrong = 0
      for place in places {
        guard let table = table(.mask("\(name)_128Hz"), level: place.level) else {
          return .missing("mask \(name)", "is not made")
        }
        wrong += difference(masked(table, place.eidx), place.masked.windows)
      }
      return GoldenRow("mask \(name)", "\(places.count) frequencies", wrong: wrong)
    }
  }

  private func masked(_ table: MemorySites.MemoryTable, _ band: Int) -> WindowRanges {
    let (numbers, values) = (table.planned.windows.numbers, table.numbers)
    let marks = numbers.indices.filter { values[$0 * table.width + band] > 0 }
    return WindowRanges(marks.map { numbers[$0]..<numbers[$0] + 1 })
  }

  /// For each selection how many shared windows differ, and of those that masks leave.
  func selectorRows() throws -> [GoldenRow] {
    try selectors.map { name, golden, run in
      var (wrong, frequencies) = (0, 0)
      for expected in golden.levels {
        guard
          let level = plan.job.levels[plan.job.runs[run].rate]?.first(where: {
            $0.index == expected.level
          })
        else { continue }
        let windows = plan.windows(ofRun: run, level: level.index)
        let times = plan.job.timeWindows(ofRun: run, level)
        wrong += difference(times.map(windows.intersection) ?? windows, expected.shared.windows)
        for (band, theirs) in (expected.perFrequency ?? []).enumerated() {
          let problem = plan.problems(ofRun: run).map { plan.problems[$0] }.first {
            $0.level == level && $0.band == band
          }
          let ours = try problem.map {
            try SelectedWindows(plan, work).kept(of: $0, among: windows)
          }
          wrong += difference(ours ?? .none, theirs.windows)
          frequencies += 1
        }
      }
      let extent = frequencies == 0 ? "all levels" : "all levels, \(frequencies) frequencies"
      return GoldenRow("selection \(name)", extent, wrong: wrong)
    }
  }

  private func difference(_ a: WindowRanges, _ b: WindowRanges) -> Int {
    a.subtracting(b).count + b.subtracting(a).count
  }
}

/// The largest difference of a statistic, measured as the golden set's table of tolerances does.
private struct StatisticMeasure {
  private let name: String
  private var largest = 0.0
  private var largestPhase = 0.0
  private var isMissing = false

  init(_ name: String) { self.name = name }

  private var hasPhase: Bool { name.hasSuffix("resPhase") }

  /// Something that resistics has is not there.
  mutating func miss() { isMissing = true }

  /// Takes the components of one window at one frequency.
  mutating func add(_ ours: [Double], _ theirs: [Double]) {
    var differences = zip(ours, theirs).map { abs($0 - $1) }
    var expected = theirs
    if hasPhase {
      let even = stride(from: 0, to: theirs.count, by: 2)
      for place in even {
        largestPhase = max(
          largestPhase, min(differences[place + 1], 360 - differences[place + 1]))
      }
      differences = even.map { differences[$0] }
      expected = even.map { theirs[$0] }
    }
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let found: Double
    switch name {
    case "coherence", "partialCoherence", "RR_coherence", "RR_coherenceEqn":
      found = differences.max() ?? 0
    case "polarisationDirection": found = differences.map { min($0, 180 - $0) }.max() ?? 0
    case "absvalEqn", "RR_absvalEqn", "powerSpectralDensity":
      found = zip(differences, expected).map { $0 / abs($1) }.max() ?? 0
    default: found = (differences.max() ?? 0) / norm
    }
    if found.isNaN { isMissing = true }
    largest = max(largest, found)
  }

  /// What was measured, how large it is, and how large it may be.
  func rows(_ extent: String) -> [GoldenRow] {
    func row(_ value: Double, _ limit: Double, _ unit: String, _ part: String = "")
      -> GoldenRow
    {
      GoldenRow(
        "statistic \(name)\(part)", extent, isMissing ? .nan : value, limit: limit, unit: unit)
    }
    switch name {
    case "partialCoherence": return [row(largest, 1e-3, "absolute")]
    case "coherence", "RR_coherence", "RR_coherenceEqn": return [row(largest, 1e-5, "absolute")]
    case "polarisationDirection": return [row(largest, 0.1, "degrees")]
    case "absvalEqn", "RR_absvalEqn", "powerSpectralDensity":
      return [row(largest, 1e-4, "relative")]
    default:
      let first = row(largest, 5e-4, "norm")
      return hasPhase ? [first, row(largestPhase, 0.1, "degrees", " phase")] : [first]
    }
  }
}
