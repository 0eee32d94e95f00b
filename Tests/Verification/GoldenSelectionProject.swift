import Distribution
import Estimation
import Formats
import Model
import Pipeline
import Selection
import Spectra
import TestSupport

/// The golden project's statistics, masks and selections, with the choices of resistics.
struct GoldenSelectionProject {
  /// One product beside resistics' own.
  struct Row {
    let product: String
    let place: String
    let difference: Double
    let limit: Double
    /// Whether it is held against the limit, or only shown.
    let isJudged: Bool
  }

  let plan: Plan
  let sites = MemorySites()
  private let work = MemoryWork()
  private let selectors: [(name: String, golden: GoldenSelector, run: Int)]
  /// Levels below the first come through another low-pass filter on purpose, unless the project is
  /// decimated as resistics does it.
  private let judgedLevels: Range<Int>

  private static let rate = SamplingRate(samples: 128, seconds: 1)

  /// Reads and processes the project.
  ///
  /// - Parameters:
  ///   - spectra: How spectra are made.
  ///   - levels: Of the rates of 128 and 16 Hz.
  ///   - isDecimatedAlike: Whether deeper levels are decimated as resistics does it.
  init(
    path: String, reference: Instant, spectra: SpectralSettings,
    levels: [SamplingRate: [DecimationLevel]], isDecimatedAlike: Bool
  ) throws {
    judgedLevels = 0..<(isDecimatedAlike ? .max : 1)
    let survey = try GoldenProject.survey(path, reference)
    var runs = GoldenSelectionProject.statisticRuns
    var selectors: [(String, GoldenSelector, Int)] = []
    for name in GoldenSelector.names {
      let golden = try GoldenSelector.read(name)
      selectors.append((name, golden, runs.count))
      runs.append(try GoldenSelectionProject.run(golden))
    }
    let job = Job(
      survey: survey, levels: levels, spectra: spectra, solver: SolverSettings(method: "ols"),
      runs: runs, masks: GoldenMask.definitions.map(GoldenSelectionProject.siteMask),
      policy: .resistics)
    plan = Plan(job)
    self.selectors = selectors
    let ports = Ports(open: { try TimeSeriesFormats.open($0) }, work: work, sites: sites)
    let limits = RankLimits(spectraThreads: ThreadCount.standard())
    _ = try RankRun(job, ports: ports, limits: limits, team: SoloTeam()).run(SoloTeam())
  }

  private static let single = PowerSource(
    outputSite: "A", rate: rate, outputs: [.ex, .ey], inputs: [.hx, .hy])
  /// Statistics are smoothed over 9 harmonics, whatever the solver takes.
  private static let remote = PowerSource(
    outputSite: "A", remoteSite: "R", rate: rate, outputs: [.ex, .ey], inputs: [.hx, .hy],
    references: [.hx, .hy], smoothing: .fixed(length: 9))

  private static var statisticRuns: [ProcessingRun] {
    [(single, false), (remote, true)].map { source, isRemote in
      ProcessingRun(
        source,
        statistics: WindowStatistics.all.filter { $0.isRemote == isRemote }.map(\.name))
    }
  }

  private static func siteMask(_ mask: WindowMask) -> SiteMask {
    SiteMask(mask, single: single, remote: remote)
  }

  /// A run of the sites of a selection.
  private static func run(_ golden: GoldenSelector) throws -> ProcessingRun {
    let others = golden.sites.dropFirst()
    let remote = others.contains("R") ? "R" : nil
    let masks = golden.masks.values.flatMap(\.names)
    let times = try golden.datetimes.map { item in
      guard let constraint = item.constraint else {
        throw UserError(.data, "selector", "has a time that is none", remedy: "copy it again")
      }
      return constraint
    }
    return ProcessingRun(
      outputSite: "A", inputSite: others.contains("B") ? "B" : "A", remoteSite: remote,
      rate: SamplingRate(samples: Int(golden.fs), seconds: 1), outputs: [.ex, .ey],
      inputs: [.hx, .hy], references: remote == nil ? [] : [.hx, .hy],
      selection: RunSelection(
        times: times,
        masks: GoldenMask.definitions.filter { masks.contains($0.name) }.map(siteMask)))
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
  /// The largest difference of each statistic at each level.
  ///
  /// The recording with calibrated channels is left out.
  func statisticRows() throws -> [Row] {
    try GoldenStatistics.recordings.filter { $0 != "A_meas_fs16" }.flatMap { recording in
      let golden = try GoldenStatistics.read(recording)
      return try WindowStatistics.all.flatMap { statistic in
        try (0..<3).flatMap { level -> [Row] in
          let key = "\(statistic.name)_L\(level)"
          guard let product = golden.products[key] else { return [] }
          let expected = try GoldenStatistics.values(recording, key)
          return rows(statistic, level, recording, product, expected)
        }
      }
    }
  }

  private func rows(
    _ statistic: any WindowStatistic, _ level: Int, _ recording: String,
    _ product: GoldenStatistics.Product, _ expected: [Double]
  ) -> [Row] {
    // The label has the rate, of which site A has two.
    let label = statistic.isRemote ? "remote-R_128Hz" : "single_128Hz"
    var measure = StatisticMeasure(statistic.name)
    if let ours = table(.statistic(statistic.name, run: label), level: level),
      ours.planned.components == product.components
    {
      let width = ours.width
      for (row, window) in product.windows.windows.numbers.enumerated() {
        let own = ours.planned.windows.rank(of: window)
        guard ours.planned.windows.contains(window) else {
          measure.miss()
          continue
        }
        for frequency in 0..<width / product.components.count {
          let count = product.components.count
          let mine = own * width + frequency * count
          let theirs = row * width + frequency * count
          measure.add(
            ours.values[mine..<mine + count].map { Double(Float(bitPattern: $0)) },
            Array(expected[theirs..<theirs + count]))
        }
      }
    } else {
      measure.miss()
    }
    return measure.results.map { name, difference, limit in
      Row(
        product: name, place: "\(recording) L\(level)", difference: difference, limit: limit,
        isJudged: judgedLevels.contains(level))
    }
  }

  /// For each mask and level how many windows differ, over all frequencies.
  func maskRows() throws -> [Row] {
    try GoldenMask.names.flatMap { name -> [Row] in
      let golden = try GoldenMask.read(name)
      return (0..<3).map { level in
        let places = golden.frequencies.filter { $0.level == level }
        let differences = places.map { place -> Double in
          guard let table = table(.mask("\(name)_128Hz"), level: level) else { return .nan }
          let ours = masked(table, place.eidx)
          let theirs = place.masked.windows
          return Double(ours.subtracting(theirs).count + theirs.subtracting(ours).count)
        }
        return Row(
          product: "mask \(name)", place: "L\(level)", difference: differences.reduce(0, +),
          limit: 0, isJudged: judgedLevels.contains(level))
      }
    }
  }

  private func masked(_ table: MemorySites.MemoryTable, _ band: Int) -> WindowRanges {
    let (numbers, values) = (table.planned.windows.numbers, table.numbers)
    let marks = numbers.indices.filter { values[$0 * table.width + band] > 0 }
    return WindowRanges(marks.map { numbers[$0]..<numbers[$0] + 1 })
  }

  /// For each selection how many shared windows differ, and how many of those that masks leave.
  func selectorRows() throws -> [Row] {
    try selectors.flatMap { name, golden, run -> [Row] in
      var (shared, left, deeper) = (0.0, 0.0, 0.0)
      for expected in golden.levels {
        guard
          let level = plan.job.levels[plan.job.runs[run].rate]?.first(where: {
            $0.index == expected.level
          })
        else { continue }
        let windows = plan.windows(ofRun: run, level: level.index)
        let times = plan.job.timeWindows(ofRun: run, level)
        shared += difference(times.map(windows.intersection) ?? windows, expected.shared.windows)
        for (band, theirs) in (expected.perFrequency ?? []).enumerated() {
          let problem = plan.problems(ofRun: run).map { plan.problems[$0] }.first {
            $0.level == level && $0.band == band
          }
          let ours = try problem.map {
            try SelectedWindows(plan, work).kept(of: $0, among: windows)
          }
          let count = difference(ours ?? .none, theirs.windows)
          if judgedLevels.contains(level.index) { left += count } else { deeper += count }
        }
      }
      var rows = [
        Row(
          product: "selection \(name)", place: "shared", difference: shared, limit: 0,
          isJudged: true)
      ]
      guard !golden.masks.isEmpty else { return rows }
      rows.append(
        Row(
          product: "selection \(name)", place: "with masks", difference: left, limit: 0,
          isJudged: true))
      if judgedLevels.count == 1 {
        rows.append(
          Row(
            product: "selection \(name)", place: "with masks, L1 and deeper", difference: deeper,
            limit: 0, isJudged: false))
      }
      return rows
    }
  }

  private func difference(_ a: WindowRanges, _ b: WindowRanges) -> Double {
    Double(a.subtracting(b).count + b.subtracting(a).count)
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
  var results: [(String, Double, Double)] {
    let value = isMissing ? Double.nan : largest
    switch name {
    case "partialCoherence": return [("\(name), absolute", value, 1e-3)]
    case "coherence", "RR_coherence", "RR_coherenceEqn":
      return [("\(name), absolute", value, 1e-5)]
    case "polarisationDirection": return [("\(name), degrees", value, 0.1)]
    case "absvalEqn", "RR_absvalEqn", "powerSpectralDensity":
      return [("\(name), relative", value, 1e-4)]
    default:
      let first = ("\(name), of the norm", value, 5e-4)
      return hasPhase
        ? [first, ("\(name), phase, degrees", isMissing ? .nan : largestPhase, 0.1)] : [first]
    }
  }
}
