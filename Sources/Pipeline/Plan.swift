package import Model
internal import Spectra

/// What has to be done, from headers alone: every recording's levels and the units of work of each level.
///
/// A plan is a pure function of the job, so that every rank makes the same one for itself.
package struct Plan: Sendable {
  package let job: Job
  package let recordings: [PlannedRecording]
  /// Every unit, level by level and within a level recording by recording: what a unit needs comes before
  /// it.
  package let units: [UnitPlace]
  /// The run at one evaluation frequency each, run by run and level by level.
  package let problems: [Problem]
  /// For each level and recording the number of the first unit, and the units' blocks.
  private let unitNumbers: [[[Int32]]]
  private let planners: [[UnitPlanner?]]
  private let recordingsOfSites: [[Int]]
  private let runsOfSites: [[Int]]
  private let sitesOfRuns: [Int]
  private let problemsOfRuns: [Range<Int>]
  let shared: SharedPowers
  /// Of each site the runs whose statistics are stored, and its masks.
  let storedOfSites: [[StoredStatistics]]
  let masksOfSites: [[SiteMask]]
  /// Of each run and level the windows that all its sites have.
  private let windowsOfRuns: [[WindowRanges]]

  /// Plans a job.
  package init(_ job: Job) {
    self.job = job
    let decimators = Decimators(job)
    let planned = Plan.recordings(job, decimators)
    recordings = planned
    let bySite = Dictionary(grouping: planned.indices) { planned[$0].site }
    recordingsOfSites = job.survey.sites.indices.map { bySite[$0] ?? [] }
    shared = SharedPowers(job)
    planners = UnitPlanner.all(job, shared.sources, planned, recordingsOfSites, decimators)
    (units, unitNumbers) = Plan.numbered(planners)
    windowsOfRuns = Plan.windows(ofRuns: job, shared.sources, planners)
    problems = Problem.all(job, windowsOfRuns)
    problemsOfRuns = Plan.grouped(problems, job.runs.count)
    let (runsOfSites, shared) = (Plan.grouped(job), shared)
    self.runsOfSites = runsOfSites
    storedOfSites = runsOfSites.enumerated().map { site, runs in
      Plan.storedStatistics(job, shared, site, runs)
    }
    let masks = Dictionary(grouping: job.masks, by: \.site)
    masksOfSites = job.survey.sites.map { masks[$0.name] ?? [] }
    sitesOfRuns = Plan.sites(ofRuns: job)
  }

  /// The deepest level at which a run has windows enough to be solved; `nil` for none.
  package func lastLevel(ofRun run: Int) -> Int? {
    let levels = job.levels[job.runs[run].rate] ?? []
    return windowsOfRuns[run].indices.last { level in
      level < levels.count && !levels[level].evaluationFrequencies.isEmpty
        && job.suffices(windowsOfRuns[run][level])
    }
  }

  private static func windows(ofRuns job: Job, _ sources: [Int], _ planners: [[UnitPlanner?]])
    -> [[WindowRanges]]
  {
    var ranges = [[[Range<Int>]]](
      repeating: [[Range<Int>]](repeating: [], count: planners.count), count: job.runs.count)
    for (level, planners) in planners.enumerated() {
      for planner in planners {
        for (run, windows) in planner?.windowRanges ?? [] { ranges[run][level] += windows }
      }
    }
    return sources.map { ranges[$0].map { WindowRanges($0) } }
  }

  /// Problems come run by run.
  private static func grouped(_ problems: [Problem], _ runCount: Int) -> [Range<Int>] {
    var ranges = [Range<Int>](repeating: 0..<0, count: runCount)
    for (index, problem) in problems.enumerated() {
      let range = ranges[problem.run]
      ranges[problem.run] = (range.isEmpty ? index : range.lowerBound)..<index + 1
    }
    return ranges
  }

  private static func grouped(_ job: Job) -> [[Int]] {
    let runs = Dictionary(grouping: job.runs.indices) { job.runs[$0].outputSite }
    return job.survey.sites.map { runs[$0.name] ?? [] }
  }

  private static func sites(ofRuns job: Job) -> [Int] {
    let sites = Dictionary(
      uniqueKeysWithValues: job.survey.sites.enumerated().map { ($1.name, $0) })
    return job.runs.map { run in
      guard let site = sites[run.outputSite] else {
        preconditionFailure("runs are of sites of the survey")
      }
      return site
    }
  }

  /// Numbers the blocks that have something to do.
  private static func numbered(_ planners: [[UnitPlanner?]]) -> ([UnitPlace], [[[Int32]]]) {
    var units: [UnitPlace] = []
    let numbers = planners.enumerated().map { level, planners in
      planners.enumerated().map { recording, planner in
        (0..<(planner?.blockCount ?? 0)).map { block -> Int32 in
          guard planner?.isEmpty(block) == false else { return -1 }
          units.append(UnitPlace(level: level, recording: recording, block: block))
          return Int32(units.count - 1)
        }
      }
    }
    return (units, numbers)
  }
}

/// Which block of which level of which recording a unit is.
package struct UnitPlace: Hashable, Sendable {
  private let packed: (level: Int32, recording: Int32, block: Int32)

  package init(level: Int, recording: Int, block: Int) {
    packed = (Int32(level), Int32(recording), Int32(block))
  }

  package var level: Int { Int(packed.level) }
  /// In the plan's list.
  package var recording: Int { Int(packed.recording) }
  package var block: Int { Int(packed.block) }

  package static func == (a: UnitPlace, b: UnitPlace) -> Bool { a.packed == b.packed }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(packed.level)
    hasher.combine(packed.recording)
    hasher.combine(packed.block)
  }
}

// What depends on what.
extension Plan {
  /// All that a unit has to do.
  package func unit(_ index: Int) -> LevelUnit {
    let place = units[index]
    guard let planner = planners[place.level][place.recording] else {
      preconditionFailure("units are numbered from their planners")
    }
    return planner.unit(place.block)
  }

  /// The samples of the next level that a unit makes.
  package func outputs(ofUnit index: Int) -> Range<Int> {
    let place = units[index]
    return planners[place.level][place.recording]?.outputs(of: place.block) ?? 0..<0
  }

  /// The units that make a slice of a recording's series at a level; none at level 0, which is read.
  package func producers(ofRecording recording: Int, level: Int, samples: Range<Int>) -> [Int] {
    guard level > 0, let last = samples.last,
      let planner = planners[level - 1][recording]
    else { return [] }
    let numbers = unitNumbers[level - 1][recording]
    return (planner.block(making: samples.lowerBound)...planner.block(making: last))
      .map { Int(numbers[$0]) }
  }

  /// The units whose decimated samples a unit needs.
  package func predecessors(of unit: LevelUnit) -> [Int] {
    unit.inputs.flatMap {
      producers(ofRecording: $0.recording, level: unit.level, samples: $0.samples)
    }
  }

  /// The units of all levels of a site's recordings.
  package func units(ofSite site: Int) -> [Int] {
    unitNumbers.flatMap { level in
      recordingsOfSites[site].flatMap { level[$0] }.filter { $0 >= 0 }.map(Int.init)
    }
  }

  /// A site's recordings, by their places in the list.
  package func recordings(ofSite site: Int) -> [Int] { recordingsOfSites[site] }

  /// The runs whose outputs are a site's.
  package func runs(ofSite site: Int) -> [Int] { runsOfSites[site] }

  /// The windows that all sites of a run have at a level.
  package func windows(ofRun run: Int, level: Int) -> WindowRanges {
    level < windowsOfRuns[run].count ? windowsOfRuns[run][level] : .none
  }

  /// Whether a run has windows at any level.
  package func hasWindows(_ run: Int) -> Bool { windowsOfRuns[run].contains { !$0.isEmpty } }

  /// The runs of a site that are solved.
  package func solvedRuns(ofSite site: Int) -> [Int] {
    runsOfSites[site].filter { job.runs[$0].isSolved }
  }

  /// The site whose outputs a run has.
  package func site(ofRun run: Int) -> Int { sitesOfRuns[run] }

  /// The problems of a run, by their numbers.
  package func problems(ofRun run: Int) -> Range<Int> { problemsOfRuns[run] }

  /// The problems of all runs of a site.
  package func problems(ofSite site: Int) -> [Int] {
    runsOfSites[site].flatMap { problemsOfRuns[$0] }
  }

  /// The units of one level of a recording.
  package func units(ofRecording recording: Int, level: Int) -> [Int] {
    guard level < unitNumbers.count else { return [] }
    return unitNumbers[level][recording].filter { $0 >= 0 }.map(Int.init)
  }

  /// The units that have cross-powers of a run at a level, in the order of windows of each recording.
  package func units(ofRun run: Int, level: Int) -> [Int] {
    guard level < planners.count else { return [] }
    let source = source(ofRun: run)
    return recordingsOfSites[site(ofRun: run)].filter {
      planners[level][$0]?.windowRanges.contains { $0.run == source } == true
    }.flatMap {
      units(ofRecording: $0, level: level)
    }
  }

  /// The sites whose files are written, in the survey's order.
  package var writtenSites: [Int] {
    job.survey.sites.indices.filter {
      job.writtenSites?.contains(job.survey.sites[$0].name) ?? true
    }
  }
}
