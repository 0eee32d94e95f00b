package import Model
internal import Spectra

/// What has to be done, from headers alone: every recording's levels and the units of work of each level.
///
/// A plan is a pure function of the job, so that every rank makes the same one for itself.
package struct Plan: Sendable {
  package let job: Job
  package let recordings: [PlannedRecording]
  /// For each level, in the order in which units are done and merged.
  package let units: [[LevelUnit]]

  /// Plans a job.
  package init(_ job: Job) {
    self.job = job
    var recordings: [PlannedRecording] = []
    for (site, content) in job.survey.sites.enumerated() {
      for (index, recording) in content.recordings.enumerated() {
        recordings.append(
          PlannedRecording(site: site, indexInSite: index, recording: recording, job: job))
      }
    }
    let planned = Plan.withoutTwins(recordings)
    self.recordings = planned
    let depth = planned.map(\.levels.count).max() ?? 0
    units = (0..<depth).map { level in
      planned.indices.flatMap { UnitPlanner(job, planned, $0, level).units() }
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

  /// The rank that keeps a recording's series and writes its site's file.
  package func owner(ofSite site: Int, teamSize: Int) -> Int { site % teamSize }
}

/// One recording with what each of its levels holds.
package struct PlannedRecording: Sendable {
  package let site: Int
  package let indexInSite: Int
  package let recording: SurveyRecording
  package fileprivate(set) var levels: [PlannedLevel]

  package var header: RecordingHeader { recording.header }
  package var channels: [Channel] { recording.header.channels.map(\.channel) }

  init(site: Int, indexInSite: Int, recording: SurveyRecording, job: Job) {
    self.site = site
    self.indexInSite = indexInSite
    self.recording = recording
    levels = PlannedLevel.levels(of: recording.header, job)
  }
}

/// One level of one recording.
package struct PlannedLevel: Sendable {
  package let level: DecimationLevel
  package let sampleCount: Int
  package fileprivate(set) var windows: WindowPlacement

  /// The levels down to the last one with enough samples and windows.
  static func levels(of header: RecordingHeader, _ job: Job) -> [PlannedLevel] {
    var planned: [PlannedLevel] = []
    var samples = header.sampleCount
    for level in job.levels[header.rate] ?? [] {
      if !level.steps.isEmpty {
        let decimator = Decimator(steps: level.steps)
        // The filter's reach must not exceed the series that it is turned about.
        guard decimator.outputCount(samples) >= job.spectra.minimumSamples,
          decimator.reach < samples
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
      guard windows.count >= job.spectra.minimumWindows else { break }
      planned.append(PlannedLevel(level: level, sampleCount: samples, windows: windows))
    }
    while planned.last?.level.evaluationFrequencies.isEmpty == true { planned.removeLast() }
    return planned
  }
}
