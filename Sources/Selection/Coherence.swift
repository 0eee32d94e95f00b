/// `coherence`: the squared coherence of each output with each input, from 0 to 1.
struct Coherence: WindowStatistic {
  let name = "coherence"
  let isRemote = false
  let agreesLocally = true

  func range(of component: String) -> ClosedRange<Double>? { 0...1 }

  func components(of channels: PowerChannels) -> [String] {
    channels.outputRows.flatMap { output in
      channels.inputRows.map { "coh\(channels.name(output))\(channels.name($0))" }
    }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let channels = powers.channels
    writeCoherences(Array(channels.outputRows), channels.inputRows, powers, into: &values)
  }
}

/// `RR_coherence`: the squared coherence of each channel with each one of the remote reference.
struct RemoteCoherence: WindowStatistic {
  let name = "RR_coherence"
  let isRemote = true

  func range(of component: String) -> ClosedRange<Double>? { 0...1 }

  func components(of channels: PowerChannels) -> [String] {
    channels.ownRows.flatMap { own in
      channels.referenceRows.map { "\(channels.name(own))\(channels.name($0))RR" }
    }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let channels = powers.channels
    writeCoherences(channels.ownRows, channels.referenceRows, powers, into: &values)
  }
}

private func writeCoherences(
  _ rows: [Int], _ others: Range<Int>, _ powers: WindowPowers,
  into values: inout MutableSpan<Double>
) {
  let count = powers.windowCount
  let stored = powers.values.span
  var start = 0
  for a in rows {
    for b in others {
      let element = powers.element(a, b)
      let (first, second) = (powers.power(a), powers.power(b))
      for window in 0..<count {
        values[start + window] =
          element.lengthSquared(stored, window)
          / (stored[first + window] * stored[second + window])
      }
      start += count
    }
  }
}

/// `RR_coherenceEqn`: how alike the two sides of an equation are that a channel of the remote reference
/// makes of an output and its partner among the inputs.
///
/// The products of each side with the reference are smoothed along the spectrum; the statistic is the
/// squared coherence of the two smoothed series, and so cannot be had from cross-powers: those who make the
/// spectra compute it.
struct EquationCoherence: WindowStatistic {
  let name = "RR_coherenceEqn"
  let isRemote = true
  let needsEquations = true

  func range(of component: String) -> ClosedRange<Double>? { 0...1 }

  func components(of channels: PowerChannels) -> [String] {
    channels.equations.map { equation in
      let remote = channels.name(equation.reference)
      return
        "\(channels.name(equation.output))\(remote)R-\(channels.name(equation.input))\(remote)R"
    }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let stored = powers.values.span
    for component in powers.channels.equations.indices {
      guard let place = powers.equation(component) else {
        preconditionFailure("the coherences of equations were not asked for")
      }
      for window in 0..<count { values[component * count + window] = stored[place + window] }
    }
  }
}
