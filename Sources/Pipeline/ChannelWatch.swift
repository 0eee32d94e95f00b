internal import Model

/// Watches for channels that never change: they have no spectrum, and what is estimated with them is
/// nonsense.
struct ChannelWatch {
  private let plan: Plan
  /// Units of level 0 that are not done, for each recording.
  private var left: [Int]
  /// For each channel of a recording the value that all its samples have had so far, if they have one.
  private var constants: [Int: [Double?]] = [:]

  init(_ plan: Plan) {
    self.plan = plan
    left = plan.recordings.indices.map { plan.units(ofRecording: $0, level: 0).count }
  }

  /// Takes what a unit of level 0 found.
  ///
  /// - Returns: What is wrong with the recording, once all of its units are done.
  mutating func take(_ unit: Int, _ values: [Double?]) -> LostRecording? {
    let recording = plan.units[unit].recording
    let known = constants[recording]
    // A channel stays constant as long as every unit finds the same value.
    constants[recording] = values.enumerated().map { channel, value in
      known.map { $0[channel] == value ? value : nil } ?? value
    }
    left[recording] -= 1
    return left[recording] == 0 ? deadChannel(of: recording) : nil
  }

  private func deadChannel(of index: Int) -> LostRecording? {
    let recording = plan.recordings[index]
    for (channel, value) in zip(recording.channels, constants[index] ?? []) {
      guard let value, isUsed(channel, of: recording) else { continue }
      return LostRecording(
        recording: index,
        problem: UserError(
          .data, recording.recording.locator.path,
          at: "recording \(recording.header.name), channel \(channel)",
          "is constant: all samples are \(value)",
          remedy:
            "the channel is dead: leave it out with inchans or outchans, or take the recording "
            + "out of the survey"))
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
