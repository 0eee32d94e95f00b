internal import Distribution
internal import Model
internal import Spectra

/// The first half of a run: from recordings to spectra and cross-powers.
///
/// Level by level, and within a level in rounds in which every thread of every rank does one unit. The owner
/// of a site keeps its series of the present level and hands slices out; results go back to the owner of
/// the recording and are taken in the order of units, so that nothing depends on who did what.
extension RankRun {
  func makeSpectra<T: Team & ~Copyable>(_ team: borrowing T) throws {
    let total = plan.units.reduce(0) { $0 + $1.count }
    var done = 0
    for (level, units) in plan.units.enumerated() {
      store.descend(to: level)
      for round in schedule.rounds(count: units.count) {
        let samples = try meter.time(.reading) { try gatherSamples(round, units, team) }
        let results = try meter.time(.spectra) {
          try sharingFailure(team) { try compute(round.items(of: rank).map { units[$0] }, samples) }
        }
        try meter.time(.writing) { try collect(round, units, results, team) }
        done += round.items.count
        report(Progress(stage: .spectra, done: done, total: total))
      }
      if level == 0 { try sharingFailure(team) { try refuseDeadChannels() } }
    }
  }

  /// A channel that never changes has no spectrum, and what is estimated with it is nonsense.
  private func refuseDeadChannels() throws {
    for (index, values) in store.constants.sorted(by: { $0.key < $1.key }) {
      let recording = plan.recordings[index]
      for (channel, value) in zip(recording.channels, values) {
        guard let value, isUsed(channel, of: recording) else { continue }
        throw UserError(
          .data, recording.recording.locator.path,
          at: "recording \(recording.header.name), channel \(channel)",
          "is constant: all samples are \(value)",
          remedy:
            "the channel is dead: leave it out with inchans or outchans, or take the recording "
            + "out of the survey")
      }
    }
  }

  /// Whether a run of the recording's rate has the channel of its site.
  private func isUsed(_ channel: Channel, of recording: PlannedRecording) -> Bool {
    let site = plan.job.survey.sites[recording.site].name
    return plan.job.runs.contains { run in
      run.rate == recording.header.rate
        && (run.outputSite == site && run.outputs.contains(channel)
          || run.inputSite == site && run.inputs.contains(channel)
          || run.remoteSite == site && run.references.contains(channel))
    }
  }

  /// The samples of this rank's units, for those that its threads do not read for themselves.
  private func gatherSamples<T: Team & ~Copyable>(
    _ round: Schedule.Round, _ units: [LevelUnit], _ team: borrowing T
  ) throws -> [UnitSamples?] {
    let mine = round.items(of: rank)
    if let first = mine.first ?? round.items.first, units[first].level == 0 {
      return try sharingFailure(team) { try mine.map { try readIfSerial(units[$0]) } }
    }
    var samples = mine.map { units[$0].inputs.map { _ in [[Double]]() } }
    for (item, worker) in zip(round.items, round.ranks) {
      for (place, input) in units[item].inputs.enumerated() {
        let owner = owner(ofRecording: input.recording)
        guard rank == owner || rank == worker else { continue }
        let slice = try exchange(input, from: owner, to: worker, team)
        if let index = mine.firstIndex(of: item) { samples[index][place] = slice }
      }
    }
    return samples
  }

  /// Moves a slice of a series from the rank that keeps it to the rank that needs it.
  private func exchange<T: Team & ~Copyable>(
    _ input: UnitInput, from owner: Int, to worker: Int, _ team: borrowing T
  ) throws -> [[Double]] {
    if owner == worker { return store.samples(input) }
    if rank == owner {
      let values = store.samples(input).flatMap(\.self)
      try team.send(values: values, to: Rank(worker), tag: Tags.samples)
      return []
    }
    let values = try team.receiveValues(Tags.samples, from: Rank(owner)).values
    let count = input.samples.count
    return input.channels.indices.map { Array(values[$0 * count..<($0 + 1) * count]) }
  }

  /// Reads a unit on the main thread when one of its recordings must not be read on another.
  private func readIfSerial(_ unit: LevelUnit) throws -> UnitSamples? {
    let sources = try unit.inputs.map { input in
      try recordings.recording(plan.recordings[input.recording].recording.locator, open: ports.open)
    }
    guard sources.contains(where: { !$0.readsOnAnyThread }) else { return nil }
    return try zip(sources, unit.inputs).map { try $0.samples($1) }
  }

  private func compute(_ units: [LevelUnit], _ samples: [UnitSamples?]) throws -> [UnitResult] {
    try pool.map(count: units.count, with: workers) { index, worker throws(any Error) in
      try worker.result(units[index], samples: samples[index])
    }
  }

  /// Brings the results of a round to the owners of their recordings, which take them in order.
  private func collect<T: Team & ~Copyable>(
    _ round: Schedule.Round, _ units: [LevelUnit], _ results: [UnitResult], _ team: borrowing T
  ) throws {
    let mine = round.items(of: rank)
    var failure: (any Error)?
    for (item, worker) in zip(round.items, round.ranks) {
      let owner = owner(ofRecording: units[item].recording)
      if rank == worker && rank != owner, let index = mine.firstIndex(of: item) {
        try team.send(results[index], to: Rank(owner), tag: Tags.result)
      }
      guard rank == owner else { continue }
      let result =
        try mine.firstIndex(of: item).map { results[$0] }
        ?? team.receive(Tags.result, from: Rank(worker)).message
      store.take(result, of: units[item])
      // After a failure the exchange goes on, so that no rank waits for a message that never comes.
      if failure == nil {
        do { try storeSpectra(result, of: units[item]) } catch { failure = error }
      }
    }
    try sharingFailure(team) { if let failure { throw failure } }
  }

  private func storeSpectra(_ result: UnitResult, of unit: LevelUnit) throws {
    guard plan.job.storesSpectra, !unit.windows.isEmpty else { return }
    let recording = plan.recordings[unit.recording]
    let planned = recording.levels[unit.level]
    let grid = planned.level.grid(reference: plan.job.survey.reference)
    guard let sink = try sink(ofSite: recording.site) else { return }
    for (channel, values) in zip(recording.channels, result.spectra) {
      try sink.store(
        ComputedSpectra(
          recording: recording.header, level: planned.level, channel: channel,
          windowCount: planned.windows.count,
          firstWindow: unit.windows.lowerBound - planned.windows.firstWindow,
          start: grid.start(ofWindow: planned.windows.firstWindow), values: values))
    }
  }
}
