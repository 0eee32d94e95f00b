import Kernels
import Model

/// Looks through a recording beside what its neighbours recorded at the same time.
package struct RecordingInspection {
  /// Its samples without filters, which hide what is wrong with single ones.
  private let samples: Excerpt
  let local: Excerpt
  let neighbours: [Excerpt]
  let transform: WindowTransform
  let spectra: SegmentSpectra
  private let plan: ExcerptPlan
  private var findings: [Finding] = []

  /// - Parameters:
  ///   - local: The recording as it is processed.
  ///   - samples: The same without filters, where it has passed some.
  ///   - neighbours: Recordings of other sites at the times of the plan; some may cover nothing of them.
  package init(
    _ local: Excerpt, samples: Excerpt? = nil, neighbours: [Excerpt], plan: ExcerptPlan
  ) {
    self.local = local
    self.samples = samples ?? local
    self.neighbours = neighbours.filter { other in
      [Channel.hx, .hy].allSatisfy { channel in
        (other.segments[channel] ?? []).filter { $0 != nil }.count >= 6
      }
    }
    self.plan = plan
    transform = WindowTransform(size: plan.segmentLength, taper: .hann, prewhitens: true)
    spectra = SegmentSpectra(local, [.ex, .ey, .hx, .hy], transform)
  }

  var remedies: Remedies { Remedies(site: local.site) }

  /// What is to be said of the recording.
  package mutating func inspect() -> [Finding] {
    findings = []
    let silent = checkSamples()
    let clock = ClockCheck(local, neighbours, plan: plan)
    if report(clock) { return findings }
    checkFields(without: silent)
    return findings
  }

  /// - Returns: Channels that do not move.
  private mutating func checkSamples() -> Set<Channel> {
    var silent: Set<Channel> = []
    for channel in samples.header.channels.map(\.channel) {
      let segments = samples.segments[channel] ?? []
      let checks = SampleChecks(segments.compactMap(\.self))
      let faults = FaultChecks(segments)
      if checks.isDead { silent.insert(channel) }
      reportMissing(channel)
      reportConstant(channel, checks, faults)
      reportClipped(channel, checks, faults)
      if !checks.isDead { reportSpikes(channel, faults) }
    }
    return silent
  }

  private mutating func reportMissing(_ channel: Channel) {
    let all = (local.segments[channel] ?? []).compactMap(\.self).count * plan.segmentLength
    guard let count = local.missing[channel], count > 0, all > 0 else { return }
    let percent = 100 * Double(count) / Double(all)
    add(
      .missing, percent > 1 ? .warning : .note, [channel],
      "\(count) of \(all) samples (\(percent.short) %) are no numbers, or fill values such as 99999",
      "windows that stand on more than `maxmissing` in [Window] of them do not count; nothing need be"
        + " done if enough are left")
  }

  private mutating func reportConstant(
    _ channel: Channel, _ checks: SampleChecks, _ faults: FaultChecks
  ) {
    if checks.isDead {
      add(
        .dead, .error, [channel],
        "\((100 * checks.constantShare).fixed(0)) % of the samples looked at stand still in runs of 32"
          + " or more",
        "check cable and electrode or coil; \(Remedies.leaveOut)")
    } else if faults.isFrequent(.constantRun) {
      add(
        .dead, .warning, [channel],
        "\(faults.text(.constantRun)) have runs of \(WindowFaults.constantRun) or more equal samples",
        "where they are zeros, `remzeros = True` in [Preprocessing] puts straight lines there; else"
          + " \(Remedies.leaveOut)")
    }
  }

  private mutating func reportClipped(
    _ channel: Channel, _ checks: SampleChecks, _ faults: FaultChecks
  ) {
    let place = "stand at \(checks.extremes.low) or \(checks.extremes.high) in runs"
    let remedy = "record with less gain; \(Remedies.leaveOut)"
    if checks.isClipped {
      let share = (100 * checks.clippedShare).fixed(2)
      add(.clipped, .error, [channel], "\(share) % of the samples looked at \(place)", remedy)
    } else if !checks.isDead, faults.isFrequent(.clipping) {
      add(
        .clipped, .warning, [channel], "in \(faults.text(.clipping)) samples \(place)", remedy)
    }
  }

  private mutating func reportSpikes(_ channel: Channel, _ faults: FaultChecks) {
    let share = "\(faults.text(.spike)) have spikes"
    let remedy =
      "robust estimates suffer them where few windows have them; look at them with `skindepth view time"
      + " SURVEY --site \(local.site) --channels \(channel)`; \(Remedies.leaveOut)"
    if let large = faults.largest {
      let sample = plan.segments[large.segment] + large.sample
      let time = samples.header.start.advanced(bySamples: sample, at: samples.header.rate)
      add(
        .spikes, .warning, [channel],
        "\(faults.largeCount) of \(faults.faults.windows) windows looked at have a spike that outweighs all else"
          + " in them, the largest of \(large.ratio.short) times its window's root mean square at"
          + " \(time.dateText) \(time.timeText(decimals: 0)); \(share)",
        remedy)
    } else if faults.isFrequent(.spike) {
      add(.spikes, .warning, [channel], share, remedy)
    }
  }

  private mutating func report(_ clock: ClockCheck) -> Bool {
    func seconds(_ lag: Int) -> String {
      (Double(lag) * local.header.rate.interval).fixed(3)
    }
    let follows =
      "the magnetic field lags behind that of \(neighbours.map(\.site).joined(separator: ", ")) by"
    func addClock(_ evidence: String, _ remedy: String) {
      add(.clock, .error, [.hx, .hy], "\(follows) \(evidence)", remedy)
    }
    if let step = clock.step {
      let time = time(before: step.block)
      addClock(
        "\(seconds(step.before)) s before and \(seconds(step.after)) s after about \(time.dateText)"
          + " \(time.timeText(decimals: 0))", remedies.cut(at: time))
    } else if let offset = clock.offset {
      addClock(
        "\(seconds(offset)) s all the time",
        "correct the start in the header (`start` in NAME.ini of column files); 18 s or so are leap seconds"
      )
    } else if let slip = clock.excursion {
      let (from, to) = (
        time(before: slip.blocks.lowerBound), time(before: slip.blocks.upperBound + 1)
      )
      addClock(
        "\(seconds(slip.within)) s from about \(from.dateText) \(from.timeText(decimals: 0)) to"
          + " \(to.dateText) \(to.timeText(decimals: 0)), and by \(seconds(slip.usual)) s before and after",
        Remedies.leaveOut)
    } else if clock.wanders {
      let lags = clock.lags.compactMap(\.self).map(seconds).joined(separator: ", ")
      addClock(
        "\(lags) s in turn", "check the recorder's clock; do not use the recording with others")
    } else {
      return false
    }
    return true
  }

  /// Between a block and the one before it.
  private func time(before block: Int) -> Instant {
    let starts = plan.blocks[block - 1] + plan.blocks[min(block, plan.blocks.count - 1)]
    let sample = (starts + plan.blockLength) / 2
    return local.header.start.advanced(bySamples: sample, at: local.header.rate)
  }

  mutating func add(
    _ kind: Finding.Kind, _ severity: Finding.Severity, _ channels: [Channel], _ evidence: String,
    _ remedy: String
  ) {
    findings.append(
      Finding(
        kind, severity, site: local.site, recording: local.header.name,
        channels: channels.map(\.name), evidence: evidence, remedy: remedy))
  }
}
