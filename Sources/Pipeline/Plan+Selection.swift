package import Model
internal import Selection
internal import Spectra

/// How the runs of a job share cross-powers, and what is stored of their windows beside the spectra.
struct SharedPowers: Sendable {
  /// Of each run the first one with the same cross-powers, which alone has segments.
  let sources: [Int]
  /// Of each such run the statistics that are stored, of all runs that share it.
  let statistics: [[String]]
  /// Whether the coherences of equations are among its planes.
  let hasEquations: [Bool]
  /// Smoothing of the sets of bands: without and with remote reference, then what runs ask for.
  let smoothings: [SpectralSmoothing]
  /// Of each run its set.
  let bandSets: [Int]
  /// The first run of each source, its smoothing said.
  private let firstRuns: [PowerSource: Int]
  private let spectra: SpectralSettings

  init(_ job: Job) {
    let resolved = job.runs.map { $0.powers.resolved(job.spectra) }
    var first: [PowerSource: Int] = [:]
    for (run, source) in resolved.enumerated() where first[source] == nil { first[source] = run }
    let sources = resolved.indices.map { first[resolved[$0]] ?? $0 }
    var statistics = [[String]](repeating: [], count: job.runs.count)
    var needed = [[String]](repeating: [], count: job.runs.count)
    for (run, source) in sources.enumerated() {
      for name in job.runs[run].statistics where !statistics[source].contains(name) {
        statistics[source].append(name)
      }
    }
    for mask in job.masks {
      for (source, isRemote) in [(mask.single, false), (mask.remote, true)] {
        guard let run = source.flatMap({ first[$0.resolved(job.spectra)] }) else { continue }
        needed[run] += mask.statistics(remote: isRemote).map(\.name)
      }
    }
    var smoothings = [job.spectra.smoothing, job.spectra.remoteSmoothing]
    bandSets = job.runs.indices.map { run in
      let isRemote = job.runs[run].remoteSite != nil
      let wanted = resolved[run].smoothing(job.spectra)
      if wanted == job.spectra.smoothing(remote: isRemote) { return isRemote ? 1 : 0 }
      if let known = smoothings.firstIndex(of: wanted) { return known }
      smoothings.append(wanted)
      return smoothings.count - 1
    }
    firstRuns = first
    spectra = job.spectra
    self.sources = sources
    self.statistics = statistics
    self.smoothings = smoothings
    hasEquations = zip(statistics, needed).map { names in
      (names.0 + names.1).contains { WindowStatistics.named($0)?.needsEquations == true }
    }
  }
}

extension SharedPowers {
  /// The run that has a source's cross-powers.
  func run(of source: PowerSource) -> Int {
    guard let run = firstRuns[source.resolved(spectra)] else {
      preconditionFailure("a job has a run for each source of its masks")
    }
    return run
  }
}

// Which planes there are.
extension Plan {
  /// The run whose segments have a run's cross-powers.
  package func source(ofRun run: Int) -> Int { shared.sources[run] }

  /// Planes of a run's cross-powers at each evaluation frequency.
  func planeCount(ofRun run: Int) -> Int {
    let channels = job.runs[run].powers.channels
    let equations = shared.hasEquations[source(ofRun: run)] ? channels.equations.count : 0
    return channels.count * channels.count + equations
  }

  /// What is wanted of a segment: the channels' cross-powers by their places in a list of slots.
  func request(_ segment: UnitSegment, slots: [Int]) -> CrossPowerRequest {
    let run = segment.run
    let equations =
      shared.hasEquations[run]
      ? job.runs[run].powers.channels.equations.map {
        EquationSlots(
          output: slots[$0.output], input: slots[$0.input], reference: slots[$0.reference])
      } : []
    let channels = job.runs[run].powers.channels
    let followed = channels.references.isEmpty ? channels.inputRows : channels.referenceRows
    return CrossPowerRequest(
      slots: slots, following: followed.map { slots[$0] }, bandSet: shared.bandSets[run],
      equations: equations)
  }

  /// The transform of a level's windows for all runs, for one thread.
  func transform(of level: DecimationLevel) -> LevelTransform {
    let sets = job.runs.indices.filter { shared.hasEquations[$0] }.map { shared.bandSets[$0] }
    return job.spectra.transform(
      of: level, others: Array(shared.smoothings.dropFirst(2)), doublySmoothed: Set(sets))
  }

  /// What a statistic is given of a run's windows.
  ///
  /// - Parameter values: `[plane, window]`.
  func windowPowers(
    _ run: Int, _ level: DecimationLevel, band: Int, windowCount: Int, _ values: [Double]
  ) -> WindowPowers {
    let duration = Double(level.windowSize) * level.rate.interval
    return WindowPowers(
      channels: job.runs[run].powers.channels, windowCount: windowCount, values: values,
      frequency: level.evaluationFrequencies[band],
      densityFactor: job.statistics.density == .perSecond
        ? 1 / duration : job.spectra.densityFactor(of: level))
  }
}

// Which windows count.
extension Job {
  /// The windows that a run's constraints of time keep at a level; `nil` for all.
  package func timeWindows(ofRun run: Int, _ level: DecimationLevel) -> WindowRanges? {
    let times = runs[run].selection.times
    guard !times.isEmpty else { return nil }
    return times.windows(
      of: level.grid(reference: survey.reference), level: level.index, days: days(ofRun: run),
      runs[run].selection.intervals)
  }

  /// The days on which all sites of a run are at work.
  private func days(ofRun run: Int) -> ClosedRange<Int> {
    let spans = runs[run].powers.sites.compactMap { name -> (Int, Int)? in
      let recordings = survey.site(named: name).map { survey.sites[$0].recordings } ?? []
      guard let first = recordings.map(\.header.start).min(),
        let last = recordings.map(\.header.end).max()
      else { return nil }
      return (first.day, last.day)
    }
    let first = spans.map(\.0).max() ?? 0
    return first...max(first, spans.map(\.1).min() ?? first)
  }
}

extension Plan {
  /// The runs with the cross-powers that a problem's masks look at.
  package func maskSources(of problem: Problem) -> [Int] {
    let sources = job.runs[problem.run].selection.masks.flatMap(\.sources).map(shared.run)
    return Array(Set(sources)).sorted()
  }
}
