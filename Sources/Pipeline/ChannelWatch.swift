internal import Model

/// Watches for channels that never change: they have no spectrum, and what is estimated with them is
/// nonsense.
struct ChannelWatch {
  private let plan: Plan
  /// Units of level 0 that are not done, for each recording.
  private var left: [Int]
  /// For each channel of a recording the range of its samples so far.
  private var ranges: [Int: [WindowFaults]] = [:]

  init(_ plan: Plan) {
    self.plan = plan
    left = plan.recordings.indices.map { plan.units(ofRecording: $0, level: 0).count }
  }

  /// Takes what a unit of level 0 found.
  ///
  /// - Returns: What is wrong with the recording, once all of its units are done.
  mutating func take(_ unit: Int, _ faults: [WindowFaults]) -> LostRecording? {
    let recording = plan.units[unit].recording
    // What the unit has of other recordings comes behind its own channels.
    let own = faults.prefix(plan.recordings[recording].channels.count)
    var known = ranges[recording] ?? own.map { _ in WindowFaults() }
    for (channel, found) in own.enumerated() { known[channel].add(found) }
    ranges[recording] = known
    left[recording] -= 1
    return left[recording] == 0 ? deadChannel(of: recording) : nil
  }

  private func deadChannel(of index: Int) -> LostRecording? {
    let recording = plan.recordings[index]
    for (channel, range) in zip(recording.channels, ranges[index] ?? []) {
      guard range.largest == range.smallest, isUsed(channel, of: recording) else { continue }
      return LostRecording(
        recording: index,
        problem: UserError(
          .data, recording.recording.locator.path,
          at: "recording \(recording.header.name), channel \(channel)",
          "is constant: all samples are \(range.largest)",
          remedy:
            "the channel is dead: leave it out with inchans or outchans, or take the recording "
            + "out of the survey", channel: channel))
    }
    return nil
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
}
