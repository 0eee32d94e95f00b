package import Model
internal import Spectra

/// One recording with what each of its levels holds.
package struct PlannedRecording: Sendable {
  package let site: Int
  package let indexInSite: Int
  package let recording: SurveyRecording
  /// Of the site's channels at this rate, degrees clockwise from north.
  let directions: [Channel: Double]
  package fileprivate(set) var levels: [PlannedLevel]

  package var header: RecordingHeader { recording.header }
  package var channels: [Channel] { recording.header.channels.map(\.channel) }

  init(
    site: Int, indexInSite: Int, recording: SurveyRecording, job: Job, _ decimators: Decimators
  ) {
    self.site = site
    self.indexInSite = indexInSite
    self.recording = recording
    directions = job.survey.sites[site].directions(at: recording.header.rate)
    levels = PlannedLevel.levels(of: recording.header, job, decimators)
  }

  /// Keeps the first levels, up to the last one of them that has frequencies.
  fileprivate mutating func keep(levels count: Int) {
    levels.removeLast(max(0, levels.count - count))
    while levels.last?.level.evaluationFrequencies.isEmpty == true { levels.removeLast() }
  }
}

/// One level of one recording.
package struct PlannedLevel: Sendable {
  package let level: DecimationLevel
  package let sampleCount: Int
  package fileprivate(set) var windows: WindowPlacement

  /// The levels down to the last one with enough samples, and windows: one of them, where those of all
  /// recordings are counted together later.
  static func levels(
    of header: RecordingHeader, _ job: Job, _ decimators: Decimators
  ) -> [PlannedLevel] {
    var planned: [PlannedLevel] = []
    var samples = header.sampleCount
    for level in job.levels[header.rate] ?? [] {
      if let decimator = decimators[level] {
        guard decimator.outputCount(samples) >= job.spectra.minimumSamples,
          decimator.takes(count: samples)
        else { break }
        samples = decimator.outputCount(samples)
      }
      // A level without frequencies is there for the deeper ones.
      if level.evaluationFrequencies.isEmpty {
        planned.append(PlannedLevel(level: level, sampleCount: samples, windows: .none))
        continue
      }
      let grid = level.grid(reference: job.survey.reference)
      let windows = grid.placed(
        over: header.start, sampleCount: samples, alignment: job.spectra.alignment)
      let least = job.spectra.countsByRecording ? job.spectra.minimumWindows : 1
      guard windows.count >= least else { break }
      planned.append(PlannedLevel(level: level, sampleCount: samples, windows: windows))
    }
    while planned.last?.level.evaluationFrequencies.isEmpty == true { planned.removeLast() }
    return planned
  }
}

// What all recordings of a job hold.
extension Plan {
  /// All recordings, with the levels for which there are windows enough.
  static func recordings(_ job: Job, _ decimators: Decimators) -> [PlannedRecording] {
    var recordings: [PlannedRecording] = []
    for (site, content) in job.survey.sites.enumerated() {
      for (index, recording) in content.recordings.enumerated() {
        recordings.append(
          PlannedRecording(
            site: site, indexInSite: index, recording: recording, job: job, decimators))
      }
    }
    let planned = withoutTwins(recordings)
    return job.spectra.countsByRecording
      ? planned : withoutPoorLevels(planned, leastWindows: job.spectra.minimumWindows)
  }

  /// Cuts levels off for which a site's recordings of a rate have too few windows together.
  private static func withoutPoorLevels(_ recordings: [PlannedRecording], leastWindows: Int)
    -> [PlannedRecording]
  {
    struct Key: Hashable {
      let site: Int
      let rate: SamplingRate
    }
    let groups = Dictionary(grouping: recordings.indices) {
      Key(site: recordings[$0].site, rate: recordings[$0].header.rate)
    }
    var result = recordings
    for group in groups.values {
      let depth = group.map { recordings[$0].levels.count }.max() ?? 0
      let poor = (0..<depth).first { level in
        let levels = group.compactMap { index in
          level < recordings[index].levels.count ? recordings[index].levels[level] : nil
        }
        let hasFrequencies = levels.contains { !$0.level.evaluationFrequencies.isEmpty }
        return hasFrequencies && levels.reduce(0) { $0 + $1.windows.count } < leastWindows
      }
      guard let poor else { continue }
      for index in group { result[index].keep(levels: poor) }
    }
    return result
  }

  /// The deepest level that the recordings of some site have, by rate: any site's that is one.
  package static func lastLevels(_ job: Job) -> [SamplingRate: Set<Int>] {
    var deepest: [[SamplingRate: Int]] = job.survey.sites.map { _ in [:] }
    for recording in recordings(job, Decimators(job)) where !recording.levels.isEmpty {
      let last = recording.levels.count - 1
      let known = deepest[recording.site][recording.header.rate] ?? last
      deepest[recording.site][recording.header.rate] = max(known, last)
    }
    return deepest.reduce(into: [:]) { result, site in
      for (rate, level) in site { result[rate, default: []].insert(level) }
    }
  }

  /// Gives each window of a site to one recording, the one that began first, where recordings overlap.
  private static func withoutTwins(_ recordings: [PlannedRecording]) -> [PlannedRecording] {
    struct Key: Hashable {
      let site: Int
      let rate: SamplingRate
      let level: Int
    }
    var taken: [Key: Int] = [:]
    return recordings.map { recording in
      var recording = recording
      for level in recording.levels.indices {
        let key = Key(site: recording.site, rate: recording.header.rate, level: level)
        let windows = recording.levels[level].windows.dropping(before: taken[key] ?? .min)
        recording.levels[level].windows = windows
        taken[key] = max(taken[key] ?? .min, windows.windows.upperBound)
      }
      return recording
    }
  }
}
