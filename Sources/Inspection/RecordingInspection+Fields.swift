import Kernels
import Model
import RealModule

// How a recording's fields go with those of its neighbours.
extension RecordingInspection {
  mutating func checkFields(without silent: Set<Channel>) {
    let areOthers = !neighbours.isEmpty
    // A channel that stands still explains nothing, and tells nothing of its partner.
    let others: [Excerpt?] = areOthers ? neighbours : [nil]
    let checks = FieldChecks(
      neighbours: others.map {
        Neighbourhood(spectra, of: local, beside: $0, transform: transform)
      }, areOthers: areOthers)
    let magneticWorks =
      silent.isDisjoint(with: [.hx, .hy]) && !local.header.isOneLine(.hx, .hy)
    // Channels along one line are a finding of the headers, and tell no more.
    if areOthers, !local.header.isOneLine(.hx, .hy) { checkMagnetic(checks, silent) }
    guard areOthers || magneticWorks, !local.header.isOneLine(.ex, .ey) else { return }
    checkElectric(checks, silent)
  }

  mutating func checkMagnetic(_ checks: FieldChecks, _ silent: Set<Channel>) {
    let names = checks.neighbours.map(\.name).joined(separator: ", ")
    if checks.magneticIsSwapped == true {
      add(
        .swapped, .error, [.hx, .hy],
        "Hx follows Hy of \(names), and Hy their Hx", remedies.exchanged)
    }
    for (row, channel) in [Channel.hx, .hy].enumerated() where !silent.contains(channel) {
      if checks.magneticIsReversed(row) == true {
        add(
          .reversed, .error, [channel], "has the opposite sign of \(channel) of \(names)",
          remedies.reversed(channel, "coil's direction"))
      }
      checkAmplitude(channel, checks.magneticRatios(row), names)
    }
  }

  mutating func checkAmplitude(
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
          remedies.uncalibrated)
        return
      }
      if slope < -0.35 {
        add(
          .calibratedTwice, .error, [channel],
          evidence + ": it falls with frequency like the inverse of a coil's response",
          remedies.calibratedTwice)
        return
      }
    }
    let ratio = (first.ratio * last.ratio).squareRoot()
    guard ratio > 2 || ratio < 0.5 else { return }
    addFactor(channel, ratio, evidence)
  }

  /// A factor of 1000, as between units, or another.
  mutating func addFactor(_ channel: Channel, _ ratio: Double, _ evidence: String) {
    let isUnit = [1e3, 1e6, 1e-3, 1e-6].contains { (0.3...3).contains(ratio / $0) }
    // A unit is off by a round factor, whatever the fields differ by.
    let power = Double.pow(10, (ratio.logarithm / Double(10).logarithm / 3).rounded() * 3)
    let check =
      isUnit
      ? "check the unit: a thousand is between mV and V, or nT and pT"
      : channel.kind == .electric
        ? "check the gain and the length of the dipole" : "check the gain of the channel"
    add(
      isUnit ? .unit : .gain, .error, [channel], evidence,
      check + "; " + remedies.scaled([channel], by: isUnit ? 1 / power : 1 / ratio))
  }

  mutating func checkElectric(_ checks: FieldChecks, _ silent: Set<Channel>) {
    guard local.header.has(.ex), local.header.has(.ey) else { return }
    let doubt = checks.areOthers ? "" : ", or Hx and Hy are"
    if checks.electricIsSwapped == true {
      add(
        .swapped, .error, [.ex, .ey],
        "the diagonal of the impedance is larger than the rest\(doubt)",
        remedies.exchanged)
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
          remedies.reversed(channel, "electrodes' connection"))
      }
      if let ratio = checks.electricRatio(row), ratio > 30 || ratio < 1 / 30.0 {
        addFactor(
          channel, ratio, "its part of the impedance is \(ratio.short) times that of \(names)")
      } else if checks.neighbours.count < 2, let rho = checks.resistivity(row),
        !(1e-4...1e7).contains(rho)
      {
        add(
          .unit, .error, [channel], "the apparent resistivity would be \(rho.short) ohm metres",
          "check the units of electric and magnetic channels; `scale` in [Preprocessing] brings them to mV/km and nT"
        )
      }
    }
  }
}
