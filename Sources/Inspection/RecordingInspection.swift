import Kernels
import Model

/// Looks through a recording beside what its neighbours recorded at the same time.
package struct RecordingInspection {
  private let local: Excerpt
  private let neighbours: [Excerpt]
  private let plan: ExcerptPlan
  private var findings: [Finding] = []

  /// - Parameters:
  ///   - neighbours: Recordings of other sites at the times of the plan; some may cover nothing of them.
  package init(_ local: Excerpt, neighbours: [Excerpt], plan: ExcerptPlan) {
    self.local = local
    self.neighbours = neighbours.filter { other in
      [Channel.hx, .hy].allSatisfy { channel in
        (other.segments[channel] ?? []).filter { $0 != nil }.count >= 6
      }
    }
    self.plan = plan
  }

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
    for channel in local.header.channels.map(\.channel) {
      let checks = SampleChecks((local.segments[channel] ?? []).compactMap(\.self))
      if checks.isDead {
        silent.insert(channel)
        add(
          .dead, .error, [channel],
          "\((100 * checks.constantShare).fixed(0)) % of the samples looked at stand still in runs of 32"
            + " or more",
          "leave the channel, or the time, out; check cable and electrode or coil")
      }
      if checks.isClipped {
        add(
          .clipped, .error, [channel],
          "\((100 * checks.clippedShare).fixed(2)) % of the samples looked at stand at \(checks.extremes.low)"
            + " or \(checks.extremes.high) in runs",
          "record with less gain, and mask these times")
      }
    }
    return silent
  }

  private mutating func report(_ clock: ClockCheck) -> Bool {
    let interval = local.header.rate.interval
    func seconds(_ lag: Int) -> String { (Double(lag) * interval).fixed(3) }
    let channels: [Channel] = [.hx, .hy]
    let names = neighbours.map(\.site).joined(separator: ", ")
    if let step = clock.step {
      let sample = (plan.blocks[step.block - 1] + plan.blocks[step.block] + plan.blockLength) / 2
      let time = local.header.start.advanced(bySamples: sample, at: local.header.rate)
      add(
        .clock, .error, channels,
        "the magnetic field lags behind that of \(names) by \(seconds(step.before)) s before and"
          + " \(seconds(step.after)) s after about \(time.dateText) \(time.timeText(decimals: 0))",
        "cut the recording there and correct the start of its second part")
      return true
    }
    if let offset = clock.offset {
      add(
        .clock, .error, channels,
        "the magnetic field lags behind that of \(names) by \(seconds(offset)) s all the time",
        "correct the start of the recording by that; 18 s or so are leap seconds")
      return true
    }
    guard clock.wanders else { return false }
    let lags = clock.lags.compactMap(\.self).map(seconds).joined(separator: ", ")
    add(
      .clock, .error, channels,
      "the magnetic field lags behind that of \(names) by \(lags) s in turn",
      "check the recorder's clock; do not use the recording with others")
    return true
  }

  private mutating func checkFields(without silent: Set<Channel>) {
    let areOthers = !neighbours.isEmpty
    // A channel that stands still explains nothing, and tells nothing of its partner.
    let others = areOthers ? neighbours : [local]
    let checks = FieldChecks(
      neighbours: others.map { Neighbourhood(local, $0, plan: plan, isOwn: !areOthers) },
      areOthers: areOthers)
    let magneticWorks = silent.isDisjoint(with: [.hx, .hy])
    if areOthers { checkMagnetic(checks, silent) }
    guard areOthers || magneticWorks else { return }
    checkElectric(checks, silent)
  }

  private mutating func checkMagnetic(_ checks: FieldChecks, _ silent: Set<Channel>) {
    let names = checks.neighbours.map(\.name).joined(separator: ", ")
    if checks.magneticIsSwapped == true {
      add(
        .swapped, .error, [.hx, .hy],
        "Hx follows Hy of \(names), and Hy their Hx", "exchange the names of the two channels")
    }
    for (row, channel) in [Channel.hx, .hy].enumerated() where !silent.contains(channel) {
      if checks.magneticIsReversed(row) == true {
        add(
          .reversed, .error, [channel], "has the opposite sign of \(channel) of \(names)",
          "multiply the channel by -1; check the coil's direction")
      }
      checkAmplitude(channel, checks.magneticRatios(row), names)
    }
  }

  private mutating func checkAmplitude(
    _ channel: Channel, _ ratios: [(frequency: Double, ratio: Double)], _ names: String
  ) {
    guard let first = ratios.first, let last = ratios.last else { return }
    let text = ratios.map { "\($0.ratio.short) at \($0.frequency.short) Hz" }
      .joined(separator: ", ")
    let evidence = "its amplitude over that of \(names) is \(text)"
    if ratios.count >= 3 {
      // Over the lower half of the bands, where coils are not flat.
      let middle = ratios[ratios.count / 2]
      let slope =
        (middle.ratio / first.ratio).logarithm / (middle.frequency / first.frequency).logarithm
      if slope > 0.35 {
        add(
          .uncalibrated, .error, [channel],
          evidence + ": it rises with frequency like a coil's response",
          "add the coil's calibration file, so that its response is taken out")
        return
      }
      if slope < -0.35 {
        add(
          .calibratedTwice, .error, [channel],
          evidence + ": it falls with frequency like the inverse of a coil's response",
          "calibrate the channel once only: its file has calibrated values already")
        return
      }
    }
    let ratio = (first.ratio * last.ratio).squareRoot()
    guard ratio > 2 || ratio < 0.5 else { return }
    addFactor(channel, ratio, evidence)
  }

  /// A factor of 1000, as between units, or another.
  private mutating func addFactor(_ channel: Channel, _ ratio: Double, _ evidence: String) {
    let isUnit = [1e3, 1e6, 1e-3, 1e-6].contains { (0.3...3).contains(ratio / $0) }
    add(
      isUnit ? .unit : .gain, .error, [channel], evidence,
      isUnit
        ? "check the unit: a thousand is between mV and V, or nT and pT"
        : channel.kind == .electric
          ? "check the gain and the length of the dipole" : "check the gain of the channel")
  }

  private mutating func checkElectric(_ checks: FieldChecks, _ silent: Set<Channel>) {
    guard local.header.has(.ex), local.header.has(.ey) else { return }
    let doubt = checks.areOthers ? "" : ", or Hx and Hy are"
    if checks.electricIsSwapped == true {
      add(
        .swapped, .error, [.ex, .ey],
        "the diagonal of the impedance is larger than the rest\(doubt)",
        "exchange the names of the two channels")
      return
    }
    let names = checks.neighbours.map(\.name).joined(separator: ", ")
    for (row, channel) in [Channel.ex, .ey].enumerated() where !silent.contains(channel) {
      if checks.electricIsReversed(row) == true {
        let partner = row == 0 ? Channel.hy : .hx
        add(
          .reversed, .error, [channel],
          "the phase of Z\(row == 0 ? "xy" : "yx") is off by 180 degrees"
            + (checks.areOthers ? "" : ": \(channel) or \(partner) has the wrong sign"),
          "multiply the channel by -1; check the electrodes' connection")
      }
      if let ratio = checks.electricRatio(row), ratio > 30 || ratio < 1 / 30.0 {
        addFactor(
          channel, ratio, "its part of the impedance is \(ratio.short) times that of \(names)")
      } else if checks.neighbours.count < 2, let rho = checks.resistivity(row),
        !(1e-4...1e7).contains(rho)
      {
        add(
          .unit, .error, [channel], "the apparent resistivity would be \(rho.short) ohm metres",
          "check the units of electric and magnetic channels")
      }
    }
  }

  private mutating func add(
    _ kind: Finding.Kind, _ severity: Finding.Severity, _ channels: [Channel], _ evidence: String,
    _ remedy: String
  ) {
    findings.append(
      Finding(
        kind, severity, site: local.site, recording: local.header.name,
        channels: channels.map(\.name), evidence: evidence, remedy: remedy))
  }
}
